"""The benchmarks: `make bench`. They have a database and a server of their own, and go when they are done."""
