"""Partial dates: what people type, and the range of days that it means."""

from calendar import month_abbr, month_name
from datetime import date
from unittest import TestCase

from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaign.text.date_parser import FIRST_YEAR, LAST_YEAR, Precision
from campaign.text.partial_dates import PartialDateFormField, parse

# The text as typed: the first and last possible day (None: open), and the precision.
READ = {
    "15 June 2017": ("2017-06-15", "2017-06-15", "day"),
    "5 June 2017": ("2017-06-05", "2017-06-05", "day"),
    "1st of June 2017": ("2017-06-01", "2017-06-01", "day"),
    "June 15, 2017": ("2017-06-15", "2017-06-15", "day"),
    "2017-06-15": ("2017-06-15", "2017-06-15", "day"),
    "2017/6/5": ("2017-06-05", "2017-06-05", "day"),
    "15.6.2017": ("2017-06-15", "2017-06-15", "day"),
    "29 February 2016": ("2016-02-29", "2016-02-29", "day"),
    "June 2017": ("2017-06-01", "2017-06-30", "month"),
    "sept. 2017": ("2017-09-01", "2017-09-30", "month"),
    "February 2016": ("2016-02-01", "2016-02-29", "month"),
    "2017-06": ("2017-06-01", "2017-06-30", "month"),
    "6/2017": ("2017-06-01", "2017-06-30", "month"),
    "Mar-17": ("2017-03-01", "2017-03-31", "month"),
    "Jun-18": ("2018-06-01", "2018-06-30", "month"),
    "Mar-68": ("1968-03-01", "1968-03-31", "month"),
    "Mar-2017": ("2017-03-01", "2017-03-31", "month"),
    "2017": ("2017-01-01", "2017-12-31", "year"),
    "Early 2018": ("2018-01-01", "2018-04-30", "part"),
    "Mid-2017": ("2017-05-01", "2017-08-31", "part"),
    "Late 2017": ("2017-09-01", "2017-12-31", "part"),
    "End 2017": ("2017-10-01", "2017-12-31", "part"),
    "the end of 2017": ("2017-10-01", "2017-12-31", "part"),
    "end of 2017": ("2017-10-01", "2017-12-31", "part"),
    "beginning of 2018": ("2018-01-01", "2018-03-31", "part"),
    "first half of 2018": ("2018-01-01", "2018-06-30", "part"),
    "winter 2017": ("2017-12-01", "2018-02-28", "part"),
    "early May 2018": ("2018-05-01", "2018-05-10", "part"),
    "late February 2018": ("2018-02-21", "2018-02-28", "part"),
    "mid-June 2017": ("2017-06-11", "2017-06-20", "part"),
    "March-April 2018": ("2018-03-01", "2018-04-30", "range"),
    "March – April 2018": ("2018-03-01", "2018-04-30", "range"),
    "December 2017-January 2018": ("2017-12-01", "2018-01-31", "range"),
    "3-5 May 2018": ("2018-05-03", "2018-05-05", "range"),
    "2017/2018": ("2017-01-01", "2018-12-31", "range"),
    "2017-2018": ("2017-01-01", "2018-12-31", "range"),
    "2017-18": ("2017-01-01", "2018-12-31", "range"),
    "2017 or 2018": ("2017-01-01", "2018-12-31", "range"),
    "End 2017-beginning 2018": ("2017-10-01", "2018-03-31", "range"),
    "End 2017-early 2018": ("2017-10-01", "2018-04-30", "range"),
    "between March and May 2018": ("2018-03-01", "2018-05-31", "range"),
    "from 2016 to 2018": ("2016-01-01", "2018-12-31", "range"),
    "from March 2016 until May 2018": ("2016-03-01", "2018-05-31", "range"),
    "After 2016": ("2017-01-01", None, "after"),
    "after March 2017": ("2017-04-01", None, "after"),
    "since 2016": ("2016-01-01", None, "after"),
    "from 2016": ("2016-01-01", None, "after"),
    "before 2018": (None, "2017-12-31", "before"),
    "by 2018": (None, "2018-12-31", "before"),
    "until March 2018": (None, "2018-03-31", "before"),
    "about 2018": ("2017-01-01", "2019-12-31", "year"),
    "c. 15 June 2017": ("2017-06-08", "2017-06-22", "day"),
    "after about 2016": ("2016-12-01", None, "after"),
    "1970s": ("1970-01-01", "1979-12-31", "decade"),
    "the early 1960s": ("1960-01-01", "1963-12-31", "decade"),
    "Unclear": (None, None, "unknown"),
    "unknown": (None, None, "unknown"),
    "": (None, None, "unknown"),
    "   ": (None, None, "unknown"),
}  # fmt: skip

NO_DATES = [
    "yesterday", "60-62", "About 60", "Early seventies", "Mar", "March", "March-April", "15 June",
    "03/04/2018", "31 February 2018", "29 February 2017", "2018-02-30", "2017-13-01", "0/2017",
    "13/2017", "0000-00-00", "99999-01-01", "1e9", "1", "1799", "2200", "2018-2017", "about", "after",
    "before", "after after 2016", "before before 2018", "2018-", "-2018", "١٢", "۲۰۱۸", "２０１８",
    "2018\0", "\x00", "\ud800", "' OR 1=1--", "<b>2018</b>", "about " * 9 + "x",
]  # fmt: skip

WORDS = [
    "about", "after", "before", "between", "from", "to", "and", "or", "until", "early", "mid", "late",
    "end", "first half", "winter", "2016", "2017", "2018", "15", "3", "June", "mar.", "1960s", "-", "/",
    ",", "of", "the", "unclear",
]  # fmt: skip

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def bounds(typed: str) -> tuple[str | None, str | None, str]:
    read = parse(typed)
    first = read.earliest.isoformat() if read.earliest else None
    last = read.latest.isoformat() if read.latest else None
    return first, last, read.precision.value


class FiguresTests(TestCase):
    def test_figures_that_can_be_read_one_way_only_are_read(self) -> None:
        for typed in ("25/12/2018", "12/25/2018", "25-12-2018"):
            with self.subTest(typed):
                self.assertEqual(bounds(typed), ("2018-12-25", "2018-12-25", "day"))

    def test_figures_that_can_be_read_two_ways_are_asked_about(self) -> None:
        for typed in ("5/12/2018", "05-12-2018"):
            with self.subTest(typed), self.assertRaises(ValidationError) as asked:
                PartialDateFormField().clean(typed)
            self.assertEqual(
                asked.exception.messages,
                ["5 December 2018 or 12 May 2018? Write 2018-12-05 or 5 Dec 2018."],
            )


class WhatPeopleTypeTests(TestCase):
    def test_every_shape_means_the_days_it_says(self) -> None:
        for typed, meant in READ.items():
            with self.subTest(typed):
                self.assertEqual(bounds(typed), meant)

    def test_capitals_and_spaces_do_not_matter(self) -> None:
        for typed, meant in READ.items():
            with self.subTest(typed):
                self.assertEqual(bounds(f"  {typed.upper()}  "), meant)

    def test_what_is_no_date_is_refused(self) -> None:
        for typed in NO_DATES:
            with self.subTest(typed), self.assertRaises(ValueError):
                parse(typed)

    def test_years_and_days_are_never_made_up(self) -> None:
        self.assertNotEqual(parse("2018").earliest, parse("2018").latest)
        self.assertIsNone(parse("after 2016").latest)
        self.assertIsNone(parse("before 2018").earliest)

    def test_about_is_remembered(self) -> None:
        self.assertTrue(parse("about 2018").circa)
        self.assertFalse(parse("2018").circa)

    def test_fifty_thousand_characters_are_refused_unread(self) -> None:
        for one in ("a", "1", " ", "-", "/", "about ", "2018-", "after ", "–", "from 1 to "):
            with self.subTest(one), self.assertRaisesRegex(ValueError, "too long"):
                parse((one * 50_000)[:50_000])


class ShownTests(TestCase):
    def test_a_day_and_a_month_are_written_out(self) -> None:
        self.assertEqual(str(parse("2017-06-15")), "15 June 2017")
        self.assertEqual(str(parse("Mar-17")), "March 2017")

    def test_everything_else_is_shown_in_the_words_that_were_typed(self) -> None:
        for typed in ("Early 2018", "about 15 June 2017", "After 2016", "Unclear", "2017/2018"):
            self.assertEqual(str(parse(typed)), typed)


class PartialDateProperties(TestCase):
    @given(st.text() | st.text("0123456789 -/.,abcdefjlmnoprstuvy", max_size=40))
    def test_any_text_is_a_partial_date_or_a_value_error(self, typed: str) -> None:
        try:
            read = parse(typed)
        except ValueError:
            return
        self.assertEqual(read.text, " ".join(typed.split()))
        if read.earliest and read.latest:
            self.assertLessEqual(read.earliest, read.latest)
        known = read.earliest is not None or read.latest is not None
        self.assertEqual(known, read.precision != Precision.UNKNOWN)

    @given(st.lists(st.sampled_from(WORDS), max_size=7))
    def test_so_is_every_heap_of_its_own_words(self, words: list[str]) -> None:
        try:
            read = parse(" ".join(words))
        except ValueError:
            return
        self.assertEqual(read.text, " ".join(words))
        if read.earliest and read.latest:
            self.assertLessEqual(read.earliest, read.latest)

    @given(days)
    def test_a_day_is_read_back_from_how_it_is_shown(self, day: date) -> None:
        shown = str(parse(day.isoformat()))
        self.assertEqual((parse(shown).earliest, parse(shown).latest), (day, day))

    @given(days)
    def test_a_month_is_read_back_from_how_it_is_shown(self, day: date) -> None:
        typed = parse(f"{month_abbr[day.month]} {day.year}")
        self.assertEqual(str(typed), f"{month_name[day.month]} {day.year}")
        self.assertEqual(bounds(str(typed)), bounds(typed.text))
        assert typed.earliest and typed.latest
        self.assertTrue(typed.earliest <= day <= typed.latest)

    @given(st.integers(FIRST_YEAR, LAST_YEAR))
    def test_a_year_is_read_back_from_how_it_is_shown(self, year: int) -> None:
        read = parse(str(parse(str(year))))
        self.assertEqual((read.earliest, read.latest), (date(year, 1, 1), date(year, 12, 31)))

    @given(st.sampled_from([typed for typed, meant in READ.items() if meant[2] != "unknown"]))
    def test_about_reaches_further_both_ways_and_never_less_far(self, typed: str) -> None:
        exact, about = parse(typed), parse(f"about {typed}")
        self.assertTrue(about.circa)
        for bound, further in ((exact.earliest, about.earliest), (exact.latest, about.latest)):
            self.assertEqual(bound is None, further is None)
        if exact.earliest and about.earliest:
            self.assertLess(about.earliest, exact.earliest)
        if exact.latest and about.latest:
            self.assertGreater(about.latest, exact.latest)


class NearlyTests(TestCase):
    def test_a_message_says_what_is_missing(self) -> None:
        for typed, words in (
            ("12.5.26", "all four figures"),
            ("5 Dec 26", "all four figures"),
            ("5 Dec", "Write the year too"),
            ("31 Nov 2026", "no such day"),
            ("hello", "is not understood as a date"),
        ):
            with self.subTest(typed), self.assertRaises(ValidationError) as refused:
                PartialDateFormField().clean(typed)
            self.assertIn(words, str(refused.exception.messages[0]))
