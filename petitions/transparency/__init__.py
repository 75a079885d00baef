"""The verifiable count: a public log of signatures that anyone can check, and our own nightly checks.

Open first: `log.py` (lines and published heads; docs/verifying.md describes the format), `verifier.py` (the
program that the public downloads) and `count_audit.py` (compares the count with the signatures). The package
may import petitions/counting, addresses and models, and what stands below petitions. `verifier.py` imports
the standard library only.
"""
