"""What is made of a profile to be passed on: a card to share and a case sheet to print.

Both are set by typst from the public shape alone, and made once (campaign/kept_files.py).
"""

from profiles.papers.card import card
from profiles.papers.case_sheet import case_sheet
from profiles.papers.paper import Paper
from profiles.papers.sweeping import sweep

__all__ = ["Paper", "card", "case_sheet", "sweep"]
