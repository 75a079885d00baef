"""CSV that is safe to open: RFC 4180, and nothing in it that a spreadsheet would run as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

# What begins with one of these is a formula for Excel, LibreOffice and others, whatever the quotes: it
# can send the rest of the sheet to somebody's server. Some take the full-width ones for the same.
FORMULA = "=+-@\t\r\n＝＋－＠"
# A spreadsheet set to German or French parts cells at semicolons, so one may begin there too. With the
# apostrophes that are there already, so that `as_meant` can tell ours from the text's own.
_WHERE_ONE_BEGINS = rf"(?=[ ']*[{re.escape(FORMULA)}])"
_BEFORE = re.compile("(^|;)" + _WHERE_ONE_BEGINS)
_OURS = re.compile("(^|;)'" + _WHERE_ONE_BEGINS)
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """What csv writes to: it keeps the one line."""

    def write(self, line: str) -> str:
        return line


def lines(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, for_spreadsheets: bool = False
) -> Iterator[bytes]:
    """Lines of UTF-8, the header first; a row at a time, so that a million of them need no memory.

    for_spreadsheets: begin with a byte order mark, without which Excel takes UTF-8 for something else.
    Programs that read CSV are better off without it.
    """
    writer = csv.writer(_Line(), lineterminator="\r\n")
    if for_spreadsheets:
        yield BYTE_ORDER_MARK.encode()
    for row in chain([header], rows):
        line: str = writer.writerow([escape_formula(cell) for cell in row])  # what `write` returned
        yield line.encode()


def escape_formula(cell: object) -> str:
    """The cell as text, with an apostrophe before what a spreadsheet would run."""
    text = "" if cell is None else str(cell)
    return _BEFORE.sub(r"\1'", text) if text else text  # most cells of a wide table are empty


def unescape_formula(cell: str) -> str:
    """What was given to `harmless`."""
    return _OURS.sub(r"\1", cell)


def join_values(values: Iterable[str]) -> str:
    """What `split` takes apart again."""
    return "|".join(re.sub(r"([\\|])", r"\\\1", value) for value in values)
