"""Rate limits: no window is ever exceeded, exact under concurrency, and their rows do not show whose they are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier
from unittest.mock import patch

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given as for_all
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.run.in_process import InProcess
from campaign.web import rate_limits
from campaign.web.models import Bucket, DayKey, Limit, Use
from campaign.web.rate_limits import Buckets, Owner, daily_digest, take_token
from tests.desk import DeskTestCase
from tests.testcases import CommittingTestCase, SiteTestCase

MANY = 50
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def set_limit(
    use: Use, burst: int = 3, sustained: int = 1000, *, percent: int = 0, is_on: bool = True
) -> None:
    Limit.objects.filter(use=use).update(
        burst=burst,
        burst_minutes=10,
        sustained=sustained,
        sustained_hours=24,
        percent=percent,
        is_on=is_on,
    )
    InProcess.forget_all()


def later(**time: float) -> None:
    """Move the buckets back in time, as if so much time had passed."""
    seconds = int(timedelta(**time).total_seconds())
    with connection.cursor() as cursor:
        for window in ("short", "long"):
            cursor.execute(
                f"UPDATE campaign_bucket SET {window} = ARRAY("  # noqa: S608
                f" SELECT CASE WHEN place % 2 = 1 THEN number - {seconds} ELSE number END"
                f" FROM unnest({window}) WITH ORDINALITY AS each (number, place) ORDER BY place)"
            )
    Bucket.objects.update(full_at=F("full_at") - timedelta(**time))


def given(times: int, whose: str = "a", use: Use = Use.HOST) -> int:
    """How many of so many requests got a token."""
    return [take_token(use, whose) for _ in range(times)].count(True)


def taken_at(moments: list[datetime], owner: Owner) -> list[datetime]:
    """The moments, of these in this order, at which there was a token."""
    taken = []
    for moment in moments:
        buckets = Buckets([owner], moment)
        if buckets.has_room(owner):
            buckets.take(owner)
            buckets.save()
            taken.append(moment)
    return taken


def most_within(moments: list[datetime], window: timedelta) -> int:
    """The largest number of these moments in any window of this length, wherever it begins."""
    return max(
        (sum(first <= each <= first + window for each in moments) for first in moments), default=0
    )


class Windows(SiteTestCase, PropertyTestCase):
    @examples(max_examples=60, deadline=None)
    @for_all(
        steps=st.lists(st.integers(0, 3 * 60 * 60) | st.integers(0, 120), min_size=1, max_size=60),
        burst=st.integers(1, 5),
        sustained=st.integers(1, 12),
    )
    def test_none_is_ever_exceeded_whatever_the_pace(
        self, steps: list[int], burst: int, sustained: int
    ) -> None:
        set_limit(Use.HOST, burst, sustained)
        moments = [NOON]
        for step in steps:
            moments.append(moments[-1] + timedelta(seconds=step))
        taken = taken_at(moments, Owner.known(Use.HOST, "a"))
        self.assertLessEqual(most_within(taken, timedelta(minutes=10)), burst)
        self.assertLessEqual(most_within(taken, timedelta(hours=24)), sustained)
        for moment in set(moments) - set(taken):
            # A tenth later than the window at the latest, a token comes back.
            short = [t for t in taken if moment - timedelta(minutes=11) <= t <= moment]
            long = [t for t in taken if moment - timedelta(hours=26.4) <= t <= moment]
            self.assertTrue(len(short) >= burst or len(long) >= sustained)

    def test_the_burst_is_not_granted_again_and_again(self) -> None:
        set_limit(Use.HOST, 100, 300)
        owner = Owner.known(Use.HOST, "a")
        taken = taken_at([NOON + timedelta(seconds=5 * each) for each in range(720)], owner)
        self.assertEqual(len(taken), 300)
        self.assertEqual(most_within(taken, timedelta(minutes=10)), 100)
        self.assertEqual(taken_at([NOON + timedelta(hours=23)], owner), [])
        self.assertEqual(len(taken_at([NOON + timedelta(hours=27)], owner)), 1)

    def test_midnight_gives_nothing_back_though_the_keys_change(self) -> None:
        set_limit(Use.HOST, 3)
        last_minute = NOON.replace(hour=23, minute=59)
        for moment, expected in ((last_minute, 3), (last_minute + timedelta(minutes=2), 0)):
            InProcess.forget_all()
            with patch("django.utils.timezone.now", return_value=moment):
                owner = Owner.visitor(Use.HOST, "192.0.2.1")
            self.assertEqual(len(taken_at([moment] * 5, owner)), expected)

    def test_a_busy_petition_raises_both_windows(self) -> None:
        set_limit(Use.PREFIX, 2, 3, percent=10)
        owner = Owner.known(Use.PREFIX, "a")
        for crowd, expected in ((0, 2), (9, 0), (10, 1), (100, 9)):
            buckets = Buckets([owner], NOON)
            taken = 0
            while buckets.has_room(owner, crowd):
                buckets.take(owner)
                taken += 1
            buckets.save()
            self.assertEqual(taken, expected, crowd)


OF_STAFF = {Use.PASSWORDS, Use.FACTORS, Use.RESETS, Use.SITE}  # few people, who can be called


class BucketTests(SiteTestCase):
    def test_a_full_one_gives_as_many_as_it_holds(self) -> None:
        set_limit(Use.HOST, 3)
        self.assertEqual(given(5), 3)
        later(minutes=11)
        self.assertEqual(given(5), 3)

    def test_the_long_window_ends_what_the_short_one_would_allow(self) -> None:
        set_limit(Use.HOST, 4, sustained=6)
        total = 0
        for _ in range(5):
            total += given(4)
            later(minutes=12)
        self.assertEqual(total, 6)

    def test_each_has_its_own_and_so_has_each_use(self) -> None:
        set_limit(Use.HOST, 1)
        set_limit(Use.PREFIX, 1)
        self.assertEqual(given(2, "a") + given(2, "b") + given(2, "a", Use.PREFIX), 3)

    def test_a_limit_that_is_off_lets_everything_through(self) -> None:
        set_limit(Use.HOST, 1, is_on=False)
        self.assertEqual(given(9), 9)
        self.assertFalse(Bucket.objects.exists())

    def test_another_limit_holds_at_once_for_what_was_taken_before(self) -> None:
        set_limit(Use.HOST, 2)
        given(2)
        set_limit(Use.HOST, 4)
        self.assertEqual(given(9), 2)
        set_limit(Use.HOST, 1)
        self.assertEqual(given(9), 0)

    def test_what_is_not_saved_is_not_taken(self) -> None:
        set_limit(Use.HOST, 1)
        owner = Owner.known(Use.HOST, "a")
        with transaction.atomic():
            buckets = Buckets([owner])
            buckets.take(owner)
            buckets.save()
            transaction.set_rollback(True)
        self.assertTrue(Buckets([owner]).has_room(owner))

    def test_many_are_locked_and_written_in_two_statements(self) -> None:
        owners = [Owner.known(Use.HOST, str(number)) for number in range(500)]
        Buckets([])  # reads the limits
        with self.assertNumQueries(2):
            buckets = Buckets(owners)
            for owner in owners:
                buckets.take(owner)
            buckets.save()

    def test_who_owns_a_large_network_has_not_the_limit_of_each_small_one_in_it(self) -> None:
        set_limit(Use.LINKS, 2)
        request = RequestFactory().post("/petitions/mine/")
        let_through = 0
        for number in range(600):
            request.META["REMOTE_ADDR"] = f"2001:db8:{number // 4:x}:{number % 4:x}::1"
            let_through += not rate_limits.is_limited(request, Use.LINKS)
        self.assertEqual(let_through, 2 * 4 * 4)
        request.META["REMOTE_ADDR"] = "192.0.2.1"
        self.assertFalse(rate_limits.is_limited(request, Use.LINKS))

    def test_there_is_a_sensible_limit_for_each_use(self) -> None:
        self.assertEqual(set(Limit.objects.values_list("use", flat=True)), set(Use.values))
        for limit in Limit.objects.all():
            self.assertGreater(limit.sustained, limit.burst)
            if limit.use not in OF_STAFF:
                self.assertGreaterEqual(limit.burst, 20)
        for narrow, wide in pairwise((Use.HOST, Use.PREFIX, Use.WIDE, Use.PROVIDER)):
            small, large = Limit.objects.get(use=narrow), Limit.objects.get(use=wide)
            self.assertLess((small.burst, small.percent), (large.burst, large.percent))
            self.assertLess(small.sustained, large.sustained)

    def test_the_database_refuses_a_limit_of_nothing(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            Limit.objects.update(burst=0)


class StoredTests(SiteTestCase):
    def test_the_key_is_one_for_a_day_and_another_for_the_next(self) -> None:
        first = daily_digest("host", "192.0.2.7")
        InProcess.forget_all()
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
    def at_once(self, owners: list[Owner], *, turned: bool = False) -> int:
        """How many of MANY transactions at once, each of which wants a token from all buckets, get them."""
        start = Barrier(MANY)

        def run(number: int) -> bool:
            try:
                connection.ensure_connection()
                start.wait(60)
                with transaction.atomic():
                    buckets = Buckets(owners[::-1] if turned and number % 2 else owners)
                    if not all(map(buckets.has_room, owners)):
                        return False
                    for owner in owners:
                        buckets.take(owner)
                    buckets.save()
                return True
            finally:
                connection.close()

        with ThreadPoolExecutor(MANY) as threads:
            return list(threads.map(run, range(MANY))).count(True)

    def test_fifty_at_one_bucket_get_exactly_as_many_as_it_holds(self) -> None:
        set_limit(Use.HOST, 20)
        self.assertEqual(self.at_once([Owner.visitor(Use.HOST, "a")]), 20)

    def test_fifty_who_take_from_the_same_buckets_in_another_order_do_not_block_each_other(
        self,
    ) -> None:
        for use in (Use.HOST, Use.PREFIX, Use.DOMAIN):
            set_limit(use, 30)
        owners = [
            Owner.visitor(Use.HOST, "a"), Owner.visitor(Use.PREFIX, "b"), Owner.known(Use.DOMAIN, "c"),
        ]  # fmt: skip
        self.assertEqual(self.at_once(owners, turned=True), 30)

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

    def test_the_page_says_exactly_what_is_granted(self) -> None:
        Limit.objects.filter(use=Use.HOST).update(
            burst=7, burst_minutes=3, sustained=2100, sustained_hours=24, percent=5
        )
        page = self.client.get("/admin/campaign/limit/")
        for words in (
            "7 in 3 minutes",
            "2,100 in 24 hours",
            "and 5% of what it counted in 24 hours",
        ):
            self.assertContains(page, words)

    def test_only_limits_of_petitions_grow_with_a_petition(self) -> None:
        for use, has_percent in ((Use.PREFIX, True), (Use.CODES, False)):
            page = self.client.get(f"/admin/campaign/limit/{Limit.objects.get(use=use).pk}/change/")
            self.assertEqual('name="percent"' in page.text, has_percent)
