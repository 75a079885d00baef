"""The Atom feed: valid, complete, stable, with URLs of our own site whatever the request."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from campaign.web import page_cache
from tests.factories import make_news
from tests.testcases import SiteTestCase

ATOM = "{http://www.w3.org/2005/Atom}"


class FeedTests(SiteTestCase):
    def feed(self, **headers: str) -> ET.Element:
        response = self.client.get("/news/feed/", headers=headers)
        self.assertEqual(response.status_code, 200)
        self.assertIn("application/atom+xml", response["Content-Type"])
        return ET.fromstring(response.content)  # noqa: S314 - our own

    def texts(self, name: str) -> list[str]:
        return [e.findtext(ATOM + name) or "" for e in self.feed().findall(f"{ATOM}entry")]

    def test_an_item_is_there_with_all_that_a_reader_needs(self) -> None:
        item = make_news(
            headline="Freed & home <at last>", standfirst="She is *home*.", body="A day."
        )
        feed = self.feed()
        entry = feed.find(f"{ATOM}entry")
        assert entry is not None
        self.assertEqual(entry.findtext(f"{ATOM}title"), "Freed & home <at last>")
        self.assertIn("<em>home</em>", entry.findtext(f"{ATOM}summary") or "")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        self.assertEqual(link.get("href"), settings.SITE_URL + item.get_absolute_url())
        for name in ("id", "published", "updated"):
            self.assertTrue(entry.findtext(ATOM + name), name)
        for name in ("id", "title", "updated"):
            self.assertTrue(feed.findtext(ATOM + name), name)
        datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")

    def test_the_newest_come_first_and_thirty_are_enough(self) -> None:
        now = timezone.now()
        for number in range(32):
            make_news(headline=f"News {number}", publish_at=now - timedelta(hours=number + 1))
        titles = self.texts("title")
        self.assertEqual((titles[0], len(titles)), ("News 0", 30))

    def test_the_id_of_an_item_stays_when_its_words_change(self) -> None:
        item = make_news()
        before = self.texts("id")
        item.headline, item.body = "Other words", "Others."
        item.save()
        page_cache.invalidate()
        self.assertEqual(self.texts("id"), before)
        self.assertEqual(self.texts("title"), ["Other words"])

    @override_settings(ALLOWED_HOSTS=["testserver", "mirror.example"])
    def test_every_address_in_it_is_ours_whatever_host_was_asked(self) -> None:
        make_news()
        feed = self.feed(Host="mirror.example")
        for link in feed.iter(f"{ATOM}link"):
            self.assertTrue(
                (link.get("href") or "").startswith(settings.SITE_URL + "/"), link.attrib
            )
        for each in feed.iter(f"{ATOM}id"):
            self.assertTrue((each.text or "").startswith(settings.SITE_URL + "/"))

    def test_only_what_is_published_is_in_it(self) -> None:
        later = timezone.now() + timedelta(minutes=5)
        make_news(state="draft")
        make_news(state="in_review")
        make_news(state="withdrawn")
        make_news(publish_at=later)
        self.assertEqual(self.texts("title"), [])

    def test_an_empty_feed_is_a_feed(self) -> None:
        self.assertTrue(self.feed().findtext(f"{ATOM}updated"))

    def test_characters_that_xml_cannot_hold_do_not_break_it(self) -> None:
        make_news(headline="A\x0bB\x1b", standfirst="C\x01", body="D\x0c\uffff")
        self.assertEqual(self.texts("title"), ["AB"])
        self.assertIn("D", self.texts("summary")[0])
