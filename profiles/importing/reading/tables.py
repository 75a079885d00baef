"""A table of texts, and the parser that makes one from a text file (CSV, TSV and relatives)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from profiles.importing.reading.encodings import UNREADABLE

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL_LENGTH = 100_000  # characters

# Postgres stores no NUL and no lone surrogate.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

type Record = list[str]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is read. encoding, delimiter: for text files. sheet: for workbooks."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_row: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """number: as a spreadsheet counts, from 1, including the headings and blank rows."""

    number: int
    cells: Record


@dataclass(frozen=True, slots=True)
class Table:
    """headings: one for each column that has any content, "" where the file gives none.

    filled: how many cells were filled from a merged one above them.
    """

    headings: list[str]
    rows: list[Row]
    sheets: list[str] = field(default_factory=list)
    filled: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell with a letter that does not fit the encoding."""

    row: int
    heading: str
    cell: str


def unreadable_cells(table: Table) -> list[Unreadable]:
    return [
        Unreadable(row.number, heading, cell)
        for row in table.rows
        for heading, cell in zip(table.headings, row.cells, strict=True)
        if UNREADABLE in cell
    ]


def guess_heading_row(records: list[Record]) -> int:
    """Return the first row that is at least half as full as the fullest: a title above it fills one cell."""
    filled = [sum(1 for cell in record if cell) for record in records]
    wanted = max(filled, default=0) / 2
    return next((number for number, cells in enumerate(filled, 1) if cells and cells >= wanted), 1)


def build_table(
    records: list[Record], options: ReadOptions, sheets: list[str] | None = None, filled: int = 0
) -> Table:
    """Raises ValidationError, in words for staff, if the records exceed the bounds or are empty."""
    if len(records) > MAX_ROWS:
        raise ValidationError(_("There are more than 50,000 rows. Please split the file."))
    width = max(map(len, records), default=0)
    if not width:
        raise ValidationError(_("There is nothing in it."))
    if width > MAX_COLUMNS:
        raise ValidationError(
            _("There are more than 200 columns. Is it another character that divides them?")
        )
    if not 1 <= options.heading_row <= len(records):
        raise ValidationError(
            _("There is no row %d to take the headings from.") % options.heading_row
        )
    headings, *rows = [
        Row(number, cells + [""] * (width - len(cells)))
        for number, cells in enumerate(records, start=1)
        if number == options.heading_row or (number > options.heading_row and cells)
    ]
    return Table(headings.cells, rows, sheets or [], filled)


def clean_record(cells: Iterable[str]) -> Record:
    """Drop the empty cells at the end: spreadsheets save any number of them."""
    record = [_clean_cell(cell) for cell in cells]
    while record and not record[-1]:
        record.pop()
    return record


def _clean_cell(cell: str) -> str:
    """Strip blanks, and replace what Postgres cannot store with the replacement character."""
    if len(cell) > MAX_CELL_LENGTH:
        raise ValidationError(
            _("A cell is too long to be one. Is it another character that divides them?")
        )
    return _UNSTORABLE.sub("\ufffd", cell).strip()


# --- Text files --------------------------------------------------------------------------------------------

DELIMITERS = {
    ",": lazy("Comma"),
    ";": lazy("Semicolon"),
    "\t": lazy("Tab"),
    "|": lazy("Upright line"),
}
_SAMPLE_SIZE = 64 * 1024  # characters


def guess_delimiter(text: str) -> str:
    """Return the delimiter that gives most rows one width; of several, the one with the widest rows."""
    sample = text[:_SAMPLE_SIZE]
    if sample[:4].lower() == "sep=" and sample[4:5] in DELIMITERS:  # Excel's own note
        return sample[4]
    return max(DELIMITERS, key=lambda delimiter: _delimiter_score(sample, delimiter))


def _delimiter_score(sample: str, delimiter: str) -> tuple[float, int]:
    """Return the share of rows that have the commonest width, and that width."""
    try:
        widths = [len(cells) for cells in _csv_rows(sample, delimiter) if any(cells)]
    except csv.Error:
        return 0, 0
    width, rows = Counter(widths).most_common(1)[0] if widths else (0, 0)
    return (round(rows / len(widths), 1), width) if width > 1 else (0, 0)


def parse_records(text: str, delimiter: str, *, limit: int = MAX_ROWS + 1) -> list[Record]:
    """The default limit is one row over the bound, so that `build_table` can see that there are too many."""
    if delimiter not in DELIMITERS:
        raise ValidationError(_("Please choose what divides the cells."))
    try:
        return [clean_record(cells) for cells in islice(_csv_rows(text, delimiter), limit)]
    except csv.Error:
        raise ValidationError(
            _(
                "The file cannot be taken apart into cells. Is it another character that divides them?"
            )
        ) from None


def _csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
