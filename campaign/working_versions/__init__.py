"""Working versions: edits of public items that are kept, and published later.

Open `keeping.py` first: it takes an edit back again and keeps what the edit changed. `applying.py` lays a working version over
the rows of its item, for a moment or for good, and finds what someone else has changed since. `publishing.py` publishes,
schedules and discards. Imports `campaign.history` and `campaign.publishing`.
"""
