"""The tables of news.

Open `item.py` first. `byline.py` has the authors, `correction.py` what readers are told of changes, `document.py` the
files to download, `tag.py` the tags, `press.py` the page for the press, `translation.py` the texts in other languages.
"""

from news.models.byline import Author, Byline
from news.models.correction import Correction
from news.models.document import NewsDocument
from news.models.item import FIELDS_OF_KINDS, YEARS, Kind, NewsItem
from news.models.press import PressPage, Spokesperson
from news.models.tag import Tag
from news.models.translation import NewsItemTranslation

__all__ = [
    "FIELDS_OF_KINDS",
    "YEARS",
    "Author",
    "Byline",
    "Correction",
    "Kind",
    "NewsDocument",
    "NewsItem",
    "NewsItemTranslation",
    "PressPage",
    "Spokesperson",
    "Tag",
]
