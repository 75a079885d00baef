"""What all forms of the desk share: fields that search for an item, and the base classes of the inlines.

`choices.py` has the fields that search, `inlines.py` the base classes. `base.py` of the package above uses the fields for
every admin class. Imports nothing else of the project.
"""
