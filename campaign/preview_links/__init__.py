"""Links that show one item to one person outside: a family member who checks facts, or a journalist under embargo.

`links.py` makes, finds, opens and revokes them; open it first. `comments.py` takes what the reader says. `views.py` has the
pages behind the links, `middleware.py` their headers, `periods.py` how long everything works and stays. The desk's side is in `campaign/admin/preview_links`.
Imports `campaign.previews`, `campaign.working_versions` and `campaign.closed_records`.
"""
