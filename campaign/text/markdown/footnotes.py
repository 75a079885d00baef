"""Footnotes: `[^1]` in the text, and a paragraph that begins with `[^1]: `.

Their ids hold a digest of the text, so that several texts can stand on one page.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

DIGEST = "digest"  # of the text, in the reader's environment
_REFERENCE = re.compile(r"\[\^[^\s\]]{1,40}\]")


def add_to(reader: MarkdownIt) -> None:
    footnote_plugin(reader, inline=False)
    reader.inline.ruler.at("footnote_ref", _read_reference)
    writers: dict[str, Callable[[str, dict[str, Any]], str]] = {
        "ref": _reference,
        "anchor": _way_back,
        "block_open": _list_open,
        "block_close": lambda *_: "</ol></section>\n",
        "open": _note_open,
        "close": lambda *_: "</li>\n",
    }
    for name, write in writers.items():
        reader.add_render_rule(f"footnote_{name}", _rule(write))


def _read_reference(state: StateInline, silent: bool) -> bool:
    """The plugin alone would read on to the next bracket from every one: too long in a text of many."""
    return bool(_REFERENCE.match(state.src, state.pos)) and footnote_ref(state, silent)


def _rule(write: Callable[[str, dict[str, Any]], str]) -> Callable[..., str]:
    def rule(
        renderer: RendererHTML,
        tokens: Sequence[Token],
        index: int,
        options: OptionsDict,
        env: EnvType,
    ) -> str:
        return write(str(env[DIGEST]), tokens[index].meta)

    return rule


def _reference(digest: str, meta: dict[str, Any]) -> str:
    number = meta["id"] + 1
    return format_html(
        '<sup><a class="note-mark" id="{}" href="#note-{}-{}" aria-label="{}">{}</a></sup>',
        _place(digest, meta),
        digest,
        number,
        _("Footnote %(number)s") % {"number": number},
        number,
    )


def _way_back(digest: str, meta: dict[str, Any]) -> str:
    return format_html(
        ' <a class="note-back" href="#{}" aria-label="{}">↩\ufe0e</a>',
        _place(digest, meta),
        _("Back to footnote %(number)s in the text") % {"number": meta["id"] + 1},
    )


def _place(digest: str, meta: dict[str, Any]) -> str:
    """The id of the place in the text. A note can have several."""
    return f"note-{digest}-{meta['id'] + 1}-from-{meta.get('subId', 0) + 1}"


def _list_open(digest: str, meta: dict[str, Any]) -> str:
    return format_html('<section class="notes" aria-label="{}"><ol>\n', _("Footnotes"))


def _note_open(digest: str, meta: dict[str, Any]) -> str:
    return format_html('<li dir="auto" id="note-{}-{}">', digest, meta["id"] + 1)
