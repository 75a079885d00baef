"""Reads one sheet of a workbook, in a process of its own: see profiles/importing/reading/workbooks.py.

    python -m profiles.importing.reading.workbook_reader FOLDER MOST-ROWS MOST-CELLS-A-ROW

Reads FOLDER/upload.xlsx, and which of its sheets is meant in FOLDER/sheet; writes read.json.zlib: the names of
the sheets that are shown and hold cells, which of them was read (the first, if none was asked for), and its rows as
texts. What is wrong with it ends it with one of the words of Refusal. It knows nothing of Django.
"""

import json
import re
import sys
import warnings
import zipfile
import zlib
from calendar import month_name
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from campaign.documents import sandbox

MOST_UNPACKED = 80 * 1024 * 1024
MOST_BESIDE_CELLS = 4 * 1024 * 1024  # of styles and the like, which are read as a whole
MOST_PARTS = 500
MOST_READ = 256 * 1024 * 1024  # of what is made of it
MOST_LETTERS = 80_000_000  # of all cells: one text may stand in as many as there are
# A sheet of 20,000 rows with 40 cells each takes 120 MB and a quarter of a minute.
MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 120
_CELLS = ("xl/worksheets/", "xl/sharedStrings")
# What it does not know of a workbook (a style, a chart) it warns of, and none of it is a cell.
warnings.filterwarnings("ignore", module=r"openpyxl\.")


class Refusal(StrEnum):
    TOO_LARGE = "too large"
    NO_WORKBOOK = "no workbook"
    NO_CELLS = "no cells"
    NO_SUCH_SHEET = "no such sheet"


class Refused(Exception):
    pass


def main(folder: Path, most: int, widest: int) -> None:
    sandbox.limit_resources(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    file = folder / "upload.xlsx"
    sheet = (folder / "sheet").read_text(encoding="utf-8")
    try:
        _refuse_bombs(file)
        with _opened(file) as book:
            sheets = [each.title for each in book.worksheets if each.sheet_state == "visible"]
            if not sheets:
                raise Refused(Refusal.NO_CELLS)
            sheet = sheet or sheets[0]
            if sheet not in book.sheetnames:
                raise Refused(Refusal.NO_SUCH_SHEET)
            rows = _bounded(_texts(file, book[sheet], most, widest))
    except Refused:
        raise
    except MemoryError:
        raise Refused(Refusal.TOO_LARGE) from None
    except Exception as error:
        # The library meets a broken file with whatever exception it stumbles into.
        raise Refused(Refusal.NO_WORKBOOK) from error
    made = json.dumps({"sheets": sheets, "sheet": sheet, "rows": rows}).encode("ascii")
    if len(made) > MOST_READ:
        raise Refused(Refusal.TOO_LARGE)
    (folder / "read.json.zlib").write_bytes(zlib.compress(made))


def _opened(file: Path, *, formulas: bool = False) -> "closing[Workbook]":
    book = load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)
    return closing(book)


def _refuse_bombs(file: Path) -> None:
    """By the sizes that the zip states: a part that unpacks to more than it states is an error."""
    with zipfile.ZipFile(file) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
    beside = [size for name, size in sizes.items() if not name.startswith((*_CELLS, "xl/media/"))]
    if (
        len(sizes) > MOST_PARTS
        or sum(sizes.values()) > MOST_UNPACKED
        or max(beside, default=0) > MOST_BESIDE_CELLS
    ):
        raise Refused(Refusal.TOO_LARGE)


def _texts(file: Path, sheet: Any, most: int, widest: int) -> Iterator[list[str]]:
    rows = _rows(sheet, most, widest)
    if not _has_formulas(sheet, file):
        for row in rows:
            yield [_text(cell) for cell in row]
        return
    # Programs other than spreadsheets write formulas without their results.
    with _opened(file, formulas=True) as formulas:
        for pair in zip(rows, _rows(formulas[sheet.title], most, widest), strict=True):
            yield [
                _text(cell) or _text(formula)
                for cell, formula in zip_longest(*pair, fillvalue=EMPTY_CELL)
            ]


def _bounded(rows: Iterable[list[str]]) -> list[list[str]]:
    found, letters = [], 0
    for row in rows:
        letters += sum(map(len, row))
        if letters > MOST_LETTERS:
            raise Refused(Refusal.TOO_LARGE)
        found.append(row)
    return found


def _rows(sheet: Any, most: int, widest: int) -> Iterator[tuple[Any, ...]]:
    """The size that the file states may be wrong, and whole columns may be there only to be coloured."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=most, max_col=widest):
        end = len(row)
        while end and row[end - 1].value is None:
            end -= 1
        yield row[:end]


def _has_formulas(sheet: Any, file: Path) -> bool:
    with zipfile.ZipFile(file) as parts:
        return bool(re.search(rb"[<:]f[ >/]", parts.read(sheet._worksheet_path)))


def _text(cell: Any) -> str:
    """As it is shown, or more exact."""
    match value := cell.value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() | date():
            return date_text(value, cell.number_format)
        case time():
            return value.isoformat("minutes")
        case _:
            return str(
                getattr(value, "text", value)
            )  # a formula that fills several cells has a text


def date_text(value: date, number_format: str) -> str:
    """No more of it than is shown: a cell that shows “Mar 2017” holds the first of March.

    A day without a year gets one from the program, the year in which it was typed; it is left out.
    """
    shown = set(re.sub(r'"[^"]*"|\\.|\[[^]]*\]', "", number_format).lower())
    month = month_name[value.month]
    if "y" not in shown and "e" not in shown:
        return f"{value.day} {month}"
    if "d" not in shown:
        return f"{month} {value.year}" if "m" in shown else str(value.year)
    if isinstance(value, datetime) and value.time() != time.min:
        return value.isoformat(" ", "minutes")
    return f"{value:%Y-%m-%d}"


if __name__ == "__main__":
    given, most_rows, most_cells = sys.argv[1:]
    try:
        main(Path(given), int(most_rows), int(most_cells))
    except Refused as refused:
        sys.exit(str(refused))
