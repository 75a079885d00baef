"""News, pages and notices end at a time: then no one outside finds them, and staff see that they ended."""

from datetime import timedelta
from typing import Any
from unittest import mock

from django.test import override_settings
from django.utils import timezone

from campaign.web import page_cache
from news.models import NewsItem
from tests.desk import DeskTestCase
from tests.factories import make_news, make_page

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
            self.assertContains(self.visit(path), "This ended on", status_code=410)
        for path in ("/news/vigil/card.png", "/news/vigil/event.ics"):
            self.assertEqual(self.visit(path).status_code, 410)

    def test_staff_see_that_it_ended_and_can_let_it_go_on(self) -> None:
        ended = timezone.now() - timedelta(hours=1)
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
        item = make_news(slug="vigil", expires_at=timezone.now() - timedelta(hours=1))
        self.fill_in(f"{NEWS}{item.pk}/change/", {"expires_at_0": "", "expires_at_1": ""})
        self.assertEqual(self.visit("/news/vigil/").status_code, 410)
