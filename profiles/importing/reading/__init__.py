"""Uploaded files become tables of texts.

Start with `uploads.py`: it opens a file, guesses its options, reads it and stores it encrypted. `tables.py`
has the result and the parser of text files. `workbook_reader.py` reads XLSX in a process of its own, without
Django: it may import `campaign.documents.sandbox` and libraries only. This package imports `campaign` and
`profiles.models`.
"""
