"""Reads one sheet of a workbook, in a process of its own: see profiles/importing/reading/workbooks.py.

    python -m profiles.importing.reading.workbook_reader FOLDER MAX-ROWS MAX-CELLS-A-ROW

Input: FOLDER/upload.xlsx, and the name of the sheet in FOLDER/sheet (empty: the first). Output:
FOLDER/read.json.zlib, an object with `sheets` (names of the visible sheets that hold cells), `sheet` (the one
that was read), `rows` (lists of texts) and `filled` (cells that a merged one above them filled). On an error the process ends with one of the words of Refusal.
This module imports neither Django nor anything that does.
"""

import html
import json
import posixpath
import re
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from campaign.documents import sandbox
from profiles.importing.reading import extras, other_files
from profiles.importing.reading.extras import Extras
from profiles.importing.reading.other_files import Sheet
from profiles.importing.reading.showing import show_date, show_number

MAX_UNPACKED = 80 * 1024 * 1024
MAX_BESIDE_CELLS = 4 * 1024 * 1024  # of styles and the like, which are read as a whole
MAX_PARTS = 500
MAX_OUTPUT = 256 * 1024 * 1024
MAX_CHARACTERS = 80_000_000  # of all cells: many cells may share one long text
# A sheet of 20,000 rows with 40 cells each takes 120 MB and a quarter of a minute.
MAX_MEMORY = 512 * 1024 * 1024
MAX_SECONDS = 120
_CELLS = ("xl/worksheets/", "xl/sharedStrings", "xl/comments", "content.xml", "import.csv")
_MERGED = re.compile(r'mergeCell ref="([A-Z0-9:]+)"')
_LINK = re.compile(r"<(?:\w+:)?hyperlink [^>]+>")
_REF, _ID = re.compile(r' ref="([A-Z0-9]+)'), re.compile(r' r:id="([^"]+)"')
_RELATION = re.compile(r'Id="([^"]+)"[^>]*?Target="([^"]+)"')
_COMMENT = re.compile(r'<comment ref="([A-Z0-9]+)".*?>(.*?)</comment>', re.DOTALL)
_COMMENT_TEXT = re.compile(r"<t[^>]*>([^<]*)</t>")
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
        if zipfile.is_zipfile(file):
            _refuse_bombs(file)
        found = other_files.read(file, sheet, max_rows) or _read_xlsx(
            file, sheet, max_rows, max_cells
        )
    except Refused:
        raise
    except other_files.NoSuchSheet:
        raise Refused(Refusal.NO_SUCH_SHEET if sheet else Refusal.NO_CELLS) from None
    except MemoryError:
        raise Refused(Refusal.TOO_LARGE) from None
    except Exception as error:
        # On a broken file the library raises any kind of exception.
        raise Refused(Refusal.NO_WORKBOOK) from error
    rows = _bounded(found.rows)
    filled = extras.apply(rows, found.extras)
    content = {"sheets": found.sheets, "sheet": found.sheet, "rows": rows, "filled": filled}
    output = json.dumps(content).encode("ascii")
    if len(output) > MAX_OUTPUT:
        raise Refused(Refusal.TOO_LARGE)
    (folder / "read.json.zlib").write_bytes(zlib.compress(output))


def _read_xlsx(file: Path, sheet: str, max_rows: int, max_cells: int) -> Sheet:
    with _opened(file) as book:
        sheets = [each.title for each in book.worksheets if each.sheet_state == "visible"]
        if not sheets:
            raise Refused(Refusal.NO_CELLS)
        sheet = sheet or sheets[0]
        if sheet not in book.sheetnames:
            raise Refused(Refusal.NO_SUCH_SHEET)
        page = book[sheet]
        rows = _bounded(_text_rows(page, max_rows, max_cells))
        return Sheet(sheets, sheet, rows, _extras(file, page))


def _opened(file: Path) -> "closing[Workbook]":
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
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


def _text_rows(sheet: Any, max_rows: int, max_cells: int) -> Iterator[list[str]]:
    """A formula without a result is blank: its text says nothing about a person."""
    for row in _cell_rows(sheet, max_rows, max_cells):
        yield [_text(cell) for cell in row]


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


def _extras(file: Path, sheet: Any) -> Extras:
    """openpyxl reads these only with the whole sheet in memory."""
    with zipfile.ZipFile(file) as parts:
        path = sheet._worksheet_path.lstrip("/")
        content = parts.read(path).decode("utf-8", "replace")
        folder, _slash, name = path.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        relations = (
            dict(_RELATION.findall(_ordered(parts.read(rels).decode("utf-8", "replace"))))
            if rels in parts.namelist()
            else {}
        )
        comments = [
            posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
            for target in relations.values()
            if "comments" in target.lower() and target.endswith(".xml")
        ]
        texts = [
            parts.read(each).decode("utf-8", "replace")
            for each in comments
            if each in parts.namelist()
        ]
    found = Extras()
    for area in _MERGED.findall(content):
        first, _colon, last = area.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        found.merged.append((top, bottom, left, right))
    for link in _LINK.findall(content):
        where, relation = _REF.search(link), _ID.search(link)
        if where and relation and (target := relations.get(relation[1])):
            found.links[_place(where[1])] = html.unescape(target)
    for text in texts:
        for where, comment in _COMMENT.findall(text):
            found.comments[_place(where)] = html.unescape("".join(_COMMENT_TEXT.findall(comment)))
    return found


def _ordered(relations: str) -> str:
    """Each relation with its id before its target."""
    return re.sub(r'(Target="[^"]*")([^>]*?)(Id="[^"]*")', r"\3\2\1", relations)


def _place(cell: str) -> tuple[int, int]:
    row, column = coordinate_to_tuple(cell)
    return row - 1, column - 1


def _text(cell: Any) -> str:
    """Return the value as the spreadsheet shows it, or more exactly."""
    match value := cell.value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return show_number(value)
        case datetime() | date():
            return show_date(value, cell.number_format)
        case time():
            return value.isoformat("minutes")
        case _:
            return str(
                getattr(value, "text", value)
            )  # a formula that fills several cells has a text


if __name__ == "__main__":
    folder_name, row_limit, cell_limit = sys.argv[1:]
    try:
        main(Path(folder_name), int(row_limit), int(cell_limit))
    except Refused as refused:
        sys.exit(str(refused))
