"""What is made of a profile to be passed on: a card to share and a case sheet to print.

Both are set by typst from the public shape alone, and made once (campaign/web/file_cache.py).
"""

from profiles.documents.card import card
from profiles.documents.case_sheet import case_sheet
from profiles.documents.cleanup import delete_stale
from profiles.documents.document import Document

__all__ = ["Document", "card", "case_sheet", "delete_stale"]
