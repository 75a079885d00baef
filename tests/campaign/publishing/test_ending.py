"""News, pages and notices end at a time: then no one outside finds them, and staff see that they ended."""

import math
import time
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.test import override_settings
from django.utils import timezone

from campaign.publishing import workflow
from campaign.site_content.next_change import next_change
from campaign.web import page_cache
from news.models import NewsItem
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page
from tests.testcases import SiteTestCase

NEWS = "/admin/news/newsitem/"


class EndingTests(DeskTestCase):
    def visit(self, path: str) -> Any:
        page_cache.invalidate()
        return self.client.get(path)

    def test_at_its_end_it_is_gone_to_the_second(self) -> None:
        ends = timezone.now() + timedelta(hours=1)
        item = make_news(slug="vigil", headline="A vigil", expires_at=ends)
        for seconds, status in ((-1, 200), (0, 410)):
            with mock.patch(
                "django.utils.timezone.now", lambda s=seconds: ends + timedelta(seconds=s)
            ):
                self.assertEqual(NewsItem.objects.published().count(), int(status == 200))
                self.assertEqual(self.visit(item.get_absolute_url()).status_code, status)

    def test_it_is_nowhere_and_its_address_says_when_it_ended(self) -> None:
        ended = timezone.now() - timedelta(seconds=1)
        make_news(slug="vigil", headline="A vigil", expires_at=ended)
        make_page(slug="fair", expires_at=ended)
        for path in (
            "/",
            "/news/",
            "/news/feed/",
            "/news/feed.json",
            "/sitemap.xml",
            "/sitemap-news.xml",
        ):
            with self.subTest(path):
                self.assertNotContains(self.visit(path), "vigil")
        for path in ("/news/vigil/", "/fair/"):
            page = self.visit(path)
            self.assertContains(page, "This ended on", status_code=410)
            self.assertNotContains(page, "withdrawn", status_code=410)
        for path in ("/news/vigil/card.png", "/news/vigil/event.ics"):
            self.assertEqual(self.visit(path).status_code, 410)

    def test_staff_see_that_it_ended_and_can_let_it_go_on(self) -> None:
        ended = timezone.now() - timedelta(minutes=30)
        item = make_news(slug="vigil", expires_at=ended)
        url = f"{NEWS}{item.pk}/change/"
        self.assertContains(self.client.get(url), "It has ended")
        self.assertContains(self.client.get(f"{NEWS}?state=ended"), item.headline)
        self.assertNotContains(self.client.get(f"{NEWS}?state=published"), "vigil")
        page = self.fill_in(url, {"expires_at_0": "", "expires_at_1": ""})
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.visit("/news/vigil/").status_code, 200)

    @override_settings(FOUR_EYES={"news"})
    def test_four_eyes_hold_when_it_goes_on(self) -> None:
        item = make_news(slug="vigil", expires_at=timezone.now() - timedelta(minutes=30))
        self.fill_in(f"{NEWS}{item.pk}/change/", {"expires_at_0": "", "expires_at_1": ""})
        self.assertEqual(self.visit("/news/vigil/").status_code, 410)

    def test_it_ends_only_after_it_is_public(self) -> None:
        now = timezone.now()
        early = {"publish_at": now + timedelta(days=2), "expires_at": now + timedelta(days=1)}
        for make in (make_news, make_page):
            with self.assertRaises(IntegrityError), transaction.atomic():
                make(**early)
        item = make_news(slug="vigil", publish_at=now + timedelta(days=1))
        day = f"{now + timedelta(hours=1):%Y-%m-%d}"
        page = self.fill_in(
            f"{NEWS}{item.pk}/change/", {"expires_at_0": day, "expires_at_1": "00:00"}
        )
        self.assertContains(page, "It would end before it is public.")
        item.refresh_from_db()
        self.assertIsNone(item.expires_at)

    def test_what_is_past_its_end_is_not_published_so_its_address_never_says_that_it_ended(
        self,
    ) -> None:
        past = timezone.now() - timedelta(minutes=30)
        for publish_at in (None, past - timedelta(days=1)):
            item = make_news(state="draft", publish_at=publish_at, expires_at=past)
            with self.assertRaisesMessage(ValidationError, "It would end before it is public."):
                workflow.publish(item, author=self.staff)
            self.assertEqual(self.visit(item.get_absolute_url()).status_code, 404)

    def test_an_embargo_cannot_move_past_the_end(self) -> None:
        soon = timezone.now() + timedelta(hours=1)
        item = make_news(publish_at=soon, expires_at=soon + timedelta(hours=1))
        with self.assertRaisesMessage(ValidationError, "It would end before it is public."):
            workflow.reschedule(item, publish_at=soon + timedelta(hours=1), author=self.staff)


class ToTheSecondTests(SiteTestCase):
    """A page in memory is no older than what became public or ended since it was made."""

    def setUp(self) -> None:
        super().setUp()
        page_cache.invalidate()
        self.enterContext(mock.patch.object(page_cache, "_find_next_change", next_change))
        self.began, self.passed = timezone.now(), 0.0
        monotonic = time.monotonic()
        for name, clock in (
            ("django.utils.timezone.now", lambda: self.began + timedelta(seconds=self.passed)),
            ("campaign.web.page_cache.time.monotonic", lambda: monotonic + self.passed),
        ):
            self.enterContext(mock.patch(name, clock))

    def shown_at(self, seconds: float) -> dict[str, bool]:
        self.passed = seconds
        pages = ("/news/", "/news/feed/", "/sitemap.xml", "/news/vigil/", "/sitemap-news.xml")
        return {path: b"vigil" in self.client.get(path).content for path in pages}

    def in_seconds(self, seconds: float) -> datetime:
        return self.began + timedelta(seconds=seconds)

    def test_pages_that_were_made_before_show_nothing_after_its_end(self) -> None:
        make_news(slug="vigil", publish_at=self.in_seconds(-60), expires_at=self.in_seconds(20))
        for seconds in (0, 10, 19):
            self.assertEqual(set(self.shown_at(seconds).values()), {True}, seconds)
        self.assertEqual(set(self.shown_at(20).values()), {False})

    def test_pages_that_were_made_before_show_it_from_its_time_on(self) -> None:
        make_news(slug="vigil", publish_at=self.in_seconds(20))
        for seconds in (0, 19):
            self.assertEqual(set(self.shown_at(seconds).values()), {False}, seconds)
        self.assertEqual(set(self.shown_at(20).values()), {True})

    def test_the_next_of_several_times_counts_of_whatever_kind(self) -> None:
        self.assertIsNone(next_change())
        make_page(publish_at=self.in_seconds(-60), expires_at=self.in_seconds(40))
        make_news(state="draft", publish_at=self.in_seconds(10))
        make_detainee(publish_at=self.in_seconds(30))
        with self.assertNumQueries(1):
            self.assertEqual(next_change(), self.in_seconds(30))
        self.passed = 30
        self.assertEqual(next_change(), self.in_seconds(40))

    def test_it_is_asked_for_once_in_a_version_and_a_minute(self) -> None:
        page_cache.seconds_until_change()
        with self.assertNumQueries(0):
            self.assertEqual(page_cache.seconds_until_change(), math.inf)
        self.passed = 61
        with self.assertNumQueries(1):
            page_cache.seconds_until_change()

    def test_without_the_database_nothing_is_kept(self) -> None:
        away = mock.Mock(side_effect=OperationalError)
        with mock.patch.object(page_cache, "_find_next_change", away):
            self.assertEqual(self.client.get("/robots.txt").status_code, 200)
            self.assertEqual(page_cache.seconds_until_change(), 0)
