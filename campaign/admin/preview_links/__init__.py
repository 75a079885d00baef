"""The desk's side of links for readers outside: the page of an item's links, and the page of all of them.

Open `views.py` first. `panels.py` has what these pages and an item's form say of a link, `forms.py` the form that makes them.
Whoever may change an item may show it, and reads what its readers say. Imports `campaign.preview_links`.
"""
