"""The history: every change of a tracked row, with author, time and reason; shown to staff and undone.

Open `changes.py` first: it installs the triggers that record changes. `describe.py` makes them readable and
`revert.py` undoes them. Imports `campaign.privacy`, `text` and `web`.
"""
