"""What is made of a profile to be passed on: a card to share and a case sheet to print.

Both are set by typst from the public shape alone, and made once (campaign/web/file_cache.py).
"""

from profiles.documents.card import card
from profiles.documents.case_sheet import case_sheet
from profiles.documents.cleanup import sweep
from profiles.documents.document import Paper

__all__ = ["Paper", "card", "case_sheet", "sweep"]
