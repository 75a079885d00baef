"""The archive of news by year, month and kind."""

from datetime import UTC, datetime

from django.test import override_settings

from campaign.web import page_cache
from tests.factories import make_news
from tests.testcases import SiteTestCase


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


class ArchiveTests(SiteTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_news(headline="In spring", publish_at=at(2022, 3, 5), kind="statement")
        make_news(headline="In autumn", publish_at=at(2022, 10, 31, 23, 30), kind="update")
        make_news(headline="Next year", publish_at=at(2023, 1, 1), kind="update")

    def assert_lists(self, address: str, *headlines: str) -> None:
        page = self.client.get(address)
        self.assertEqual(page.status_code, 200, address)
        for headline in ("In spring", "In autumn", "Next year"):
            self.assertEqual(headline in page.text, headline in headlines, (address, headline))

    def test_a_year_and_a_month_list_what_was_published_in_them(self) -> None:
        self.assert_lists("/news/2022/", "In spring", "In autumn")
        self.assert_lists("/news/2022/10/", "In autumn")
        self.assert_lists("/news/2023/01/", "Next year")
        self.assertContains(self.client.get("/news/2022/10/"), "<h1>News from October 2022</h1>")

    def test_a_period_without_news_is_no_page(self) -> None:
        for address in (
            "/news/2021/",
            "/news/2022/04/",
            "/news/2022/13/",
            "/news/2022/1/",
            "/news/9999/",
        ):
            self.assertEqual(self.client.get(address).status_code, 404, address)

    @override_settings(TIME_ZONE="Asia/Almaty")
    def test_days_are_those_of_the_time_zone_of_the_campaign(self) -> None:
        page_cache.invalidate()
        self.assert_lists("/news/2022/11/", "In autumn")

    def test_a_kind_is_chosen_in_the_whole_list_and_in_a_year(self) -> None:
        self.assert_lists("/news/?kind=update", "In autumn", "Next year")
        self.assert_lists("/news/2022/?kind=update", "In autumn")
        self.assertEqual(self.client.get("/news/?kind=nothing").status_code, 404)
        self.assertContains(self.client.get("/news/?kind=event"), "There is no news of this kind.")

    def test_the_list_leads_to_every_year_and_kind_with_news_and_a_year_to_its_months(self) -> None:
        page = self.client.get("/news/").text
        for link in ("/news/2022/", "/news/2023/", "?kind=statement", "?kind=update"):
            self.assertIn(f'href="{link}"', page)
        self.assertNotIn("?kind=event", page)
        self.assertNotIn("/news/2022/10/", page)
        self.assertIn('href="/news/2022/10/"', self.client.get("/news/2022/").text)

    def test_a_period_offers_its_own_kinds_and_a_kind_its_own_periods(self) -> None:
        self.assertNotIn("?kind=statement", self.client.get("/news/2023/").text)
        self.assertEqual(self.client.get("/news/2023/?kind=statement").status_code, 404)
        page = self.client.get("/news/?kind=statement").text
        self.assertIn('href="/news/2022/?kind=statement"', page)
        self.assertNotIn("/news/2023/", page)

    def test_the_pages_of_a_kind_keep_the_kind(self) -> None:
        for _ in range(13):
            make_news(kind="update")
        page_cache.invalidate()
        self.assertContains(self.client.get("/news/?kind=update"), "?kind=update&amp;page=2")

    def test_what_is_not_public_leaves_no_year_month_or_kind(self) -> None:
        make_news(publish_at=at(2019, 5, 5), kind="event", state="withdrawn")
        make_news(publish_at=at(2090, 5, 5), kind="event")
        page_cache.invalidate()
        self.assertEqual(self.client.get("/news/2019/").status_code, 404)
        self.assertEqual(self.client.get("/news/2090/").status_code, 404)
        page = self.client.get("/news/").text
        for part in ("2019", "2090", "?kind=event"):
            self.assertNotIn(part, page)
