"""Markdown as HTML, as plain words, and the numbers of the pictures in it."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from zlib import crc32

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it.token import Token

from campaign.text.markdown.footnotes import DIGEST
from campaign.text.markdown.reader import PictureMark, make_reader

# How a text names the pictures with these numbers, for a search in the database: join them with “|”.
PICTURE_PATTERN = r"\(picture:({})[^0-9]"
# A whole picture within a text, for Postgres as for Python.
PICTURE_MARK = r'!\[[^][]*\]\(picture:[0-9]+(\s+"([^"\\]|\\.)*")?\s*\)'
# Longer texts take seconds to read. A form refuses them (campaign/text/fields.py).
MAX_LENGTH = 100_000

type Figure = Callable[[PictureMark], SafeString]
type Parts = tuple[SafeString | PictureMark, ...]

_reader = make_reader()


def no_figure(mark: PictureMark) -> SafeString:
    return SafeString("")


def render(text: str, figure: Figure = no_figure) -> SafeString:
    """The Markdown as HTML that is safe to show.

    figure: the HTML of a picture. It is asked each time, so a picture that may no longer be shown is gone at once.
    """
    parts = _parts(text, get_language())
    html = "".join(figure(part) if isinstance(part, PictureMark) else part for part in parts)
    return mark_safe(html)  # noqa: S308  see the docstring of the package


def picture_numbers(text: str) -> list[int]:
    """The numbers of the pictures that the text shows, in their order."""
    if "(picture:" not in text:
        return []
    return list(dict.fromkeys(mark.number for mark in _marks(_parts(text, get_language()))))


def plain_text(text: str) -> str:
    """The words of the Markdown as a reader sees or hears them, without tags and entities."""
    return without_tags(render(text, _words_of))


def without_tags(html: str) -> str:
    return unescape(strip_tags(html))


def _words_of(mark: PictureMark) -> SafeString:
    return escape(f"{mark.alt}\n{mark.caption}\n")


def _marks(parts: Iterable[SafeString | PictureMark]) -> Iterator[PictureMark]:
    return (part for part in parts if isinstance(part, PictureMark))


@lru_cache(maxsize=512)
def _parts(text: str, language: str | None) -> Parts:
    """The HTML, cut at the pictures. The labels of footnotes are in the language."""
    if len(text) > MAX_LENGTH:
        return (_as_typed(text),)
    env = {DIGEST: f"{crc32(text.encode(errors='replace')):08x}"}
    return tuple(_cut(_reader.parse(text, env), env))


def _as_typed(text: str) -> SafeString:
    return mark_safe(f"<pre>{escape(text)}</pre>")  # noqa: S308  escaped


def _cut(tokens: list[Token], env: dict[str, str]) -> Iterator[SafeString | PictureMark]:
    start = 0
    for end, token in enumerate(tokens):
        if token.type == "picture":
            yield _html(tokens[start:end], env)
            yield token.meta["mark"]
            start = end + 1
    yield _html(tokens[start:], env)


def _html(tokens: list[Token], env: dict[str, str]) -> SafeString:
    html: str = _reader.renderer.render(tokens, _reader.options, env)
    return mark_safe(html)  # noqa: S308  see the docstring of the package
