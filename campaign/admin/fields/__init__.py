"""What all forms of the desk share: fields that search for an item, and the names of fields in rows.

`choices.py` has the fields that search, `inlines.py` the base classes of the inlines.
`base.py` of the package above uses them for every admin class. Imports nothing else of the project.
"""
