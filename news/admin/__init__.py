"""The desk of the newsroom. Importing it registers every model. Open `item.py` first."""

from news.admin import item, words

__all__ = ["item", "words"]
