"""Files as other programs save them, for the tests of the importer."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook


def csv_file(
    rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: Iterable[Sequence[Any]], *, sheet: str = "Cases", **formats: str) -> bytes:
    """formats: of dates, by the cell's name (A2="mmm-yy")."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cell, number_format in formats.items():
        page[cell].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_sheet(content: bytes, name: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the workbook with a new last sheet."""
    book = load_workbook(io.BytesIO(content))
    page = book.create_sheet(name)
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return the workbook with one part of the zip replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return file.getvalue()


MARCH_2017 = date(2017, 3, 1)
