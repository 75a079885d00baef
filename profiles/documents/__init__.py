"""Documents made from a profile: cards to share (PNG) and a case sheet to print (PDF).

Typst renders both from `PublicProfile` alone; the files are cached on disk (campaign/web/file_cache.py). Start
with `document.py`, then `card.py` and `case_sheet.py`. `cleanup.py` deletes files that are out of date. Callers use
the names below. This package imports `profiles.public`, `profiles.models` and `campaign`.
"""

from profiles.documents.card import card
from profiles.documents.case_sheet import case_sheet, sheet_facts
from profiles.documents.cleanup import delete_stale
from profiles.documents.document import Document, name_data

__all__ = ["Document", "card", "case_sheet", "delete_stale", "name_data", "sheet_facts"]
