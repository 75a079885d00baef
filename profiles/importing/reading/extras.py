"""What a sheet says beside its cells: merged cells, links, comments. For programs in the sandbox: no Django.

A merged cell counts for every row that it covers. Links and comments get a column of their own at the end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

LINKS, COMMENTS = "Links", "Comments"

type Rows = list[list[str]]


@dataclass(slots=True)
class Extras:
    """Positions are (row, column), from 0. merged: first row, last row, first column, last column."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)


def apply(rows: Rows, extras: Extras) -> int:
    """Return the number of cells that were filled from a merged one."""
    filled = sum(_fill(rows, *area) for area in extras.merged)
    for heading, found in ((LINKS, extras.links), (COMMENTS, extras.comments)):
        if found:
            _add_column(rows, heading, found)
    return filled


def _fill(rows: Rows, first: int, last: int, left: int, right: int) -> int:
    """Fill down, and not to the right: a title across the table is no value of each column."""
    if first >= len(rows) or left >= len(rows[first]) or not rows[first][left]:
        return 0
    value, filled = rows[first][left], 0
    for row in rows[first + 1 : last + 1]:
        row += [""] * (left + 1 - len(row))
        if not row[left]:
            row[left] = value
            filled += 1
    return filled


def _add_column(rows: Rows, heading: str, found: dict[tuple[int, int], str]) -> None:
    width = max(map(len, rows), default=0)
    by_row: dict[int, list[str]] = {}
    for (at, _column), text in sorted(found.items()):
        by_row.setdefault(at, []).append(text)
    for number, row in enumerate(rows):
        texts = _once(by_row.get(number, ()))
        if (number == 0 and row) or texts:
            row += [""] * (width - len(row))
            row.append(heading if number == 0 else "\n".join(texts))


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
