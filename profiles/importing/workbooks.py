"""Workbooks (XLSX): a zip of XML from outside, bounded before any of it is unpacked."""

import re
import warnings
import zipfile
from calendar import month_name
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from io import BytesIO
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from profiles.importing.tables import MOST_COLUMNS, MOST_ROWS, Record, record

MOST_UNPACKED = 80 * 1024 * 1024
MOST_BESIDE_CELLS = 4 * 1024 * 1024  # of styles and the like, which are read as a whole
MOST_PARTS = 500
_CELLS = ("xl/worksheets/", "xl/sharedStrings")
# What it does not know of a workbook (a style, a chart) it warns of, and none of it is a cell.
warnings.filterwarnings("ignore", module=r"openpyxl\.")


def sheet_names(content: bytes) -> list[str]:
    """Those that are shown, and hold cells."""
    with _opened(content) as book:
        names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not names:
        raise ValidationError(_("There is no sheet with cells in this workbook."))
    return names


def records(content: bytes, sheet_name: str, *, most: int = MOST_ROWS + 1) -> list[Record]:
    with _opened(content) as book:
        if sheet_name not in book.sheetnames:
            raise ValidationError(_("There is no sheet “%s”.") % sheet_name)
        rows = _rows(book[sheet_name], most)
        if not _has_formulas(book[sheet_name], content):
            return [record(_text(cell) for cell in row) for row in rows]
        # Programs other than spreadsheets write formulas without their results.
        with _opened(content, formulas=True) as formulas:
            return [
                record(
                    _text(cell) or _text(formula)
                    for cell, formula in zip_longest(*pair, fillvalue=EMPTY_CELL)
                )
                for pair in zip(rows, _rows(formulas[sheet_name], most), strict=True)
            ]


@contextmanager
def _opened(content: bytes, *, formulas: bool = False) -> Iterator[Workbook]:
    """What a broken one makes the library stumble into becomes words for staff."""
    try:
        _refuse_bombs(content)
        book = load_workbook(
            BytesIO(content), read_only=True, data_only=not formulas, keep_links=False
        )
        with closing(book):
            yield book
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(_("This is not an XLSX workbook, or the file is damaged.")) from error


def _refuse_bombs(content: bytes) -> None:
    """By the sizes that the zip states: a part that unpacks to more than it states is an error."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
    beside = [size for name, size in sizes.items() if not name.startswith((*_CELLS, "xl/media/"))]
    if (
        len(sizes) > MOST_PARTS
        or sum(sizes.values()) > MOST_UNPACKED
        or max(beside, default=0) > MOST_BESIDE_CELLS
    ):
        raise ValidationError(
            _("The workbook is too large once it is unpacked. Please save its sheet as CSV.")
        )


def _rows(sheet: Any, most: int) -> Iterator[tuple[Any, ...]]:
    """The size that the file states may be wrong, and whole columns may be there only to be coloured."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS + 1):
        end = len(row)
        while end and row[end - 1].value is None:
            end -= 1
        yield row[:end]


def _has_formulas(sheet: Any, content: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(content)) as parts:
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
            return _date(value, cell.number_format)
        case time():
            return value.isoformat("minutes")
        case _:
            return str(
                getattr(value, "text", value)
            )  # a formula that fills several cells has a text


def _date(value: date, number_format: str) -> str:
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
