"""Dates of other programs, languages and calendars are read, and what could be two dates is asked."""

from datetime import date

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from campaign.text import partial_dates
from campaign.text.partial_dates import PartialDate
from profiles.importing.dates import figures, reading
from profiles.importing.dates.rewritten import Calendar, Order
from tests.profiles.importing.testcases import ImportTestCase

MARCH_5 = (date(2018, 3, 5), date(2018, 3, 5))
MARCH = (date(2018, 3, 1), date(2018, 3, 31))
YEAR = (date(2018, 1, 1), date(2018, 12, 31))
SPRING = (date(2018, 3, 1), date(2018, 5, 31))


def read(cell: str, order: Order = "", calendar: Calendar = "") -> PartialDate:
    return partial_dates.parse(reading.rewrite(cell, order=order, calendar=calendar).words)


class ReadingTests(SimpleTestCase):
    def assert_read(self, span: tuple[date | None, date | None], *cells: str) -> None:
        for cell in cells:
            with self.subTest(cell):
                found = read(cell)
                self.assertEqual((found.earliest, found.latest), span)

    def assert_refused(self, words: str, *cells: str) -> None:
        for cell in cells:
            with self.subTest(cell), self.assertRaisesMessage(ValidationError, words):
                reading.rewrite(cell)

    def test_digits_with_every_separator_and_in_every_script(self) -> None:
        self.assert_read(
            MARCH_5,
            "2018-03-05", "2018/3/5", "2018.03.05", "2018.03.05.", "20180305", "20180305.0", "05.03.2018", "5. 3. 2018",
            "05.03.2018 г.", "2018-03-05 00:00:00", "2018-03-05T10:00:00Z", "20180305120000", "٢٠١٨/٠٣/٠٥", "۲۰۱۸-۰۳-۰۵", "２０１８-０３-０５",
        )  # fmt: skip
        self.assert_read(
            (date(2018, 3, 15),) * 2, "15-03-2018", "15/03/2018", "03/15/2018", "15032018"
        )
        self.assert_read(MARCH, "2018-03", "2018-3", "03.2018", "2018.03", "3/2018")
        self.assert_read(YEAR, "2018", "٢٠١٨", "2018.0", "2018 г.")

    def test_eight_languages(self) -> None:
        self.assert_read(
            MARCH_5,
            "5 March 2018", "5-Mar-2018", "Mon, 5 Mar 2018", "2018年3月5日", "二〇一八年三月五日", "5 марта 2018 г.", "2018 жылғы 5 наурыз",
            "2018-يىلى 3-ئاينىڭ 5-كۈنى", "2018-يىل 5-مارت", "5 Mart 2018", "5 مارس 2018", "٥ آذار ٢٠١٨", "۵ مارس ۲۰۱۸",
        )  # fmt: skip
        self.assert_read(
            MARCH, "March 2018", "2018年3月", "март 2018", "наурыз 2018", "Mart 2018", "مارس 2018"
        )
        self.assert_read(
            SPRING,
            "spring 2018",
            "2018年春",
            "весной 2018",
            "2018 жылдың көктемі",
            "2018 baharında",
            "بهار 2018",
        )

    def test_about_in_eight_languages(self) -> None:
        for cell in (
            "ca 2018", "ca. 2018", "c. 2018", "c 2018", "circa 2018", "2018?", "2018~", "2018%", "2018 (?)", "约2018年", "2018年左右", "около 2018",
            "примерно 2018 г.", "шамамен 2018", "تەخمىنەن 2018", "yaklaşık 2018", "2018 civarı", "حوالي 2018", "حدود ۲۰۱۸",
        ):  # fmt: skip
            with self.subTest(cell):
                found = read(cell)
                self.assertTrue(found.circa)
                self.assertEqual(
                    (found.earliest, found.latest), (date(2017, 1, 1), date(2019, 12, 31))
                )

    def test_parts_before_after_and_ranges_in_other_languages(self) -> None:
        self.assert_read(
            (date(2018, 1, 1), date(2018, 4, 30)),
            "2018年初",
            "в начале 2018 года",
            "2018 başında",
            "أوائل 2018",
        )
        self.assert_read(
            (date(2018, 9, 1), date(2018, 12, 31)),
            "2018年底",
            "конец 2018",
            "2018 sonu",
            "اواخر 2018",
        )
        self.assert_read((None, date(2017, 12, 31)), "до 2018", "2018年以前", "قبل 2018")
        self.assert_read((date(2018, 4, 1), None), "после марта 2018", "2018年3月之后")
        self.assert_read(
            (date(2018, 3, 1), date(2018, 4, 30)),
            "март-апрель 2018",
            "2018年3月至4月",
            "Mart-Nisan 2018",
        )

    def test_edtf(self) -> None:
        self.assert_read(SPRING, "2018-21")
        self.assert_read((date(2018, 6, 1), date(2018, 8, 31)), "2018-22")
        self.assert_read((date(2018, 9, 1), date(2018, 11, 30)), "2018-23")
        self.assert_read((date(2018, 12, 1), date(2019, 2, 28)), "2018-24")
        self.assert_read(YEAR, "2018-XX", "2018-XX-XX", "2018-uu")
        self.assert_read(MARCH, "2018-03-XX")
        self.assert_read((date(2010, 1, 1), date(2019, 12, 31)), "201X", "201u")
        self.assert_read((date(2018, 1, 1), None), "2018/..", "2018/")
        self.assert_read((None, date(2018, 12, 31)), "../2018")
        self.assert_read(
            (date(2018, 3, 1), date(2018, 5, 31)), "2018-03/2018-05", "2018-03-01/2018-05-31"
        )
        self.assert_read((date(2017, 1, 1), date(2018, 12, 31)), "2017-18", "2017/2018")
        self.assertTrue(read("2018-03-05?").circa)
        self.assert_refused("such day", "2018-XX-05", "2018-13-05", "2018-02-30", "30.02.2018")

    def test_a_winter_of_two_years_ends_in_february(self) -> None:
        self.assert_read(
            (date(2017, 12, 1), date(2018, 2, 28)), "winter 2017-2018", "winter of 2017/18", "зима 2017-2018", "2017-2018年冬", "winter 2017"
        )  # fmt: skip

    def test_two_digits_of_a_year_are_questioned(self) -> None:
        for cell in ("05.03.18", "5-Mar-18", "5 Mar 18"):
            found = reading.rewrite(cell)
            self.assertIn("taken as 5 March 2018", found.doubt)
            self.assertTrue(found.is_other)
        self.assertEqual(read("05.03.70").earliest, date(1970, 3, 5))

    def test_the_number_of_a_spreadsheet_is_questioned(self) -> None:
        self.assertIn("5 March 2018", reading.rewrite("43164").doubt)

    def test_what_could_be_two_days_is_asked_and_follows_the_order_of_its_column(self) -> None:
        self.assert_refused("3 April 2018 or 4 March 2018", "03/04/2018", "03-04-2018", "03/04/18")
        self.assertEqual(read("03/04/2018", "day").earliest, date(2018, 4, 3))
        self.assertEqual(read("03/04/2018", "month").earliest, date(2018, 3, 4))
        self.assertEqual(
            read("15/04/2018", "month").earliest, date(2018, 4, 15)
        )  # no other day exists

    def test_a_column_shows_which_comes_first(self) -> None:
        self.assertEqual(figures.gather_evidence(["15/03/2018", "03/04/2018"]).guess, "day")
        self.assertEqual(figures.gather_evidence(["03/15/2018", "03/04/2018"]).guess, "month")
        both = figures.gather_evidence(["15/03/2018", "03/15/2018", "03/04/2018"])
        self.assertEqual((both.guess, both.either), ("", ("03/04/2018",)))

    def test_hijri_dates_are_converted_and_said_to_be(self) -> None:
        for cell in (
            "15/06/1439",
            "1439/06/15",
            "15 جمادى الآخرة 1439",
            "١٥/٠٦/١٤٣٩ هـ",
            "1439-06-15 AH",
        ):
            found = reading.rewrite(cell)
            self.assertEqual(found.words, "3 March 2018", cell)
            self.assertIn("lunar Hijri", found.doubt)
            self.assertTrue(found.is_other)
        self.assert_read((date(2018, 5, 16), date(2018, 6, 14)), "Ramadan 1439", "رمضان 1439")
        self.assert_read((date(2017, 9, 21), date(2018, 9, 10)), "1439", "1439 AH", "1439هـ")

    def test_solar_hijri_dates_are_converted_and_said_to_be(self) -> None:
        for cell in ("15 Esfand 1396", "۱۵ اسفند ۱۳۹۶", "1396/12/15 SH", "۱۳۹۶/۱۲/۱۵ ش"):
            found = reading.rewrite(cell)
            self.assertEqual(found.words, "6 March 2018", cell)
            self.assertIn("solar Hijri", found.doubt)
        self.assert_read((date(2017, 3, 21), date(2018, 3, 20)), "1396 هجری شمسی")

    def test_a_year_of_either_calendar_is_asked_unless_one_makes_no_sense(self) -> None:
        self.assert_refused("in the solar or", "1349/12/15")
        self.assertEqual(read("1349/12/15", calendar="solar").earliest, date(1971, 3, 6))
        event = reading.rewrite("1396/12/15", since=reading.EARLIEST_EVENT)
        self.assertEqual(event.words, "6 March 2018")

    def test_what_is_no_date_is_refused(self) -> None:
        self.assert_refused(
            "not understood",
            "about 60",
            "abc",
            "-",
            "uuuu",
            "Kucha 2018",
            "1" * 40,
            "2018 2019 2020",
        )

    def test_dates_that_are_read_as_they_stand_keep_their_words(self) -> None:
        for cell in (
            "March-April 2018",
            "End 2017-beginning 2018",
            "After 2016",
            "Unclear",
            "Early 2018",
            "1970s",
        ):
            self.assertEqual(reading.rewrite(cell).words, cell)

    @given(st.text(max_size=130))
    def test_any_text_is_read_or_refused(self, cell: str) -> None:
        try:
            found = reading.rewrite(cell)
        except ValidationError:
            return
        partial_dates.parse(found.words)

    @given(
        st.dates(date(1900, 1, 1), date(2026, 1, 1)),
        st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y/%m/%d", "%d %B %Y"]),
    )
    def test_every_day_is_read(self, day: date, form: str) -> None:
        self.assertEqual(read(day.strftime(form)).earliest, day)


class ImportTests(ImportTestCase):
    def test_the_original_of_a_converted_date_is_in_the_staff_notes(self) -> None:
        person = self.one(
            ["name", "birth", "event_taken"],
            ["Aygül Misal", "15 Esfand 1349", "2018年3月5日; 1439/06/15"],
        )
        self.assertEqual(person.birth.earliest, date(1971, 3, 6))
        self.assertEqual(
            {event.when.text for event in person.events.all()}, {"5 March 2018", "3 March 2018"}
        )
        for words in ("15 Esfand 1349", "1439/06/15"):
            self.assertIn(words, person.staff_notes)

    def test_the_other_cells_of_a_column_say_which_comes_first(self) -> None:
        batch = self.imported(
            ["name", "birth"], ["Aygül Misal", "15/03/1970"], ["Memet Misal", "03/04/1971"]
        )
        people = [row.detainee for row in batch.rows.all()]
        self.assertEqual(
            [person.birth.earliest for person in people if person],
            [date(1970, 3, 15), date(1971, 4, 3)],
        )
