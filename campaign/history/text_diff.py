"""Compares two texts word by word: which words were removed and which were added."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")  # Chinese has no spaces
AROUND = 60  # characters of unchanged text shown on each side of a change
MAX_WORDS = 6000  # of both texts together; comparing more takes seconds


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str  # "same", "gone" or "new"
    text: str


def replacement(before: str, after: str) -> list[Piece]:
    """The whole old text as removed, the whole new text as added."""
    return [Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text]


def diff(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order. Long unchanged parts are shortened to their ends."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if not old or not new or len(old) + len(new) > MAX_WORDS:
        return replacement(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for operation, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(Piece("same", "".join(old[from_old:to_old])))
        else:
            pieces += replacement("".join(old[from_old:to_old]), "".join(new[from_new:to_new]))
    if not any(piece.kind == "same" and len(piece.text.strip()) > 1 for piece in pieces):
        return replacement(before, after)  # the texts have nothing in common
    return list(_shortened(list(_joined(pieces))))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """A single space between two changes belongs to both: “a b” → “c d” is one change, not two."""
    gone = new = ""
    for piece in pieces:
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        elif piece.text == " " and gone and new:
            gone, new = gone + " ", new + " "
        else:
            yield from replacement(gone, new)
            gone = new = ""
            yield piece
    yield from replacement(gone, new)


def _shortened(pieces: list[Piece]) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        first, last = number == 0, number == len(pieces) - 1
        if piece.kind != "same" or len(piece.text) <= 2 * AROUND + 20:
            yield piece
            continue
        start = "" if first else piece.text[:AROUND].rsplit(" ", 1)[0]
        end = "" if last else piece.text[-AROUND:].split(" ", 1)[-1]
        yield Piece("same", f"{start} … {end}".strip(" ") if start or end else "…")
