"""Reads one sheet of a workbook, in a process of its own: see profiles/importing/reading/workbooks.py.

    python -m profiles.importing.reading.workbook_reader FOLDER MAX-ROWS MAX-CELLS-A-ROW

Input: FOLDER/upload.xlsx, and the name of the sheet in FOLDER/sheet (empty: the first). Output:
FOLDER/read.json.zlib, an object with `sheets` (names of the visible sheets that hold cells), `sheet` (the one
that was read) and `rows` (lists of texts). On an error the process ends with one of the words of Refusal.
This module imports neither Django nor anything that does.
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

MAX_UNPACKED = 80 * 1024 * 1024
MAX_BESIDE_CELLS = 4 * 1024 * 1024  # of styles and the like, which are read as a whole
MAX_PARTS = 500
MAX_OUTPUT = 256 * 1024 * 1024
MAX_CHARACTERS = 80_000_000  # of all cells: many cells may share one long text
# A sheet of 20,000 rows with 40 cells each takes 120 MB and a quarter of a minute.
MAX_MEMORY = 512 * 1024 * 1024
MAX_SECONDS = 120
_CELLS = ("xl/worksheets/", "xl/sharedStrings")
# openpyxl warns of each style or chart that it does not know. None of them is a cell.
warnings.filterwarnings("ignore", module=r"openpyxl\.")


class Refusal(StrEnum):
    TOO_LARGE = "too large"
    NO_WORKBOOK = "no workbook"
    NO_CELLS = "no cells"
    NO_SUCH_SHEET = "no such sheet"


class Refused(Exception):
    pass


def main(folder: Path, max_rows: int, max_cells: int) -> None:
    """Raises Refused, with a Refusal."""
    sandbox.limit_resources(memory=MAX_MEMORY, seconds=MAX_SECONDS)
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
            rows = _bounded(_text_rows(file, book[sheet], max_rows, max_cells))
    except Refused:
        raise
    except MemoryError:
        raise Refused(Refusal.TOO_LARGE) from None
    except Exception as error:
        # On a broken file the library raises any kind of exception.
        raise Refused(Refusal.NO_WORKBOOK) from error
    output = json.dumps({"sheets": sheets, "sheet": sheet, "rows": rows}).encode("ascii")
    if len(output) > MAX_OUTPUT:
        raise Refused(Refusal.TOO_LARGE)
    (folder / "read.json.zlib").write_bytes(zlib.compress(output))


def _opened(file: Path, *, formulas: bool = False) -> "closing[Workbook]":
    book = load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)
    return closing(book)


def _refuse_bombs(file: Path) -> None:
    """Check the sizes that the zip states: a part that unpacks to more than it states is an error."""
    with zipfile.ZipFile(file) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
    beside = [size for name, size in sizes.items() if not name.startswith((*_CELLS, "xl/media/"))]
    if (
        len(sizes) > MAX_PARTS
        or sum(sizes.values()) > MAX_UNPACKED
        or max(beside, default=0) > MAX_BESIDE_CELLS
    ):
        raise Refused(Refusal.TOO_LARGE)


def _text_rows(file: Path, sheet: Any, max_rows: int, max_cells: int) -> Iterator[list[str]]:
    rows = _cell_rows(sheet, max_rows, max_cells)
    if not _has_formulas(sheet, file):
        for row in rows:
            yield [_text(cell) for cell in row]
        return
    # Programs other than spreadsheets write formulas without their results: then the formula is the text.
    with _opened(file, formulas=True) as formulas:
        formula_rows = _cell_rows(formulas[sheet.title], max_rows, max_cells)
        for pair in zip(rows, formula_rows, strict=True):
            yield [
                _text(cell) or _text(formula)
                for cell, formula in zip_longest(*pair, fillvalue=EMPTY_CELL)
            ]


def _bounded(rows: Iterable[list[str]]) -> list[list[str]]:
    found, characters = [], 0
    for row in rows:
        characters += sum(map(len, row))
        if characters > MAX_CHARACTERS:
            raise Refused(Refusal.TOO_LARGE)
        found.append(row)
    return found


def _cell_rows(sheet: Any, max_rows: int, max_cells: int) -> Iterator[tuple[Any, ...]]:
    """Ignore the size that the file states, which may be wrong, and empty cells that are only coloured."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=max_rows, max_col=max_cells):
        end = len(row)
        while end and row[end - 1].value is None:
            end -= 1
        yield row[:end]


def _has_formulas(sheet: Any, file: Path) -> bool:
    with zipfile.ZipFile(file) as parts:
        return bool(re.search(rb"[<:]f[ >/]", parts.read(sheet._worksheet_path)))


def _text(cell: Any) -> str:
    """Return the value as the spreadsheet shows it, or more exactly."""
    match value := cell.value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() | date():
            return format_date(value, cell.number_format)
        case time():
            return value.isoformat("minutes")
        case _:
            return str(
                getattr(value, "text", value)
            )  # a formula that fills several cells has a text


def format_date(value: date, number_format: str) -> str:
    """Return no more of the date than is shown: a cell that shows “Mar 2017” holds the first of March.

    A day without a year gets the year in which it was typed, from the spreadsheet. That year is left out.
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
    folder_name, row_limit, cell_limit = sys.argv[1:]
    try:
        main(Path(folder_name), int(row_limit), int(cell_limit))
    except Refused as refused:
        sys.exit(str(refused))
