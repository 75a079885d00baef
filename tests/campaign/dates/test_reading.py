"""Days and times as staff type them: read rightly, or asked about."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from campaign.dates.reading import TwoReadings, read_day, read_moment

ZURICH = ZoneInfo("Europe/Zurich")
DECEMBER_5 = date(2026, 12, 5)


class DayTests(SimpleTestCase):
    def test_what_has_one_meaning_is_read(self) -> None:
        for typed in (
            "2026-12-05", "2026-12-5", "2026/12/05", "5 Dec 2026", "5 December 2026", "05 dec. 2026",
            "Dec 5, 2026", "December 5th, 2026", "5th of December 2026", "5-Dec-2026", " 5  Dec  2026 ",
            "Saturday 5 December 2026", "Sat, 5 Dec 2026", "٢٠٢٦-١٢-٠٥", "2026–12–05", "\u200f2026-12-05\u200f",
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(read_day(typed), DECEMBER_5)

    def test_figures_that_can_be_read_one_way_only_are_read(self) -> None:
        for typed in ("25/12/2026", "12/25/2026", "25.12.2026", "25-12-2026"):
            with self.subTest(typed):
                self.assertEqual(read_day(typed), date(2026, 12, 25))
        self.assertEqual(read_day("5/5/2026"), date(2026, 5, 5))

    def test_figures_that_can_be_read_two_ways_are_asked_about(self) -> None:
        for typed in ("5/12/2026", "05-12-2026", "5.12.2026", "5. 12. 2026"):
            with self.subTest(typed), self.assertRaises(TwoReadings) as asked:
                read_day(typed)
            self.assertEqual(
                asked.exception.messages,
                ["5 December 2026 or 12 May 2026? Write 2026-12-05 or 5 Dec 2026."],
            )
            self.assertEqual(
                [each.typed for each in asked.exception.readings], ["2026-12-05", "2026-05-12"]
            )

    def test_the_answers_are_no_questions(self) -> None:
        with self.assertRaises(TwoReadings) as asked:
            read_day("5/1/2027")
        days = [read_day(each.typed) for each in asked.exception.readings]
        self.assertEqual(days, [date(2027, 1, 5), date(2027, 5, 1)])

    def test_what_is_no_day_gets_a_clear_message(self) -> None:
        for typed, message in {
            "5/12/26": "all four figures of the year",
            "5 Dec 26": "all four figures of the year",
            "20266-12-05": "Is 20266 the year?",
            "5 Dec 20266": "Is 20266 the year?",
            "5/12/20266": "Is 20266 the year?",
            "1850-12-05": "from 1900 to 2199",
            "5 Dec 1850": "from 1900 to 2199",
            "2026-02-30": "no such day",
            "31/11/2026": "no such day",
            "5 Dec": "Write the year too",
            "Dec 5th": "Write the year too",
            "31 Nov 2026": "There is no such day",
            "November 31, 2026": "There is no such day",
            "June 2026": "not understood",
            "about 5 Dec 2026": "not understood",
            "hello": "not understood",
            "2026-12-05" * 20: "not understood",
            "Sunday 5 December 2026": "5 December 2026 is a Saturday",
        }.items():
            with self.subTest(typed), self.assertRaises(ValidationError) as refused:
                read_day(typed)
            self.assertIn(message, " ".join(refused.exception.messages))


class MomentTests(SimpleTestCase):
    def test_a_day_with_a_time_is_in_the_campaigns_zone(self) -> None:
        for typed in (
            "2026-12-05 09:00", "5 Dec 2026 09:00", "5 Dec 2026, 9:00", "5 Dec 2026 at 09:00:00", "2026-12-05T09:00",
            "Dec 5, 2026 9am", "5 Dec 2026 9.00 a.m.", "5 Dec 2026 09.00", "٢٠٢٦-١٢-٠٥ ٠٩:٠٠",
            "Saturday 5 December 2026, 09:00 CET",
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(
                    read_moment(typed, ZURICH), datetime(2026, 12, 5, 9, tzinfo=ZURICH)
                )

    def test_an_offset_is_believed(self) -> None:
        for typed in ("2026-12-05 09:00Z", "2026-12-05 14:45+05:45", "5 Dec 2026, 09:00 UTC"):
            with self.subTest(typed):
                self.assertEqual(read_moment(typed, ZURICH), datetime(2026, 12, 5, 9, tzinfo=UTC))

    def test_another_zone_is_refused(self) -> None:
        with self.assertRaisesMessage(ValidationError, "Times here are in Europe/Zurich."):
            read_moment("5 Dec 2026 09:00 PST", ZURICH)

    def test_the_end_of_a_day_is_the_beginning_of_the_next(self) -> None:
        self.assertEqual(
            read_moment("5 Dec 2026 24:00", ZURICH), datetime(2026, 12, 6, tzinfo=ZURICH)
        )
        self.assertEqual(read_moment("5 Dec 2026 noon", UTC).hour, 12)
        self.assertEqual(read_moment("5 Dec 2026 12 am", UTC).hour, 0)

    def test_a_question_about_the_day_keeps_the_time(self) -> None:
        with self.assertRaises(TwoReadings) as asked:
            read_moment("5/12/2026 09:00", ZURICH)
        self.assertEqual(
            [each.typed for each in asked.exception.readings],
            ["2026-12-05 09:00", "2026-05-12 09:00"],
        )
        self.assertIn("5 December 2026, 09:00 or 12 May 2026, 09:00?", asked.exception.messages[0])

    def test_a_time_that_the_clocks_skip_is_refused(self) -> None:
        with self.assertRaisesMessage(ValidationError, "skip 02:30 on 28 March 2027"):
            read_moment("2027-03-28 02:30", ZURICH)

    def test_a_time_that_comes_twice_is_asked_about(self) -> None:
        with self.assertRaises(TwoReadings) as asked:
            read_moment("2026-10-25 02:30", ZURICH)
        hours = [read_moment(each.typed, ZURICH) for each in asked.exception.readings]
        self.assertEqual([each.astimezone(UTC).hour for each in hours], [0, 1])
        self.assertIn("02:30 CEST (UTC+02:00)", asked.exception.messages[0])

    def test_half_of_it_is_not_enough(self) -> None:
        for typed, message in {
            "5 Dec 2026": "Write the time too, such as 2026-12-05 09:00.",
            "09:00": "Write the day too",
            "5 Dec 2026 24:30": "no such time",
            "5 Dec 2026 25:00": "no such time",
            "5 Dec 2026 13 pm": "no such time",
            "2026-12-05 09:00+99:00": "no such time",
        }.items():
            with self.subTest(typed), self.assertRaisesMessage(ValidationError, message):
                read_moment(typed, ZURICH)
