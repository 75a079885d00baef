"""Imports of people from spreadsheets that staff upload, and exports in the same layout.

Start with `batches.py`, the steps of one upload, and `worker.py`, which runs them. A file goes through
`reading/` (bytes to a table), `columns/` (a row to a `ParsedRow`), `matching.py` and `plan.py` (what would
change) and `commit.py` (write it, or undo it). `export.py` writes the same columns. This package imports
`profiles.models`, `profiles.names` and `campaign`.
"""
