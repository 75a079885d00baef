"""CSV that every program reads back unchanged, and no spreadsheet runs as a formula."""

import csv
import io
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from campaign.text.csv import csv_lines, escape_formula, unescape_formula

# Everything that a text column can hold, with more of the characters that matter in CSV.
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | (
    st.sampled_from(['=HYPERLINK("http://a.example")', "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "a,b", '"', "a\r\nb", "",
                     "Ann;=1+1;", "a;;-b", "a; @b", "＝1"])
)  # fmt: skip
rows = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5)


def written(table: list[list[str]], **options: bool) -> bytes:
    return b"".join(csv_lines(["one", "two"], table, **options))


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


class SpreadsheetTests(TestCase):
    @given(rows)
    def test_what_is_read_is_what_was_written_but_for_the_apostrophes(
        self, table: list[list[str]]
    ) -> None:
        header, *found = read(written(table))
        self.assertEqual(header, ["one", "two"])
        for given_row, found_row in zip(table, found, strict=True):
            for cell, seen in zip(given_row, found_row, strict=True):
                self.assertEqual(unescape_formula(seen), cell)
                self.assertLessEqual(len(seen), len(cell) + 1 + cell.count(";"))

    @given(cells | st.from_regex(r"(;?[ ']{0,3}[=+\-@\t']x?){1,3}", fullmatch=True))
    def test_the_apostrophe_can_be_taken_away_again(self, cell: str) -> None:
        self.assertEqual(unescape_formula(escape_formula(cell)), cell)

    @given(rows)
    def test_no_cell_begins_as_a_formula(self, table: list[list[str]]) -> None:
        for row in read(written(table)):
            for cell in row:
                for part in cell.split(";"):  # as a spreadsheet set to German does
                    self.assertFalse(part.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠")), cell)

    @given(rows)
    def test_every_line_is_a_record_and_ends_with_cr_and_lf(self, table: list[list[str]]) -> None:
        lines = list(csv_lines(["one", "two"], table))
        self.assertEqual(len(lines), 1 + len(table))
        for line in lines:
            self.assertTrue(line.endswith(b"\r\n"))
            self.assertEqual(len(read(line)), 1)

    def test_ordinary_words_and_numbers_stay_as_they_are(self) -> None:
        data = b"".join(csv_lines(["n"], [["ئايگۈل"], [7], [None], ["a=b"], ["'quoted'"]]))
        self.assertEqual(data.decode(), "n\r\nئايگۈل\r\n7\r\n\"\"\r\na=b\r\n'quoted'\r\n")

    def test_the_byte_order_mark_is_for_spreadsheets_alone(self) -> None:
        self.assertTrue(written([], for_spreadsheets=True).startswith(b"\xef\xbb\xbfone"))
        self.assertTrue(written([]).startswith(b"one"))

    def test_rows_are_asked_for_one_by_one(self) -> None:
        asked = []

        def endless() -> object:
            while True:
                asked.append(1)
                yield ["a"]

        lines = csv_lines(["n"], endless())  # type: ignore[arg-type]
        for _ in range(3):
            next(lines)
        self.assertEqual(len(asked), 2)
