"""Petitions and updates to signers.

Open first: `petition.py`, the admin class with its dashboard and closing. `dashboard.py`, `closing.py` and
`retention.py` have the content of its pages and of its panels on the first page.
"""
