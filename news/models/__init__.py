"""The tables of news.

Open `item.py` first. `byline.py` has the authors, `correction.py` what readers are told of changes, `document.py` the files to download, `tag.py` the tags,
`press.py` the page for the press.
"""

from news.models.byline import Author, Byline
from news.models.correction import Correction
from news.models.document import NewsDocument
from news.models.item import FIELDS_OF_KINDS, YEARS, Kind, NewsItem
from news.models.press import PressPage, Spokesperson
from news.models.tag import Tag

__all__ = [
    "FIELDS_OF_KINDS",
    "YEARS",
    "Author",
    "Byline",
    "Correction",
    "Kind",
    "NewsDocument",
    "NewsItem",
    "PressPage",
    "Spokesperson",
    "Tag",
]
