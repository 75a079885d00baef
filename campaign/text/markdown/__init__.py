"""Renders the Markdown that staff write. No other module turns it into HTML.

Safe by construction: HTML in the text is escaped, links may lead only to http, https, mailto and our own pages, and the
only pictures are our own, named by their number. So a text cannot make a visitor's browser load anything from another
server. `reader.py` has the rules of the language, `rendering.py` the functions that other packages call.
"""

from campaign.text.markdown.reader import PictureMark
from campaign.text.markdown.rendering import (
    MAX_LENGTH,
    PICTURE_MARK,
    PICTURE_PATTERN,
    picture_numbers,
    plain_text,
    render,
    without_tags,
)

__all__ = [
    "MAX_LENGTH",
    "PICTURE_MARK",
    "PICTURE_PATTERN",
    "PictureMark",
    "picture_numbers",
    "plain_text",
    "render",
    "without_tags",
]
