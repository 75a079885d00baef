"""The count of signatures: how it is entered, folded and read, the goals, and signatures on paper.

Open `tallies.py` first: it reads and folds the count. `ledger.py` enters each +1 and -1 and its line in the
public log. The count itself is a set of SQL views: `petitions_count` and its siblings, in
`petitions/migrations/sql/count.sql`. This package may import the models.
"""
