"""One data file: its values, and the line number of each.

A `.toml` file is TOML as a whole. A `.md` file begins with TOML between two lines of `+++`. The
rest is Markdown, the value of one more key.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

FENCE = "+++"

type Where = tuple[str | int, ...]  # ("events", 2, "kind"): the kind of the third event

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*\"?([\w.-]+)\"?\s*=")
_LONG_STRINGS = ('"""', "'''")
_LINE_OF_ERROR = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


class Mistake(ValueError):
    """An error in a data file. It says where the error is, what it is and what to do."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        inside = path.is_relative_to(settings.BASE_DIR)
        shown = path.relative_to(settings.BASE_DIR) if inside else path
        super().__init__(f"{shown}:{line}: {message}")


@dataclass(frozen=True)
class Document:
    """`toml` is the whole file, or the head of a text that begins on `text_line` and has the key `text_key`."""

    path: Path
    values: dict[str, Any]
    toml: str
    text_key: str = ""
    text_line: int = 0

    @cached_property
    def lines(self) -> dict[Where, int]:
        return line_numbers(self.toml) | {(self.text_key,): self.text_line}

    @property
    def root(self) -> "Value":
        return Value(self, (), self.values)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a document, and its place there."""

    document: Document
    where: Where
    content: Any

    def at(self, *way: str | int) -> "Value":
        """A value inside this one; one that is missing is None."""
        inside = self.content
        for step in way:
            inside = inside[step] if isinstance(step, int) else inside.get(step)
        return Value(self.document, (*self.where, *way), inside)

    @property
    def name(self) -> str:
        """Its key; for an item of a list, the key of the list."""
        return next((step for step in reversed(self.where) if isinstance(step, str)), "")

    @property
    def line(self) -> int:
        """Its line number; if it has none, that of the smallest part around it that has one."""
        where = self.where
        while where and where not in self.document.lines:
            where = where[:-1]
        return self.document.lines.get(where, 1)

    def mistake(self, message: str) -> Mistake:
        return Mistake(self.document.path, self.line, message)


def read(path: Path, *, text_key: str = "") -> Document:
    """`text_key` is the key of the Markdown in a `.md` file. Raises Mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Mistake(path, 1, "The file is not UTF-8. Save it in that encoding.") from None
    if not text_key:
        return Document(path, _parse(path, text), text)
    head, body, body_line = _split(path, text)
    values = _parse(path, head)
    if text_key in values:
        line = line_numbers(head)[text_key,]
        raise Mistake(path, line, f"Write “{text_key}” below the second {FENCE}, not as a key.")
    if body:
        values[text_key] = body
    return Document(path, values, head, text_key, body_line)


def _split(path: Path, text: str) -> tuple[str, str, int]:
    """The head, with an empty first line so that its lines keep their numbers; the text; its first line."""
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if not fences or fences[0] != 0:
        raise Mistake(path, 1, f"Begin the file with a line that holds only {FENCE}.")
    if len(fences) == 1:
        raise Mistake(
            path, 1, f"Put a second line with only {FENCE} between the keys and the text."
        )
    end = fences[1]
    return "\n".join(["", *lines[1:end]]), "\n".join(lines[end + 1 :]).strip(), end + 2


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE_OF_ERROR.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        reason = _LINE_OF_ERROR.sub("", str(error))
        raise Mistake(path, line, f"This is not valid TOML: {reason}.") from None


def line_numbers(text: str) -> dict[Where, int]:
    """The line numbers of tables and keys, found by the form of the lines. The text must be valid TOML."""
    found: dict[Where, int] = {}
    table: Where = ()
    seen: Counter[Where] = Counter()
    closing = ""  # what ends the string that runs over several lines
    for number, line in enumerate(text.split("\n"), start=1):
        if closing:
            if closing in line:
                closing = ""
        elif header := _HEADER.match(line):
            table = tuple(header[2].split("."))
            if header[1] == "[[":
                found.setdefault(table, number)
                seen[table] += 1
                table = (*table, seen[table] - 1)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *key[1].split(".")), number)
            closing = next((quotes for quotes in _LONG_STRINGS if line.count(quotes) == 1), "")
    return found
