"""The benchmarks: `make bench`. They use their own database and server, and remove both at the end."""
