"""Saved views of the desk's lists: filters, order and columns under a name, for oneself or for everyone.

Open `keeping.py` first: it keeps, finds and changes them. `models.py` has the table. The pages are in
`campaign/admin/lists/`. Imports `campaign.text` only.
"""
