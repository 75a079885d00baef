"""Cells that could make an import run for ever or fail."""

from tests.profiles.importing.testcases import ImportTestCase

LONG = 20_000
# Texts over which a careless regular expression backtracks for ever.
HOSTILE = {
    "blanks": "a" + " " * LONG + "b",
    "brackets": "a (" * LONG + "b",
    "addresses": "http://a" * LONG,
    "digits": "1" * LONG,
    "values": "|".join(map(str, range(LONG // 2))),
}


class HostileCellTests(ImportTestCase):
    def test_a_cell_that_is_too_long_for_its_column_goes_into_the_notes(
        self,
    ) -> None:
        columns = ["sources", "home_place", "last_contact_place", "sentence"]
        for kind, cell in HOSTILE.items():
            cell = cell[: 2 * LONG]
            with self.subTest(kind):
                person = self.one(["name", *columns], [f"Aygül {kind}", *[cell] * len(columns)])
                kept = [column for column in columns if f"{column}: {cell}" in person.staff_notes]
                self.assertEqual(kept, columns)
                self.assertFalse(person.sources.exists() or person.legal_cases.exists())
