"""Renders the Markdown that staff write. No other module turns it into HTML.

Safe by construction: HTML in the text is escaped (`html=False`), links may lead only to http, https, mailto and
our own pages, and images are switched off. So a text cannot make a visitor's browser load anything from
another server.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|/(?![/\\])|#)", re.IGNORECASE)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).disable(
        ["image", "html_block", "html_inline"]
    )
    reader.validateLink = lambda url: bool(_ALLOWED_LINK.match(url.strip()))  # type: ignore[method-assign]
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("heading_close", _heading)
    return reader


def _heading(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Render # and ## as h2: the page's title is the h1, and the outline must have no gap."""
    level = int(tokens[index].tag[1])
    tokens[index].tag = f"h{min(max(level, 2), 4)}"
    return renderer.renderToken(tokens, index, options, env)


_markdown = _reader()


@lru_cache(maxsize=512)
def render(text: str) -> SafeString:
    """The Markdown as HTML that is safe to show."""
    html: str = _markdown.render(text)
    return mark_safe(html)  # noqa: S308  see the module's docstring


def plain_text(text: str) -> str:
    """The words of the Markdown as a reader sees them, without tags and entities."""
    return without_tags(_markdown.render(text))


def without_tags(html: str) -> str:
    return unescape(strip_tags(html))
