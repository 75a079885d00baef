"""News of the campaign: items about people and petitions, a list, and an Atom feed.

Open `models.py` first, then `views.py`. Imports `profiles` and the shared packages of `campaign`; `petitions` only by
name, in a foreign key.
"""
