"""CSV by RFC 4180, with no cell that a spreadsheet would run as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

# Excel, LibreOffice and others run a cell that begins with one of these, even inside quotes. A formula can send
# the rest of the sheet to another server. Some programs also accept the full-width forms.
FORMULA = "=+-@\t\r\n＝＋－＠"
# A spreadsheet set to German or French splits cells at semicolons, so a formula may begin there too. The pattern
# includes apostrophes that are already there, so that `unescape_formula` removes only those that we added.
_FORMULA_AHEAD = rf"(?=[ ']*[{re.escape(FORMULA)}])"
_UNESCAPED = re.compile("(^|;)" + _FORMULA_AHEAD)
_ESCAPED = re.compile("(^|;)'" + _FORMULA_AHEAD)
BYTE_ORDER_MARK = "\ufeff"


class _Echo:
    """A file for csv.writer whose `write` returns the line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, for_spreadsheets: bool = False
) -> Iterator[bytes]:
    """The file as lines in UTF-8, the header first. One row is in memory at a time.

    for_spreadsheets: start with a byte order mark. Excel needs it to recognise UTF-8; other programs may
    read it as part of the first heading.
    """
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    if for_spreadsheets:
        yield BYTE_ORDER_MARK.encode()
    for row in chain([header], rows):
        line: str = writer.writerow(
            [escape_formula(cell) for cell in row]
        )  # what _Echo.write returns
        yield line.encode()


def escape_formula(cell: object) -> str:
    """The cell as text, with an apostrophe before each formula that a spreadsheet would run."""
    text = "" if cell is None else str(cell)
    return _UNESCAPED.sub(r"\1'", text) if text else text  # most cells of a wide table are empty


def unescape_formula(cell: str) -> str:
    """The text that `escape_formula` was given."""
    return _ESCAPED.sub(r"\1", cell)


def join_values(values: Iterable[str]) -> str:
    """Several values in one cell, divided by “|”; profiles/importing splits them again."""
    return "|".join(re.sub(r"([\\|])", r"\\\1", value) for value in values)
