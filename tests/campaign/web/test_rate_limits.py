"""Rate limits: exact under concurrency, and their rows do not show whose they are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from unittest.mock import patch

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from campaign.web import rate_limits
from campaign.web.models import Bucket, DayKey, Limit, Use
from campaign.web.rate_limits import daily_digest, take_tokens
from tests.desk import DeskTestCase
from tests.testcases import CommittingTestCase, SiteTestCase

MANY = 50


def set_limit(use: Use, burst: int = 3, sustained: int = 1000, *, is_on: bool = True) -> None:
    Limit.objects.filter(use=use).update(
        burst=burst, burst_minutes=10, sustained=sustained, sustained_hours=24, is_on=is_on
    )
    cache.delete("limits")


def later(**time: float) -> None:
    """Move the buckets back in time, as if so much time had passed."""
    Bucket.objects.update(full_at=F("full_at") - timedelta(**time))


def given(times: int, whose: str = "a", use: Use = Use.HOST) -> int:
    """How many of so many requests got a token."""
    return [take_tokens([(use, whose)]) for _ in range(times)].count(set())


class Buckets(SiteTestCase):
    def test_a_full_one_gives_as_many_as_it_holds(self) -> None:
        set_limit(Use.HOST, 3)
        self.assertEqual(given(5), 3)

    def test_tokens_come_back_evenly(self) -> None:
        set_limit(Use.HOST, 5)
        given(5)
        later(minutes=4)
        self.assertEqual(given(5), 2)
        later(minutes=60)
        self.assertEqual(given(9), 5)

    def test_the_long_window_ends_what_the_short_one_would_allow(self) -> None:
        set_limit(Use.HOST, 4, sustained=6)
        total = 0
        for _ in range(5):
            total += given(4)
            later(minutes=10)
        self.assertEqual(total, 6)

    def test_each_has_its_own_and_so_has_each_use(self) -> None:
        set_limit(Use.HOST, 1)
        set_limit(Use.PREFIX, 1)
        self.assertEqual(given(2, "a") + given(2, "b") + given(2, "a", Use.PREFIX), 3)

    def test_it_tells_which_of_several_was_empty(self) -> None:
        set_limit(Use.HOST, 1)
        both = [(Use.HOST, "a"), (Use.PREFIX, "b")]
        self.assertEqual(take_tokens(both), set())
        self.assertEqual(take_tokens(both), {Use.HOST})

    def test_a_limit_that_is_off_lets_everything_through(self) -> None:
        set_limit(Use.HOST, 1, is_on=False)
        self.assertEqual(given(9), 9)
        self.assertFalse(Bucket.objects.exists())

    def test_another_limit_is_heard_of(self) -> None:
        set_limit(Use.HOST, 2)
        given(2)
        set_limit(Use.HOST, 4)
        self.assertEqual(given(9), 0)  # the bucket is empty, whatever its size
        later(minutes=5)
        self.assertEqual(given(9), 2)

    def test_there_is_a_sensible_limit_for_each_use(self) -> None:
        self.assertEqual(set(Limit.objects.values_list("use", flat=True)), set(Use.values))
        for limit in Limit.objects.all():
            self.assertGreaterEqual(limit.burst, 20)
            self.assertGreater(limit.sustained, limit.burst)

    def test_the_database_refuses_a_limit_of_nothing(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            Limit.objects.update(burst=0)


class StoredTests(SiteTestCase):
    def test_the_key_is_one_for_a_day_and_another_for_the_next(self) -> None:
        first = daily_digest("host", "192.0.2.7")
        cache.clear()
        self.assertEqual(daily_digest("host", "192.0.2.7"), first)
        with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=1)):
            self.assertNotEqual(daily_digest("host", "192.0.2.7"), first)

    def test_the_keys_of_two_days_ago_and_the_buckets_that_are_full_are_thrown_away(self) -> None:
        today = timezone.now().date()
        for days in range(4):
            rate_limits._key_of(today - timedelta(days=days))
        set_limit(Use.HOST, 2)
        given(2)
        rate_limits.delete_expired()
        self.assertEqual(
            set(DayKey.objects.values_list("day", flat=True)), {today, today - timedelta(days=1)}
        )
        self.assertTrue(Bucket.objects.exists())
        later(days=2)
        rate_limits.delete_expired()
        self.assertFalse(Bucket.objects.exists())

    def test_none_of_this_is_in_the_write_ahead_log(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY 1"
            )
            unlogged = [name for (name,) in cursor.fetchall()]
        for table in ("campaign_bucket", "campaign_daykey", "petitions_domain", "petitions_trace"):
            self.assertIn(table, unlogged)


class SameMoment(CommittingTestCase):
    def at_once(self, wanted: list[tuple[Use, str]], *, turned: bool = False) -> int:
        start = Barrier(MANY)

        def run(number: int) -> bool:
            try:
                connection.ensure_connection()
                start.wait(60)
                return not take_tokens(wanted[::-1] if turned and number % 2 else wanted)
            finally:
                connection.close()

        with ThreadPoolExecutor(MANY) as threads:
            return list(threads.map(run, range(MANY))).count(True)

    def test_fifty_at_one_bucket_get_exactly_as_many_as_it_holds(self) -> None:
        set_limit(Use.HOST, 20)
        self.assertEqual(self.at_once([(Use.HOST, "a")]), 20)

    def test_fifty_who_take_from_the_same_buckets_in_another_order_do_not_block_each_other(
        self,
    ) -> None:
        for use in (Use.HOST, Use.PREFIX, Use.DOMAIN):
            set_limit(use, 30)
        wanted = [(Use.HOST, "a"), (Use.PREFIX, "b"), (Use.DOMAIN, "c")]
        self.assertEqual(self.at_once(wanted, turned=True), 30)

    def test_the_key_of_a_day_is_made_once(self) -> None:
        with ThreadPoolExecutor(10) as threads:

            def make(_: int) -> bytes:
                try:
                    return rate_limits._key_of(timezone.now().date())
                finally:
                    connection.close()

            self.assertEqual(len(set(threads.map(make, range(10)))), 1)


class Desk(DeskTestCase):
    def test_staff_change_a_limit_and_make_none(self) -> None:
        limit = Limit.objects.get(use=Use.HOST)
        address = f"/admin/campaign/limit/{limit.pk}/change/"
        self.assertContains(self.fill_in(address, {"burst": "0"}), "greater than or equal to 1")
        self.fill_in(address, {"burst": "7"})
        limit.refresh_from_db()
        self.assertEqual(limit.burst, 7)
        self.assertEqual(self.client.get("/admin/campaign/limit/add/").status_code, 403)
        self.assertContains(
            self.client.get("/admin/campaign/limit/"), "Signatures from one network"
        )
