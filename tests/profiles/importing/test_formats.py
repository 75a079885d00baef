"""Files of other programs: XLS, ODS, HTML that is named .xls, JSON lines, the zip of Uwazi; and what stands beside cells."""

import io
import json
import zipfile
from pathlib import Path

from django.test import SimpleTestCase
from openpyxl import Workbook
from openpyxl.comments import Comment

from profiles.importing.columns import values
from profiles.importing.reading.tables import Table
from tests.profiles.importing.test_reading import cells_of, read

XLS = Path(__file__).with_name("people.xls")
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:spreadsheet><table:table table:name="Cases">
<table:table-row><table:table-cell><text:p>name</text:p></table:table-cell><table:table-cell><text:p>place</text:p></table:table-cell>
  <table:table-cell><text:p>seen</text:p></table:table-cell><table:table-cell><text:p>n</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Aygül Misal</text:p></table:table-cell>
  <table:table-cell table:number-rows-spanned="2"><text:p>Hotan</text:p></table:table-cell>
  <table:table-cell office:value-type="date" office:date-value="2018-03-05"><text:p>05/03/18</text:p></table:table-cell>
  <table:table-cell office:value-type="float" office:value="42"><text:p>42,00</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Memet Misal</text:p></table:table-cell><table:covered-table-cell/>
  <table:table-cell office:value-type="date" office:date-value="2017-03-01"><text:p>Mar 2017</text:p></table:table-cell>
  <table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""
HTML = """<html><head><meta charset="utf-8"></head><body><table><tr><th>name</th><th>place</th></tr>
<tr><td>Aygül <b>Misal</b></td><td rowspan="2">Hotan</td></tr><tr><td>Memet<br>Misal</td></tr></table></body></html>"""


def zipped(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "."), text)
    return file.getvalue()


class FormatTests(SimpleTestCase):
    def assert_cells(self, table: Table, *rows: list[str]) -> None:
        self.assertEqual(cells_of(table), list(rows))

    def test_an_old_workbook(self) -> None:
        found = read(XLS.read_bytes())
        self.assert_cells(
            found,
            ["name", "place", "born", "seen", "n"],
            ["Aygül Misal", "Hotan", "March 2017", "2018-03-05", "42"],
            ["艾古丽", "Hotan", "", "", ""],
        )
        self.assertEqual((found.sheets, found.filled), (["Cases"], 1))

    def test_an_open_document(self) -> None:
        found = read(
            zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content__xml=ODS)
        )
        self.assert_cells(
            found,
            ["name", "place", "seen", "n"],
            ["Aygül Misal", "Hotan", "2018-03-05", "42"],
            ["Memet Misal", "Hotan", "Mar 2017", ""],
        )
        self.assertEqual(found.filled, 1)

    def test_html_that_is_named_as_a_workbook(self) -> None:
        self.assert_cells(
            read(HTML.encode()),
            ["name", "place"],
            ["Aygül Misal", "Hotan"],
            ["Memet\nMisal", "Hotan"],
        )

    def test_json_lines_and_a_list(self) -> None:
        people = [
            {"name": "Aygül Misal", "aka": ["Aygul", "Ay|Gul"], "born": {"year": 1970}},
            {"name": "Memet Misal", "held": True},
        ]
        lines = "\n".join(json.dumps(person, ensure_ascii=False) for person in people)
        for content in (lines, json.dumps(people)):
            self.assert_cells(
                read(content.encode()),
                ["name", "aka", "born_year", "held"],
                ["Aygül Misal", r"Aygul|Ay\|Gul", "1970", ""],
                ["Memet Misal", "", "", "TRUE"],
            )

    def test_the_zip_of_uwazi(self) -> None:
        content = zipped(import__csv="title,country\nAygül Misal,Hotan\n", photo__jpg="picture")
        self.assert_cells(read(content), ["title", "country"], ["Aygül Misal", "Hotan"])

    def test_merged_cells_fill_down_and_comments_and_links_are_kept(self) -> None:
        book = Workbook()
        page = book.active
        assert page is not None
        for row in (
            ["name", "place"],
            ["Aygül Misal", "Hotan"],
            ["Memet Misal", ""],
            ["Tursun Misal", "Aksu"],
        ):
            page.append(row)
        page.merge_cells("B2:B3")
        page["A2"].hyperlink = "https://example.org/a?x=1&y=2"
        page["A4"].comment = Comment("Ask the <sister>", "Staff")
        file = io.BytesIO()
        book.save(file)
        found = read(file.getvalue())
        self.assertEqual(found.filled, 1)
        self.assert_cells(
            found,
            ["name", "place", "Links", "Comments"],
            ["Aygül Misal", "Hotan", "https://example.org/a?x=1&y=2", ""],
            ["Memet Misal", "Hotan", "", ""],
            ["Tursun Misal", "Aksu", "", "Ask the <sister>"],
        )

    def test_errors_of_a_spreadsheet_are_blanks(self) -> None:
        for cell in ("#N/A", "#REF!", "nan", "NaN", "#VALUE!", "#ССЫЛКА!", "NULL", "n/a"):
            self.assertTrue(values.is_empty(cell), cell)
