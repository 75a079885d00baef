"""What visitors see of each kind of news, and news by tag."""

import json
import re

from campaign.web import page_cache
from news.models import Author, NewsDocument, Tag
from tests.factories import make_news
from tests.testcases import SiteTestCase


class EventTests(SiteTestCase):
    def test_an_event_says_when_and_where_by_its_own_clocks_and_in_utc(self) -> None:
        item = make_news(kind="event", place="Palais Wilson; Geneva")
        page = self.client.get(item.get_absolute_url())
        for words in (
            '<time datetime="2026-12-05T14:00:00+01:00">',
            "Zurich time, UTC+01:00",
            "13:00 UTC",
            "Palais Wilson; Geneva",
        ):
            self.assertContains(page, words)
        data = json.loads(re.findall(r'ld\+json">(.*?)</script>', page.text)[0])
        self.assertEqual(data["about"]["startDate"], "2026-12-05T14:00:00+01:00")
        self.assertEqual(data["about"]["location"]["name"], "Palais Wilson; Geneva")

    def test_its_calendar_entry_has_the_moment_and_escaped_words(self) -> None:
        item = make_news(kind="event", headline="Read the names, all of them", place="ئۇيغۇر " * 12)
        answer = self.client.get(f"{item.get_absolute_url()}event.ics")
        self.assertEqual(answer["Content-Type"], "text/calendar; charset=utf-8")
        lines = answer.text.split("\r\n")
        self.assertIn("DTSTART:20261205T130000Z", lines)
        self.assertIn("SUMMARY:Read the names\\, all of them", lines)
        self.assertLessEqual(max(len(line.encode()) for line in lines), 75)
        other = make_news()
        self.assertEqual(self.client.get(f"{other.get_absolute_url()}event.ics").status_code, 404)


class ListTests(SiteTestCase):
    def test_a_report_of_others_leads_out_and_says_where(self) -> None:
        make_news(kind="coverage", reported_on="May 2026")
        page = self.client.get("/news/")
        self.assertContains(page, 'href="https://www.newspaper.example/report"')
        self.assertContains(page, "A newspaper")
        self.assertContains(page, ", May 2026")
        self.assertContains(page, '<bdi dir="ltr">newspaper.example</bdi>')

    def test_press_releases_are_a_kind(self) -> None:
        make_news(kind="release", headline="For the press")
        make_news(kind="update", headline="She is free")
        page = self.client.get("/news/?kind=release")
        self.assertContains(page, "For the press")
        self.assertNotContains(page, "She is free")

    def test_a_tag_has_a_page_and_a_feed_while_something_public_has_it(self) -> None:
        tag = Tag.objects.create(name="Forced labour", slug="forced-labour")
        item, other = make_news(headline="Tagged"), make_news(headline="Not tagged")
        item.tags.add(tag)
        for address in (
            "/news/tags/forced-labour/", "/news/feed/?tag=forced-labour", "/news/feed.json?tag=forced-labour",
        ):  # fmt: skip
            with self.subTest(address):
                page = self.client.get(address)
                self.assertContains(page, item.headline)
                self.assertNotContains(page, other.headline)
        type(item).objects.filter(pk=item.pk).update(state="draft")
        page_cache.invalidate()
        for address in (
            "/news/tags/forced-labour/",
            "/news/feed/?tag=forced-labour",
            "/news/tags/x/",
        ):
            self.assertEqual(self.client.get(f"{address}").status_code, 404)

    def test_feeds_name_authors_tags_and_documents(self) -> None:
        item = make_news()
        item.bylines.create(author=Author.objects.create(name="A. Writer"))
        item.tags.add(Tag.objects.create(name="Geneva", slug="geneva"))
        document = NewsDocument.objects.create(item=item, title="Report", name="x.pdf", size=99)
        address = f"{item.get_absolute_url()}documents/{document.pk}/report.pdf"
        atom = self.client.get("/news/feed/").text
        for words in ("<name>A. Writer</name>", 'term="Geneva"', address, 'length="99"'):
            self.assertIn(words, atom)
        entry = self.client.get("/news/feed.json").json()["items"][0]
        self.assertEqual(entry["authors"], [{"name": "A. Writer"}])
        self.assertEqual(entry["tags"][1:], ["Geneva"])
        self.assertTrue(entry["attachments"][0]["url"].endswith(address))
