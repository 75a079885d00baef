"""What all forms of the desk share: fields that search for an item, the names of fields in rows, the list of errors.

`choices.py` has the fields that search, `inlines.py` the base classes of the inlines, `writing.py` the field for Markdown, `errors.py` the list at the head
of a form. `base.py` of the package above uses them for every admin class. Imports `campaign.images` and `text`.
"""
