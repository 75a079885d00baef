"""Identity numbers, telephones and addresses are recognised, and what only resembles them is let be."""

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from profiles.importing import batches
from profiles.importing.columns import sensitive
from profiles.importing.columns.sensitive import Kind
from profiles.importing.columns.targets import LEAVE_OUT, NOTES, SEALED
from profiles.models import ImportRow
from tests.profiles.importing.testcases import ImportTestCase

# Of a county that there is not, and of birthdays only.
ID = "650000199001019990"


class RecognisingTests(SimpleTestCase):
    def test_numbers_of_identity_cards_however_they_were_typed_or_broken(self) -> None:
        for cell in (
            ID, "65000019900101999X", "65000019900101999x", "650000 19900101 9990",
            "650000-19900101-9990", "６５００００１９９００１０１９９９０", "650000900101999",
            "6.50000199001019E+17", "6,5E+17",
        ):  # fmt: skip
            self.assertEqual(sensitive.whole(cell), Kind.ID_NUMBER, cell)
        for cell in (
            f"身份证：{ID}，女", "ID: 650000 19900101 9990, female", "number ٦٥٠٠٠٠١٩٩٠٠١٠١٩٩٩٠ there",
            "number 650000\u200b1990\u200e01019990 there",
        ):  # fmt: skip
            self.assertEqual(sensitive.within(cell), Kind.ID_NUMBER, cell)

    def test_telephones_and_addresses(self) -> None:
        for cell in ("+90 212 555 01 23", "0041 22 555 01 23", "(0991) 555-0123", "13800000000"):
            self.assertEqual(sensitive.whole(cell), Kind.PHONE, cell)
        for cell in ("sister@example.org", "mailto:a.b+c@mail.example", "ئايگۈل@example.org"):
            self.assertEqual(sensitive.whole(cell), Kind.EMAIL, cell)
        self.assertEqual(sensitive.within("Write to sister@example.org, please"), Kind.EMAIL)
        self.assertEqual(sensitive.within("Call +90 212 555 01 23 at night"), Kind.PHONE)

    def test_dates_years_references_and_sentences_are_none_of_these(self) -> None:
        for cell in (
            "2017-03-15", "2017/2018", "2016-2018", "SR001", "P-0042", "0042", "15 years", "323832",
            "19900101", "650000199013019990", "123456789012345678", "03/2017", "@example", "", "-", "2026-03-15",
            "43.8256, 87.6168", "https://example.org/0123456789", "1990-2017", "20170315120000",
        ):  # fmt: skip
            self.assertIsNone(sensitive.whole(cell), cell)
            self.assertIsNone(sensitive.within(f"See {cell} and others"), cell)

    def test_a_column_is_of_numbers_if_one_cell_is_an_identity_number_or_many_are_telephones(
        self,
    ) -> None:
        self.assertEqual(sensitive.column(["a"] * 100 + [ID]), Kind.ID_NUMBER)
        self.assertIsNone(sensitive.column(["a"] * 100 + ["+90 212 555 01 23"]))
        self.assertEqual(sensitive.column(["", "+90 212 555 01 23", "none"]), Kind.PHONE)


class RefusingTests(ImportTestCase):
    ROWS = (
        ["name", "birth", "number", "reached by"],
        ["Aygül Misal", "1990", ID, "sister@example.org"],
        ["Memet Misal", "1985", "", "+90 212 555 01 23"],
    )

    def test_such_columns_are_sealed_unless_somebody_says_otherwise(self) -> None:
        batch = self.upload(*self.ROWS)
        self.assertEqual(batch.columns, ["name", "birth", SEALED, SEALED])

    def test_they_are_refused_as_anything_that_lies_open(self) -> None:
        batch = self.upload(*self.ROWS)
        for open_to_all in (NOTES, "story__en", "staff_notes", "their_id"):
            with self.assertRaisesMessage(ValidationError, "“number” holds identity numbers"):
                batches.choose_columns(batch, ["name", "birth", open_to_all, SEALED])
        for kept in (SEALED, LEAVE_OUT, "source_contact"):
            batches.choose_columns(batch, ["name", "birth", kept, SEALED])

    def test_what_is_sealed_is_in_no_table_in_the_clear(self) -> None:
        batch = self.imported(*self.ROWS)
        first = batch.rows.all()[0]
        self.assertIn(ID, first.sealed)
        self.assertIn("sister@example.org", first.sealed)
        raw = ImportRow.objects.extra(select={"raw": "sealed"}).values_list("raw", flat=True)
        self.assertNotIn(ID, "".join(raw))
        assert first.detainee is not None
        self.assertEqual(first.detainee.staff_notes, "")

    def test_one_among_other_words_is_kept_from_the_open_fields(self) -> None:
        rows = (
            ["name", "story__en", "remarks"],
            ["Aygül Misal", f"Her number is {ID}.", "Ask sister@example.org"],
        )
        batch = self.upload(*rows)
        batches.choose_columns(batch, ["name", "story__en", NOTES])
        person = self.one(*rows)
        self.assertEqual((person.story, person.staff_notes), ("", ""))
        sealed = person.import_rows.get().sealed
        self.assertIn(ID, sealed)
        self.assertIn("sister@example.org", sealed)
