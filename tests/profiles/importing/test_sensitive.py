"""Identity numbers, phone numbers and email addresses are recognised, and similar texts are not."""

from datetime import date

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from profiles.importing import batches
from profiles.importing.columns.targets import LEAVE_OUT, NOTES, RESTRICTED
from profiles.importing.sensitive import finding
from profiles.importing.sensitive.finding import Kind
from profiles.models import ImportRow
from tests.profiles.importing.testcases import ImportTestCase

# An invented number: its county does not exist.
ID = "650000199001019990"


class RecognisingTests(SimpleTestCase):
    def assert_kind(self, kind: Kind | None, *cells: str) -> None:
        """kind: of a cell that holds nothing else, and of one that has it among other words."""
        for cell in cells:
            with self.subTest(cell):
                self.assertEqual(finding.classify_cell(cell), kind)
                self.assertEqual(finding.find_in_cell(cell), kind)
                self.assertEqual(finding.find_in_cell(f"See {cell} and others"), kind)

    def test_chinese_identity_numbers_in_any_form(self) -> None:
        self.assert_kind(
            Kind.ID_NUMBER,
            ID, "65000019900101999X", "65000019900101999x", "650000 19900101 9990", "650000-19900101-9990",
            "６５００００１９９００１０１９９９０", "650000900101999", "٦٥٠٠٠٠١٩٩٠٠١٠١٩٩٩٠", "650000\u200b1990\u200e01019990",
        )  # fmt: skip

    def test_chinese_identity_numbers_that_a_spreadsheet_made_a_number(self) -> None:
        self.assert_kind(
            Kind.ID_NUMBER,
            "6.50000199001019E+17", "6,5E+17", "6.50000199001019e+17", "6.5000019900101999e17", "650000199001019000.0",
            "6.50000900101999E+14",
        )  # fmt: skip

    def test_the_numbers_of_other_states_by_their_check_digits(self) -> None:
        valid = {
            "Kazakhstan": "900101300126", "Uzbekistan": "30101900000011", "Kyrgyzstan": "10101199000012", "Turkey": "10000000146",
        }  # fmt: skip
        self.assert_kind(Kind.ID_NUMBER, *valid.values(), "900101300126.0", "9.00101300126E+11")
        for state, number in valid.items():
            wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
            with self.subTest(state):
                if state != "Kyrgyzstan":  # its check digit is not published
                    self.assertNotEqual(finding.classify_cell(wrong), Kind.ID_NUMBER)

    def test_passports_by_their_letters_or_by_the_word_beside_them(self) -> None:
        self.assert_kind(
            Kind.ID_NUMBER,
            "E00000000", "G00000000", "EA0000000", "N00000000", "AA0000000",
        )  # fmt: skip
        for cell in (
            "passport no. 00000000", "паспорт 00 00 000000", "护照号：00000000", "ИИН: 000000000000", "pasaport 0000000",
            "جواز السفر 0000000",
        ):  # fmt: skip
            self.assertEqual(finding.find_in_cell(cell), Kind.ID_NUMBER, cell)

    def test_phone_numbers_with_a_country_code_brackets_or_the_form_of_a_mobile_number(
        self,
    ) -> None:
        self.assert_kind(
            Kind.PHONE,
            "+90 212 555 01 23", "0041 22 555 01 23", "(0991) 555-0123", "13800000000", "138 0000 0000", "87011234567",
            "8 (701) 123-45-67", "8-701-123-45-67", "77011234567", "+7 701 123-45-67", "998901234567", "0532 123 45 67",
            "0991-5550123", "0555 123 456", "+86-138-0000-0000", "٠٥٣٢١٢٣٤٥٦٧", "+998 (90) 123.45.67",
        )  # fmt: skip
        self.assertEqual(finding.classify_cell("8.7011234567E+10"), Kind.PHONE)

    def test_short_phone_numbers_beside_a_word_for_one(self) -> None:
        for cell in (
            "tel 12-34-56", "тел.: 2-34-56-78", "电话5550123", "Her phone: 555 0123", "هاتف ۵۵۵۰۱۲۳", "cep 555 01 23",
            "seen on 05.03.2018, tel. 555 01 23", "WhatsApp: 5550123", "тел. 05-03-18",
        ):  # fmt: skip
            self.assertEqual(finding.find_in_cell(cell), Kind.PHONE, cell)

    def test_email_addresses(self) -> None:
        self.assert_kind(
            Kind.EMAIL, "sister@example.org", "a.b+c@mail.example", "ئايگۈل@example.org"
        )
        self.assertEqual(finding.classify_cell("mailto:sister@example.org"), Kind.EMAIL)

    def test_a_date_is_no_phone_number_in_any_order_and_with_any_separator(self) -> None:
        for separator in "./- ":
            for parts in (("05", "03", "1970"), ("1970", "03", "05"), ("5", "3", "1970")):
                self.assert_kind(None, separator.join(parts))
        self.assert_kind(
            None,
            "5.3.70", "05.03.18", "19700305", "05031970", "1970年3月5日", "٠٥/٠٣/١٩٧٠", "1396/12/15", "2018-03-05T10:00:00Z",
            "05.03.2018-07.03.2018", "05.03.2018 - 07.03.2018", "05-07.03.2018", "05.03.2018 12:30", "2018-03-05/2018-04-01",
            "05.03.1970; 06.04.1971", "called on 05.03.2018", "phone call on 05.03.2018", "passport taken 05.03.2018",
        )  # fmt: skip

    @given(st.dates(date(1850, 1, 1), date(2099, 12, 31)), st.sampled_from("./-"), st.booleans())
    def test_no_date_is_sealed(self, day: date, separator: str, year_first: bool) -> None:
        order = ("%Y", "%m", "%d") if year_first else ("%d", "%m", "%Y")
        text = day.strftime(separator.join(order))
        self.assertIsNone(finding.classify_cell(text))
        self.assertIsNone(finding.find_in_cell(f"She was seen on {text} in Kucha"))

    def test_years_references_sums_and_terms_are_not_sensitive(self) -> None:
        self.assert_kind(
            None,
            "2017/2018", "2016-2018", "SR001", "P-0042", "0042", "15 years", "323832", "650000199013019990",
            "123456789012345678", "03/2017", "@example", "", "-", "43.8256, 87.6168", "https://example.org/0123456789",
            "1990-2017", "20170315120000", "1,234,567", "12 000 000", "2017-18",
        )  # fmt: skip

    def test_the_heading_says_what_a_short_number_is(self) -> None:
        self.assertEqual(finding.classify_column(["555012", "555013"], "Телефон"), Kind.PHONE)
        self.assertEqual(finding.classify_column(["A1234567"], "Passport no."), Kind.ID_NUMBER)
        self.assertIsNone(finding.classify_column(["05.03.2018", "2018-03-06"], "Passport taken"))
        self.assertIsNone(finding.classify_column(["05.03.1970", "6.4.71"], "Born"))

    def test_one_identity_number_or_many_phone_numbers_make_a_column_sensitive(
        self,
    ) -> None:
        self.assertEqual(finding.classify_column(["a"] * 100 + [ID]), Kind.ID_NUMBER)
        self.assertIsNone(finding.classify_column(["a"] * 100 + ["+90 212 555 01 23"]))
        self.assertEqual(finding.classify_column(["", "+90 212 555 01 23", "none"]), Kind.PHONE)


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
