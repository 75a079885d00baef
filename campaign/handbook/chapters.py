"""The chapters: a Markdown file each, in the order in which the README of their folder names them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

FOLDER = settings.BASE_DIR / "docs" / "handbook"
CONTENTS = "README"  # the chapter that lists the others
PICTURES = "../../static/"  # as the files name them, so that they are seen wherever Markdown is
_CHAPTER = re.compile(r"([\w-]+)\.md(#[\w-]+)?")


@dataclass(frozen=True, slots=True)
class Chapter:
    """name: of its file. headings: the words of each heading of the second and third level, by its anchor."""

    name: str
    title: str
    html: SafeString
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A chapter, or a heading in it, as a link."""

    title: str
    url: str


@cache
def names() -> tuple[str, ...]:
    """Of all chapters but the contents, in their order."""
    links = re.findall(r"\]\(([\w-]+)\.md\)", _file(CONTENTS).read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(links))


@cache
def chapter(name: str) -> Chapter:
    """The chapter of this name, which is one of `names` or the contents."""
    reader = _reader()
    tokens = reader.parse(_file(name).read_text(encoding="utf-8"))
    [title, *headings] = list(_headings(tokens))
    _set_addresses(tokens)
    html = reader.renderer.render(_without_title(tokens), reader.options, {})
    return Chapter(name, title[1], mark_safe(html), dict(headings))  # noqa: S308  a file of ours


def place(address: str) -> Place:
    """The page of `people`, or of `people#a-picture`; of "", the contents. Raises LookupError if there is no such place."""
    name, _, anchor = (address or CONTENTS).partition("#")
    if name not in (CONTENTS, *names()):
        raise LookupError(f"The handbook has no chapter {name}.")
    found = chapter(name)
    title = found.headings[anchor] if anchor else found.title
    return Place(title, _url(name, anchor))


def neighbours(name: str) -> tuple[Place | None, Place | None]:
    """The chapters before and after this one."""
    order = names()
    position = order.index(name)
    before = place(order[position - 1]) if position else None
    after = place(order[position + 1]) if position + 1 < len(order) else None
    return before, after


def _file(name: str) -> Path:
    return Path(FOLDER / f"{name}.md")


def _url(name: str, anchor: str = "") -> str:
    if name == CONTENTS:
        return reverse("admin:handbook")
    return reverse("admin:handbook_chapter", args=[name]) + (f"#{anchor}" if anchor else "")


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return reader.use(anchors_plugin, max_level=3)


def _headings(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """The anchor and the words of each."""
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open" and "id" in opening.attrs:
            yield str(opening.attrs["id"]), words.content


def _without_title(tokens: list[Token]) -> list[Token]:
    """The page shows it as its own."""
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def _set_addresses(tokens: list[Token]) -> None:
    """Links between chapters and pictures, as they are on this site. A link to another file of ours loses its address."""
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                child.attrs["src"] = static(str(child.attrs["src"]).removeprefix(PICTURES))
                child.attrs["loading"] = "lazy"
            elif child.type == "link_open":
                _set_address(child)


def _set_address(link: Token) -> None:
    href = str(link.attrs["href"])
    if found := _CHAPTER.fullmatch(href):
        link.attrs["href"] = _url(found[1], (found[2] or "").removeprefix("#"))
    elif not href.startswith(("https:", "#")):
        del link.attrs["href"]
