"""Signatures: staff find, review and export them.

Open `signature.py` first, then `access.py`: who sees signers, after which reason, and how that is logged. `reasons.py`
has the pages that ask for the reason, `export.py` the export, `access_log.py` the log, `filters.py` the filters.
"""
