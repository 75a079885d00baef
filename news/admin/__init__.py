"""The desk of the newsroom. Importing it registers every model. Open `item.py` first."""

from news.admin import item, press, words

__all__ = ["item", "press", "words"]
