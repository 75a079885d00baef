"""How staff work together on an item: remarks, who looks after it, and the day on which someone looks at it again.

Open `models.py`, then `remarks.py`, `owners.py` and `review_days.py`, which alone write these rows. `colleagues.py` says whom an item
can be given or shown to. The pages and the part of the form are in `campaign/admin/collaboration/`. Imports `closed_records`,
`accounts` and what is below them.
"""
