"""Files are read as their authors meant them, and no file causes an error."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.importing.reading import showing, tables, uploads, workbook_reader
from profiles.importing.reading.tables import ReadOptions, Table
from tests.profiles.importing.files import MARCH_2017, csv_file, with_part, workbook

HEADINGS = ["case_id", "name", "name_chinese", "home"]
PEOPLE = [
    HEADINGS,
    ["SR001", "Aygül Misal", "", "Ürümqi"],
    ["SR002", "Memet Misal", "", "Ghulja, “the old town”"],
]
CHINESE = [["编号", "姓名", "职业"], ["1", "艾古丽·示例", "教师"], ["2", "买买提·示例", "农民"]]
CYRILLIC = [["имя", "город"], ["Айгуль Мысал", "Алматы"], ["Жанар Мысал", "Кульджа"]]
# Any cell. Blanks around it are stripped.
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40).map(
    str.strip
)


def read(content: bytes) -> Table:
    file = uploads.open_upload(content)
    return uploads.read_table(file, uploads.guess_options(file))


def cells_of(table: Table) -> list[list[str]]:
    return [table.headings, *(row.cells for row in table.rows)]


class GuessTests(SimpleTestCase):
    def test_every_encoding_and_delimiter_that_partners_use_is_guessed(self) -> None:
        for rows, encoding in (
            (PEOPLE, "utf-8"), (PEOPLE, "utf-8-sig"), (PEOPLE, "utf-16"), (PEOPLE, "utf-16-le"),
            (PEOPLE, "utf-16-be"), (PEOPLE, "cp1252"), (CHINESE, "utf-8"), (CHINESE, "utf-16"),
            (CHINESE, "gb18030"), (CYRILLIC, "cp1251"), (CYRILLIC, "utf-8"),
        ):  # fmt: skip
            for delimiter in (",", ";", "\t", "|"):
                with self.subTest(encoding=encoding, delimiter=delimiter):
                    found = read(csv_file(rows, encoding=encoding, delimiter=delimiter))
                    self.assertEqual(cells_of(found), rows)

    def test_a_dos_file_with_tabs_and_blank_rows_under_its_headings(self) -> None:
        rows = [
            ["id", "Name", "ETNAM "], *[["", "", ""]] * 3,
            *([str(n), f"Facility {n}, Ürümqi", "é"] for n in range(40)),
        ]  # fmt: skip
        found = read(csv_file(rows, encoding="cp437", delimiter="\t"))
        self.assertEqual(found.headings, ["id", "Name", "ETNAM"])
        self.assertEqual(found.rows[0].number, 5)
        self.assertEqual(found.rows[0].cells, ["0", "Facility 0, Ürümqi", "é"])

    def test_a_title_above_the_headings_is_not_taken_for_them(self) -> None:
        found = read(csv_file([["Cases of 2022"], [], *PEOPLE]))
        self.assertEqual(found.headings, HEADINGS)
        self.assertEqual(found.rows[0].number, 4)

    def test_the_sep_line_of_excel(self) -> None:
        content = b"sep=;\r\n" + csv_file(PEOPLE, delimiter=";")
        self.assertEqual(read(content).headings, HEADINGS)

    def test_cells_with_line_breaks_and_quotation_marks(self) -> None:
        rows = [["name", "summary"], ["Aygül Misal", 'She said: "no,\r\nnever".\n\nThen left; | .']]
        self.assertEqual(cells_of(read(csv_file(rows))), rows)

    def test_empty_columns_at_the_end_are_dropped_and_long_rows_are_not_cut(
        self,
    ) -> None:
        found = read(csv_file([[*row, *[""] * 25] for row in PEOPLE] + [["SR003", *"abcdef"]]))
        self.assertEqual(found.headings, [*HEADINGS, "", "", ""])
        self.assertEqual(found.rows[-1].cells, ["SR003", *"abcdef"])


class WorkbookTests(SimpleTestCase):
    def test_cells_are_read_as_excel_shows_them(self) -> None:
        content = workbook(
            [
                ["id", "when", "born", "day", "year", "n", "ok"],
                [1, MARCH_2017, MARCH_2017, MARCH_2017, MARCH_2017, 2.5, True],
            ],
            B2="mmm-yy", C2="yyyy-mm-dd", D2="d-mmm", E2="yyyy",
        )  # fmt: skip
        self.assertEqual(
            cells_of(read(content))[1],
            ["1", "March 2017", "2017-03-01", "1 March", "2017", "2.5", "TRUE"],
        )

    def test_another_sheet_can_be_chosen(self) -> None:
        content = workbook(PEOPLE)
        self.assertEqual(read(content).sheets, ["Cases"])
        with self.assertRaises(ValidationError):
            uploads.read_table(uploads.open_upload(content), ReadOptions(sheet="Another"))

    def test_a_formula_without_a_result_is_blank(self) -> None:
        found = read(workbook([["name", "n"], ["Aygül Misal", "=1+1"]]))
        self.assertEqual(found.rows[0].cells, ["Aygül Misal", ""])

    def test_a_workbook_that_unpacks_to_too_much_is_refused(self) -> None:
        for part in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/nothing.bin"):
            bomb = with_part(workbook(PEOPLE), part, b" " * (workbook_reader.MAX_UNPACKED + 1))
            self.assertLess(len(bomb), uploads.MAX_BYTES)
            with self.subTest(part), self.assertRaisesMessage(ValidationError, "unpacked"):
                uploads.open_upload(bomb)

    def test_expanding_entities_are_refused(self) -> None:
        grows = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
        xml = (
            f'<!DOCTYPE worksheet [<!ENTITY e0 "example">{grows}]>'
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
        )
        with self.assertRaises(ValidationError):
            read(with_part(workbook(PEOPLE), "xl/worksheets/sheet1.xml", xml.encode()))

    def test_a_small_file_that_becomes_very_many_elements_is_refused_at_the_bounds(self) -> None:
        """Half a megabyte becomes gigabytes of memory. That ends the process that reads it, and no other."""
        cells = b"<c/>" * (workbook_reader.MAX_UNPACKED // 5)
        bomb = with_part(
            workbook(PEOPLE), "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
            + cells + b"</row></sheetData></worksheet>",
        )  # fmt: skip
        self.assertLess(len(bomb), 500_000)
        with self.assertRaisesMessage(ValidationError, "unpacked"):
            uploads.open_upload(bomb)

    def test_a_cell_at_the_far_end_of_the_sheet_takes_no_memory(self) -> None:
        xml = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
            '<row r="1048576"><c r="{}1048576" t="inlineStr"><is><t>x</t></is></c></row>'
            "</sheetData></worksheet>"
        )
        for column in ("A", "XFD"):
            content = with_part(
                workbook(PEOPLE), "xl/worksheets/sheet1.xml", xml.format(column).encode()
            )
            with self.assertRaises(ValidationError):
                read(content)


class BoundsTests(SimpleTestCase):
    def assert_refused(self, content: bytes, words: str) -> None:
        with self.assertRaisesMessage(ValidationError, words):
            read(content)

    def test_a_file_that_is_no_table_is_refused_with_a_message(self) -> None:
        self.assert_refused(b"", "empty")
        self.assert_refused(b"a" * (uploads.MAX_BYTES + 1), "20 MB")
        self.assert_refused(b"\xd0\xcf\x11\xe0 an old workbook", "password")
        self.assert_refused(b"%PDF-1.7", "no table")
        self.assert_refused(b"PK\x03\x04 and no more", "damaged")
        self.assert_refused(b"\r\n\r\n", "nothing in it")

    def test_too_many_rows_columns_and_letters(self) -> None:
        self.assert_refused(b"a,b\n" * (tables.MAX_ROWS + 1), "50,000 rows")
        self.assert_refused(b"a," * tables.MAX_COLUMNS + b"a", "200 columns")
        self.assert_refused(b'a,b\n"' + b"a" * (tables.MAX_CELL_LENGTH + 1), "too long")
        self.assert_refused(b'a,b\n"' + b"a" * 200_000, "taken apart")

    def test_wrong_options_are_refused(self) -> None:
        file = uploads.open_upload(csv_file(PEOPLE, encoding="cp1252"))
        good = uploads.guess_options(file)
        for wrong in (
            replace(good, encoding="utf-8"), replace(good, encoding="rot13"),
            replace(good, delimiter="x"), replace(good, heading_row=0), replace(good, heading_row=99),
        ):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(ValidationError):
                uploads.read_table(file, wrong)

    @given(st.binary(max_size=400))
    def test_any_bytes_are_read_or_refused(self, content: bytes) -> None:
        self.read_or_refuse(content)

    @settings(max_examples=8)  # each starts a process
    @given(st.binary(max_size=200))
    def test_any_bytes_after_the_signature_of_a_workbook_are_read_or_refused(
        self, tail: bytes
    ) -> None:
        self.read_or_refuse(b"PK\x03\x04" + tail)

    def read_or_refuse(self, content: bytes) -> None:
        try:
            found = read(content)
        except ValidationError:
            return
        for row in cells_of(found):
            self.assertEqual(len(row), len(found.headings))
            "".join(row).encode()  # fails on a lone surrogate
            self.assertNotIn("\0", "".join(row))

    @given(
        st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
        st.sampled_from(list(tables.DELIMITERS)),
    )
    def test_no_cell_is_lost_with_the_right_options(
        self, rows: list[list[str]], encoding: str, delimiter: str
    ) -> None:
        content = csv_file([HEADINGS[:3], *rows], encoding=encoding, delimiter=delimiter)
        form = ReadOptions(encoding.replace("-sig", "").replace("utf-16", "utf-16-le"), delimiter)
        found = uploads.read_table(uploads.open_upload(content), form)
        self.assertEqual([row.cells for row in found.rows], [row for row in rows if any(row)])


class DateOfExcelTests(SimpleTestCase):
    def test_the_time_of_day_is_kept_where_there_is_one(self) -> None:
        self.assertEqual(showing.show_date(date(2017, 3, 15), "dd/mm/yyyy"), "2017-03-15")
