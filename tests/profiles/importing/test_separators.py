"""Several values in one cell become several rows, by what divides them in their column."""

from django.test import SimpleTestCase

from profiles.importing.columns import kinds, separators
from tests.profiles.importing.testcases import ImportTestCase


class GuessTests(SimpleTestCase):
    def test_what_divides_the_values_is_guessed_for_each_kind_of_column(self) -> None:
        for column, cell, wanted in (
            ("sources", "https://example.org/a; https://example.org/b", "semicolon"),
            ("sources", "https://example.org/a\nhttps://example.org/b", "lines"),
            ("sources", "https://example.org/a, https://example.org/b", "comma"),
            ("sources", "https://example.org/a https://example.org/b", "blank"),
            ("sources", "https://example.org/a|https://example.org/b", "bar"),
            ("sources", "Example Times, 5 March 2018", ""),
            ("sources", "https://example.org/a,b", ""),
            ("name", "Aigul; Aygul", "semicolon"),
            ("name", "Aigul, Aygul", "comma"),
            ("name", "Misal, Tursun", ""),
            ("name_zh", "艾古丽、艾古丽", "comma"),
            ("other_names", "Aigul, Memet Misal", "comma"),
            ("event_taken", "2017; March 2018", "semicolon"),
            ("event_taken", "March 5, 2018", ""),
            ("external_ids", "xvd: 1, cecc: 2", "comma"),
            ("reason_suspected", "Travelled to Turkey; prayed", "semicolon"),
            ("reason_suspected", "Prayed, and travelled", ""),
        ):
            with self.subTest(cell):
                self.assertEqual(separators.guess([cell], kinds.SEVERAL[column]).guess, wanted)

    def test_the_evidence_is_the_number_of_cells_and_one_of_them(self) -> None:
        found = separators.guess(["Aigul", "Aigul; Aygul", "Memet; Mehmet"], kinds.SEVERAL["name"])
        self.assertEqual((found.number, found.example), (2, "Aigul; Aygul"))


class ImportTests(ImportTestCase):
    def test_every_value_of_a_cell_becomes_a_row(self) -> None:
        person = self.one(
            ["name", "sources", "other_names", "source_kind"],
            [
                "Aigul Misal; Aygul Misal",
                "ngo: A <https://example.org/a>; ngo: B <https://example.org/b>",
                "Ay\nGul",
                "",
            ],
        )
        self.assertEqual(
            [source.url for source in person.sources.all()],
            ["https://example.org/a", "https://example.org/b"],
        )
        self.assertEqual(
            [(name.text, name.kind) for name in person.names.all()],
            [
                ("Aigul Misal", "primary"),
                ("Aygul Misal", "also_known_as"),
                ("Ay", "also_known_as"),
                ("Gul", "also_known_as"),
            ],
        )
