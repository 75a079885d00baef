"""What all forms of the desk share: fields that search for an item, the names of fields in rows, the list of errors.

`choices.py` has the fields that search, `pictures.py` the one for pictures, `picking.py` what admin classes do for them.
`inlines.py` has the base classes of the inlines, `writing.py` the field for Markdown, `errors.py` the list at the head of a
form. `base.py` of the package above uses them for every admin class. Imports `campaign.images`, `publishing` and `text`.
"""
