"""The tables of news. Open `item.py` first."""

from news.models.item import YEARS, NewsItem

__all__ = ["YEARS", "NewsItem"]
