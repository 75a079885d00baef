"""Signatures: staff find, review and export them (`signature.py`), by the filters in `filters.py`."""
