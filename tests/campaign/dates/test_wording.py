"""Days and times in words that no one can misread."""

from datetime import UTC, date, datetime, timedelta

from django.test import SimpleTestCase
from django.utils import timezone

from campaign.dates.wording import describe_day, describe_moment

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class WordingTests(SimpleTestCase):
    def test_a_time_has_its_weekday_hour_zone_and_distance(self) -> None:
        moment = datetime(2026, 12, 5, 9, tzinfo=UTC)
        self.assertEqual(
            describe_moment(moment, NOW), "Saturday 5 December 2026, 09:00 UTC, in 6 days"
        )
        with timezone.override("Asia/Shanghai"):
            self.assertIn("17:00 CST, in 6 days", describe_moment(moment, NOW))
        with timezone.override("Asia/Kathmandu"):
            self.assertIn("14:45 UTC+05:45", describe_moment(moment, NOW))

    def test_a_time_of_today_says_how_many_hours(self) -> None:
        for hours, words in {
            3: "in 3 hours",
            -1: "1 hour ago",
            0.5: "in 30 minutes",
            0: "now",
        }.items():
            with self.subTest(words):
                moment = NOW + timedelta(hours=hours)
                self.assertTrue(describe_moment(moment, NOW).endswith(f", {words}"))

    def test_a_day_says_how_far_away_it_is(self) -> None:
        today = date(2026, 11, 29)
        for day, words in {
            date(2027, 1, 5): "Tuesday 5 January 2027, in 37 days",
            date(2027, 5, 1): "Saturday 1 May 2027, in 5 months",
            date(2026, 11, 28): "Saturday 28 November 2026, 1 day ago",
            date(2026, 11, 29): "Sunday 29 November 2026, today",
            date(2031, 11, 29): "Saturday 29 November 2031, in 5 years",
        }.items():
            with self.subTest(words):
                self.assertEqual(describe_day(day, today), words)
