"""What a file is read as: rows of texts, within bounds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_ROWS = 50_000  # one more is read, so that it shows
MOST_COLUMNS = 200
LONGEST_CELL = 100_000  # characters

_UNREADABLE = re.compile("[\0\ud800-\udfff]")

type Record = list[str]


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is to be read: the first two for text, the third for workbooks."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_row: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """number: as a spreadsheet counts, from 1, the headings and blank rows included."""

    number: int
    cells: Record


@dataclass(frozen=True, slots=True)
class Table:
    """headings: one for each column that has any content, "" where the file gives none."""

    headings: list[str]
    rows: list[Row]
    sheets: list[str] = field(default_factory=list)


def heading_row(records: list[Record]) -> int:
    """The first that is at least half as full as the fullest: a title above it fills one cell."""
    filled = [sum(1 for cell in record if cell) for record in records]
    wanted = max(filled, default=0) / 2
    return next((number for number, cells in enumerate(filled, 1) if cells and cells >= wanted), 1)


def table(records: list[Record], form: Form, sheets: list[str] | None = None) -> Table:
    if len(records) > MOST_ROWS:
        raise ValidationError(_("There are more than 50,000 rows. Please split the file."))
    width = max(map(len, records), default=0)
    if not width:
        raise ValidationError(_("There is nothing in it."))
    if width > MOST_COLUMNS:
        raise ValidationError(
            _("There are more than 200 columns. Is it another character that divides them?")
        )
    if not 1 <= form.heading_row <= len(records):
        raise ValidationError(_("There is no row %d to take the headings from.") % form.heading_row)
    headings, *rows = [
        Row(number, cells + [""] * (width - len(cells)))
        for number, cells in enumerate(records, start=1)
        if number == form.heading_row or (number > form.heading_row and cells)
    ]
    return Table(headings.cells, rows, sheets or [])


def record(cells: Iterable[str]) -> Record:
    """Without the empty cells at its end, of which spreadsheets save as many as they like."""
    found = [_tidy(cell) for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def _tidy(cell: str) -> str:
    """Without blanks around it. Postgres holds no NUL and no half of a pair of surrogates, so they
    become the sign for what is unreadable."""
    if len(cell) > LONGEST_CELL:
        raise ValidationError(
            _("A cell is too long to be one. Is it another character that divides them?")
        )
    return _UNREADABLE.sub("\ufffd", cell).strip()
