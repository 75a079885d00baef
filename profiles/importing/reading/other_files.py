"""Reads what is no XLSX: XLS, ODS, HTML that is named .xls, JSON lines, and the zip of Uwazi. It runs in the sandbox: no Django.

Each reader takes the file, the name of the sheet ("" for the first), and returns the names of the sheets, the one that
was read, its rows as texts, and what stands beside the cells.
"""

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import xlrd  # type: ignore[import-untyped]

from profiles.importing.reading.extras import Extras, Rows
from profiles.importing.reading.showing import show_date, show_number

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_MOST_REPEATED = (
    1000  # of one cell or row; spreadsheets repeat the empty rest of a sheet a million times
)
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"


class Sheet(NamedTuple):
    sheets: list[str]
    sheet: str
    rows: Rows
    extras: Extras


class NoSuchSheet(Exception):
    pass


def read(file: Path, sheet: str, max_rows: int) -> Sheet | None:
    """Return None for an XLSX workbook, which another module reads."""
    with file.open("rb") as opened:
        start = opened.read(4096)
    if start.startswith(_OLD_WORKBOOK):
        return _read_xls(file, sheet, max_rows)
    if start.startswith(b"PK"):
        return _read_zip(file, sheet, max_rows)
    text = file.read_bytes().decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    return _read_html(text, sheet, max_rows) if text.startswith("<") else _read_json(text, max_rows)


def _read_zip(file: Path, sheet: str, max_rows: int) -> Sheet | None:
    with zipfile.ZipFile(file) as parts:
        names = parts.namelist()
        if "content.xml" in names:
            return _read_ods(parts, sheet, max_rows)
        tables = [
            name
            for name in names
            if name.lower().endswith(".csv") and not name.startswith("__MACOSX")
        ]
        if "[Content_Types].xml" in names or not tables:
            return None
        name = sheet or ("import.csv" if "import.csv" in tables else tables[0])
        if name not in tables:
            raise NoSuchSheet
        text = parts.read(name).decode("utf-8-sig", "replace")
    return Sheet(
        tables, name, list(islice(csv.reader(io.StringIO(text, newline="")), max_rows)), Extras()
    )


# --- XLS ---------------------------------------------------------------------------------------------------


def _read_xls(file: Path, sheet: str, max_rows: int) -> Sheet:
    book = xlrd.open_workbook(file, formatting_info=True)
    sheets = [each.name for each in book.sheets() if each.visibility == 0 and each.nrows]
    name = _chosen(sheet, sheets)
    page = book.sheet_by_name(name)
    rows = [
        [_xls_text(book, page.cell(row, column)) for column in range(page.row_len(row))]
        for row in range(min(page.nrows, max_rows))
    ]
    extras = Extras(
        merged=[
            (top, bottom - 1, left, right - 1) for top, bottom, left, right in page.merged_cells
        ],
        links={
            place: link.url_or_path.decode()
            if isinstance(link.url_or_path, bytes)
            else link.url_or_path
            for place, link in page.hyperlink_map.items()
            if link.url_or_path
        },
        comments={place: note.text for place, note in page.cell_note_map.items()},
    )
    return Sheet(sheets, name, rows, extras)


def _xls_text(book: Any, cell: Any) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return show_number(cell.value)
        case xlrd.XL_CELL_DATE:
            shown = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            return show_date(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode), shown)
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
    return ""


# --- ODS ---------------------------------------------------------------------------------------------------


def _read_ods(parts: zipfile.ZipFile, sheet: str, max_rows: int) -> Sheet:
    with parts.open("content.xml") as content:
        root = ElementTree.parse(content).getroot()  # noqa: S314  in a process of its own with limits
    tables = {
        table.get(f"{_TABLE}name", ""): table
        for table in root.iter(f"{_TABLE}table")
        if next(table.iter(f"{_TEXT}p"), None) is not None
    }
    name = _chosen(sheet, list(tables))
    rows: Rows = []
    extras = Extras()
    for row in tables[name].iter(f"{_TABLE}table-row"):
        cells = _ods_row(row, len(rows), extras)
        repeated = min(int(row.get(f"{_TABLE}number-rows-repeated", "1")), _MOST_REPEATED)
        rows += [
            list(cells)
            for _time in range(repeated if cells else 1 if repeated < _MOST_REPEATED else 0)
        ]
        if len(rows) >= max_rows:
            break
    return Sheet(list(tables), name, rows[:max_rows], extras)


def _ods_row(row: ElementTree.Element, number: int, extras: Extras) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        place = (number, len(cells))
        for note in cell.iter(f"{_OFFICE}annotation"):
            extras.comments[place] = _ods_lines(note)
        for link in cell.iter(f"{_TEXT}a"):
            extras.links[place] = link.get(_HREF, "")
        if (spanned := int(cell.get(f"{_TABLE}number-rows-spanned", "1"))) > 1:
            extras.merged.append((number, number + spanned - 1, len(cells), len(cells)))
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        cells += [_ods_text(cell)] * min(repeated, _MOST_REPEATED)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _ods_text(cell: ElementTree.Element) -> str:
    shown = _ods_lines(cell)
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date" and len(re.findall(r"\d+", shown)) > 1:
        # A cell that shows “Mar 2017” has a day as well, which no one wrote.
        return cell.get(f"{_OFFICE}date-value", shown).removesuffix("T00:00:00")
    if kind == "float":
        return show_number(float(cell.get(f"{_OFFICE}value", "0")))
    return shown


def _ods_lines(element: ElementTree.Element) -> str:
    return "\n".join("".join(line.itertext()) for line in element.findall(f"{_TEXT}p"))


# --- HTML and JSON -----------------------------------------------------------------------------------------


class _Tables(HTMLParser):
    """The rows of every table. A cell over several rows or columns counts for each row."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[Rows, Extras]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.tables.append(([], Extras()))
        elif not self.tables:
            return
        elif tag == "tr":
            self.tables[-1][0].append([])
        elif tag in {"td", "th"} and self.tables[-1][0]:
            self._begin(given)
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif tag == "a" and self._cell is not None and given.get("href"):
            self.tables[-1][1].links[self._place()] = str(given["href"])

    def _place(self) -> tuple[int, int]:
        rows = self.tables[-1][0]
        return len(rows) - 1, len(rows[-1])

    def _begin(self, given: dict[str, str | None]) -> None:
        rows, extras = self.tables[-1]
        covered = {
            left for first, last, left, _right in extras.merged if first < len(rows) - 1 <= last
        }
        while len(rows[-1]) in covered:
            rows[-1].append("")
        self._cell = []
        spanned = given.get("rowspan") or "1"
        if spanned.isdigit() and int(spanned) > 1:
            row, column = self._place()
            extras.merged.append((row, row + int(spanned) - 1, column, column))

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(re.sub(r"\s+", " ", data))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell is not None:
            self.tables[-1][0][-1].append("".join(self._cell).strip())
            self._cell = None


def _read_html(text: str, sheet: str, max_rows: int) -> Sheet:
    parser = _Tables()
    parser.feed(text)
    parser.close()
    found = {
        f"Table {number}": table for number, table in enumerate(parser.tables, start=1) if table[0]
    }
    largest = max(found, key=lambda name: len(found[name][0]), default="")
    name = _chosen(sheet or largest, list(found))
    rows, extras = found[name]
    return Sheet(list(found), name, rows[:max_rows], extras)


def _read_json(text: str, max_rows: int) -> Sheet:
    """One object a line, or a list of objects. Raises ValueError for anything else."""
    people = (
        json.loads(text)
        if text.startswith("[")
        else [json.loads(line) for line in text.splitlines() if line.strip()]
    )
    flat = [
        dict(_flat("", person)) for person in people[: max_rows - 1] if isinstance(person, dict)
    ]
    headings = list(dict.fromkeys(key for person in flat for key in person))
    if not headings:
        raise ValueError("no objects")
    rows = [headings, *([person.get(key, "") for key in headings] for person in flat)]
    return Sheet(["JSON"], "JSON", rows, Extras())


def _flat(prefix: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [
            pair
            for key, inner in value.items()
            for pair in _flat(f"{prefix}_{key}".strip("_"), inner)
        ]
    if isinstance(value, list):
        if any(isinstance(each, (dict, list)) for each in value):
            return [(prefix, json.dumps(value, ensure_ascii=False))]
        return [(prefix, "|".join(re.sub(r"([\\|])", r"\\\1", _json_text(each)) for each in value))]
    return [(prefix, _json_text(value))]


def _json_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).upper() if isinstance(value, bool) else str(value)


def _chosen(sheet: str, sheets: list[str]) -> str:
    if not sheets or (sheet and sheet not in sheets):
        raise NoSuchSheet
    return sheet or sheets[0]
