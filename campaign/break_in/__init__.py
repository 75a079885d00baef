"""After a break-in: one step ends everything with which anyone can log in, and a list says what to look at.

Open `end.py` first: the step itself, which the page and `manage.py end_break_in` share. `look_at.py` collects what was done lately.
`desk.py` is the page of administrators. Imports `campaign.accounts`, `campaign.activity` and `campaign.preview_links`.
"""
