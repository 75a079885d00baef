"""The handbook of the staff, at the desk: the Markdown files of `docs/handbook/` as pages.

Open `chapters.py` first: it reads the files and says which page an address leads to. `views.py` shows them. A form or a list
names its place in the handbook in `handbook = "people#a-picture"` (campaign/admin/base.py), and a `Section` does so too.
Imports `campaign.accounts`.
"""
