"""Identity numbers, phone numbers and email addresses are recognised, and similar texts are not."""

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from profiles.importing import batches
from profiles.importing.columns import sensitive
from profiles.importing.columns.sensitive import Kind
from profiles.importing.columns.targets import LEAVE_OUT, NOTES, RESTRICTED
from profiles.models import ImportRow
from tests.profiles.importing.testcases import ImportTestCase

# An invented number: its county does not exist.
ID = "650000199001019990"


class RecognisingTests(SimpleTestCase):
    def test_identity_numbers_in_any_form_even_damaged_ones(self) -> None:
        for cell in (
            ID, "65000019900101999X", "65000019900101999x", "650000 19900101 9990",
            "650000-19900101-9990", "６５００００１９９００１０１９９９０", "650000900101999",
            "6.50000199001019E+17", "6,5E+17",
        ):  # fmt: skip
            self.assertEqual(sensitive.classify_cell(cell), Kind.ID_NUMBER, cell)
        for cell in (
            f"身份证：{ID}，女", "ID: 650000 19900101 9990, female", "number ٦٥٠٠٠٠١٩٩٠٠١٠١٩٩٩٠ there",
            "number 650000\u200b1990\u200e01019990 there",
        ):  # fmt: skip
            self.assertEqual(sensitive.find_in_cell(cell), Kind.ID_NUMBER, cell)

    def test_phone_numbers_and_email_addresses(self) -> None:
        for cell in ("+90 212 555 01 23", "0041 22 555 01 23", "(0991) 555-0123", "13800000000"):
            self.assertEqual(sensitive.classify_cell(cell), Kind.PHONE, cell)
        for cell in ("sister@example.org", "mailto:a.b+c@mail.example", "ئايگۈل@example.org"):
            self.assertEqual(sensitive.classify_cell(cell), Kind.EMAIL, cell)
        self.assertEqual(sensitive.find_in_cell("Write to sister@example.org, please"), Kind.EMAIL)
        self.assertEqual(sensitive.find_in_cell("Call +90 212 555 01 23 at night"), Kind.PHONE)

    def test_dates_years_references_and_terms_are_not_sensitive(self) -> None:
        for cell in (
            "2017-03-15", "2017/2018", "2016-2018", "SR001", "P-0042", "0042", "15 years", "323832",
            "19900101", "650000199013019990", "123456789012345678", "03/2017", "@example", "", "-", "2026-03-15",
            "43.8256, 87.6168", "https://example.org/0123456789", "1990-2017", "20170315120000",
        ):  # fmt: skip
            self.assertIsNone(sensitive.classify_cell(cell), cell)
            self.assertIsNone(sensitive.find_in_cell(f"See {cell} and others"), cell)

    def test_one_identity_number_or_many_phone_numbers_make_a_column_sensitive(
        self,
    ) -> None:
        self.assertEqual(sensitive.classify_column(["a"] * 100 + [ID]), Kind.ID_NUMBER)
        self.assertIsNone(sensitive.classify_column(["a"] * 100 + ["+90 212 555 01 23"]))
        self.assertEqual(sensitive.classify_column(["", "+90 212 555 01 23", "none"]), Kind.PHONE)


class RefusingTests(ImportTestCase):
    ROWS = (
        ["name", "birth", "number", "reached by"],
        ["Aygül Misal", "1990", ID, "sister@example.org"],
        ["Memet Misal", "1985", "", "+90 212 555 01 23"],
    )

    def test_such_columns_are_encrypted_by_default(self) -> None:
        batch = self.upload(*self.ROWS)
        self.assertEqual(batch.columns, ["name", "birth", RESTRICTED, RESTRICTED])

    def test_they_are_refused_for_any_target_that_is_not_encrypted(self) -> None:
        batch = self.upload(*self.ROWS)
        for open_to_all in (NOTES, "story__en", "staff_notes", "their_id"):
            with self.assertRaisesMessage(ValidationError, "“number” holds identity numbers"):
                batches.set_columns(batch, ["name", "birth", open_to_all, RESTRICTED])
        for kept in (RESTRICTED, LEAVE_OUT, "source_contact"):
            batches.set_columns(batch, ["name", "birth", kept, RESTRICTED])

    def test_the_database_holds_them_only_encrypted(self) -> None:
        batch = self.imported(*self.ROWS)
        first = batch.rows.all()[0]
        self.assertIn(ID, first.sealed)
        self.assertIn("sister@example.org", first.sealed)
        raw = ImportRow.objects.extra(select={"raw": "sealed"}).values_list("raw", flat=True)
        self.assertNotIn(ID, "".join(raw))
        assert first.detainee is not None
        self.assertEqual(first.detainee.staff_notes, "")

    def test_one_inside_a_longer_text_is_encrypted_too(self) -> None:
        rows = (
            ["name", "story__en", "remarks"],
            ["Aygül Misal", f"Her number is {ID}.", "Ask sister@example.org"],
        )
        batch = self.upload(*rows)
        batches.set_columns(batch, ["name", "story__en", NOTES])
        person = self.one(*rows)
        self.assertEqual((person.story, person.staff_notes), ("", ""))
        sealed = person.import_rows.get().sealed
        self.assertIn(ID, sealed)
        self.assertIn("sister@example.org", sealed)
