"""Markdown as we read it: CommonMark with tables, footnotes, strikethrough, automatic links and our own pictures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from campaign.text.markdown import footnotes

_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|/(?![/\\])|#)", re.IGNORECASE)
_PICTURE = re.compile(
    r'!\[(?P<alt>[^\[\]]{0,500})\]\(picture:(?P<number>[1-9][0-9]{0,8})'
    r'(?:\s{1,9}"(?P<caption>(?:[^"\\\n]|\\.){0,500})")?\s{0,9}\)'
)  # fmt: skip
_LONGEST_NAME = 100  # characters of the name of a table
_MOST_PENDING = 600  # characters, more than any address before its @
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ALIGNMENTS = {
    "text-align:left": "to-start",
    "text-align:center": "to-middle",
    "text-align:right": "to-end",
}
# Whether the text begins from the right is a matter of its first letter, since the language is not known.
_HAS_DIRECTION = {
    "paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "table_open",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureMark:
    """A picture that a text names. alt: instead of the picture's own description, unless empty."""

    number: int
    alt: str
    caption: str


def make_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # "code": a line that begins with four spaces is one that was pasted, and no program.
    reader.disable(["image", "html_block", "html_inline", "code"])
    reader.validateLink = lambda url: bool(_ALLOWED_LINK.match(url.strip()))  # type: ignore[method-assign]
    gfm_autolink_plugin(reader)
    reader.inline.ruler.before("gfm_autolink_protocol", "shorten", _shorten_pending)
    footnotes.add_to(reader)
    reader.inline.ruler.before("link", "picture", _read_picture)
    reader.core.ruler.push("pictures", _move_pictures_out)
    reader.core.ruler.push("attributes", _set_attributes)
    for name in ("heading_open", "heading_close"):
        reader.add_render_rule(name, _heading)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    return reader


def _read_picture(state: StateInline, silent: bool) -> bool:
    found = _PICTURE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        alt, caption = (_unescaped(found[name]) for name in ("alt", "caption"))
        state.push("picture", "", 0).meta["mark"] = PictureMark(int(found["number"]), alt, caption)
    state.pos = found.end()
    return True


def _shorten_pending(state: StateInline, silent: bool) -> bool:
    """Matches nothing. The plugin searches all pending text at each colon, so a long text of colons would take minutes."""
    if not silent and len(state.pending) > _MOST_PENDING:
        kept = state.pending[-_MOST_PENDING // 2 :]
        state.pending = state.pending[: -_MOST_PENDING // 2]
        state.pushPending()
        state.pending = kept
    return False


def _unescaped(text: str | None) -> str:
    return " ".join(_ESCAPED.sub(r"\1", text or "").split())


def _move_pictures_out(state: StateCore) -> None:
    """A picture in a sentence stands below the paragraph: a figure is a block. A picture alone leaves no empty one."""
    moved: list[Token] = []
    tokens = iter(state.tokens)
    for token in tokens:
        moved.append(token)
        if token.type == "inline" and (pictures := list(_taken_out(token))):
            closing = next(tokens)
            if _is_empty(token) and closing.type == "paragraph_close":
                del moved[-2:]
            elif closing.type in {"paragraph_close", "heading_close"}:
                moved.append(closing)
            else:  # of a cell, which keeps its picture
                pictures.append(closing)
            moved += pictures
    state.tokens = moved


def _taken_out(inline: Token) -> Iterator[Token]:
    children = inline.children or []
    yield from (child for child in children if child.type == "picture")
    inline.children = [child for child in children if child.type != "picture"]


def _is_empty(inline: Token) -> bool:
    return all(
        child.type in {"softbreak", "hardbreak"} or (child.type == "text" and child.content.isspace())
        or (child.type == "text" and not child.content)
        for child in inline.children or []
    )  # fmt: skip


def _set_attributes(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in _HAS_DIRECTION and token.level == 0:
            token.attrSet("dir", "auto")
        elif token.type in {"th_open", "td_open"}:
            _set_cell(token)


def _set_cell(cell: Token) -> None:
    """A class for the alignment: our Content Security Policy forbids the plugin's inline style."""
    style = str(cell.attrs.pop("style", ""))
    if style in _ALIGNMENTS:
        cell.attrSet("class", _ALIGNMENTS[style])
    if cell.tag == "th":
        cell.attrSet("scope", "col")


def _heading(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Render # and ## as h2: the page's title is the h1, and the outline must have no gap."""
    level = int(tokens[index].tag[1])
    tokens[index].tag = f"h{min(max(level, 2), 4)}"
    return renderer.renderToken(tokens, index, options, env)


def _table_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A wide table scrolls in a box of its own, which the keyboard reaches and a screen reader calls by its headings."""
    box = Token("table_box", "div", 1, attrs={"class": "table-box", "tabindex": "0"})
    box.attrs |= {"role": "region", "aria-label": _table_name(tokens[index:])}
    table = renderer.renderToken(tokens, index, options, env)
    return f"<div{renderer.renderAttrs(box)}>{table}"


def _table_name(tokens: Sequence[Token]) -> str:
    """The headings of the table's columns."""
    row = takewhile(lambda token: token.type != "thead_close", tokens)
    cells = (token.children or [] for token in row if token.type == "inline")
    headings = ("".join(child.content for child in cell).strip() for cell in cells)
    return ", ".join(filter(None, headings))[:_LONGEST_NAME] or gettext("Table")


def _table_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return renderer.renderToken(tokens, index, options, env).rstrip() + "</div>\n"
