"""The lists of the desk: chosen columns, saved views, and actions for many items with one summary.

Open `admin.py` first: the base class of every list. `columns.py` reads which columns a URL asks for, `views.py` has the
page on which staff name, share and delete saved views, and `bulk.py` runs an action for each selected item. Imports
`campaign.saved_views` and what is below it; only `bulk.py` knows the workflow.
"""
