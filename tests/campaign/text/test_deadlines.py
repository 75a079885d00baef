"""Moments at which something opens or closes, in words."""

from datetime import UTC, date, datetime, timedelta

from django.test import SimpleTestCase, override_settings

from campaign.text.deadlines import (
    format_day,
    format_deadline,
    format_moment,
    last_day,
    time_left,
)
from tests.testcases import unbroken

MIDNIGHT = datetime(2026, 11, 30, tzinfo=UTC)


class WordsTests(SimpleTestCase):
    def test_what_closes_as_a_day_begins_closes_at_the_end_of_the_day_before(self) -> None:
        self.assertEqual(format_deadline(MIDNIGHT), unbroken("29 November 2026, 24:00 UTC"))
        self.assertEqual(last_day(MIDNIGHT), date(2026, 11, 29))

    def test_at_any_other_time_it_closes_on_that_day(self) -> None:
        for minutes, words in ((1, "00:01"), (9 * 60 + 30, "09:30"), (24 * 60 - 1, "23:59")):
            with self.subTest(words):
                at = MIDNIGHT + timedelta(minutes=minutes)
                self.assertEqual(format_deadline(at), unbroken(f"30 November 2026, {words} UTC"))
                self.assertEqual(last_day(at), date(2026, 11, 30))

    def test_what_opens_at_midnight_opens_on_the_new_day(self) -> None:
        self.assertEqual(format_moment(MIDNIGHT), unbroken("30 November 2026, 00:00 UTC"))

    def test_a_line_breaks_before_the_time_at_most(self) -> None:
        self.assertEqual(format_moment(MIDNIGHT).split(" "), [
            "30\u00a0November\u00a02026,", "00:00\u00a0UTC",
        ])  # fmt: skip

    def test_a_day_is_that_of_the_campaigns_zone(self) -> None:
        self.assertEqual(format_day(MIDNIGHT), "30\u00a0November\u00a02026")
        self.assertEqual(format_day(date(2026, 5, 3)), "3\u00a0May\u00a02026")
        self.assertEqual(format_day(None), "")
        with override_settings(TIME_ZONE="America/New_York"):
            self.assertEqual(format_day(MIDNIGHT), "29\u00a0November\u00a02026")

    def test_it_is_told_in_the_zone_of_the_campaign(self) -> None:
        for zone, words in (
            ("Europe/Berlin", "30 November 2026, 01:00 CET"),
            ("America/New_York", "29 November 2026, 19:00 EST"),
            ("Asia/Urumqi", "30 November 2026, 06:00 UTC+06:00"),
            ("Asia/Kathmandu", "30 November 2026, 05:45 UTC+05:45"),
        ):
            with self.subTest(zone), override_settings(TIME_ZONE=zone):
                self.assertEqual(format_deadline(MIDNIGHT), unbroken(words))
        with override_settings(TIME_ZONE="Europe/Berlin"):
            summer = datetime(2026, 6, 30, 22, tzinfo=UTC)
            self.assertEqual(format_deadline(summer), unbroken("30 June 2026, 24:00 CEST"))
            self.assertEqual(last_day(summer), date(2026, 6, 30))


class TimeLeftTests(SimpleTestCase):
    def test_it_is_told_in_the_last_week(self) -> None:
        for left, words in (
            (timedelta(days=7, seconds=1), ""),
            (timedelta(days=7), "7 days left"),
            (timedelta(days=2, hours=23, minutes=59), "3 days left"),
            (timedelta(days=1), "1 day left"),
            (timedelta(hours=23), "23 hours left"),
            (timedelta(hours=1), "1 hour left"),
            (timedelta(minutes=20), "less than an hour left"),
            (timedelta(0), ""),
            (-timedelta(days=1), ""),
        ):
            with self.subTest(left):
                self.assertEqual(
                    time_left(MIDNIGHT + left, now=MIDNIGHT), words.replace(" ", "\u00a0")
                )
