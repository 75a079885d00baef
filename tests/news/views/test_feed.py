"""The feeds: valid, complete, stable, with URLs of our own site whatever the request."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from campaign.web import page_cache
from profiles.models import Consent
from tests.factories import make_detainee, make_news, make_petition
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
            headline="Freed & home <at last>", standfirst="2019. She is *home*.", body="A *day*."
        )
        feed = self.feed()
        entry = feed.find(f"{ATOM}entry")
        assert entry is not None
        self.assertEqual(entry.findtext(f"{ATOM}title"), "Freed & home <at last>")
        self.assertIn("<p>2019. She is *home*.</p>", entry.findtext(f"{ATOM}summary") or "")
        self.assertIn("<em>day</em>", entry.findtext(f"{ATOM}summary") or "")
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

    def test_the_links_of_the_text_lead_to_our_site_from_everywhere(self) -> None:
        body = '[one](/people/ "&") [two](#below) [three](https://example.org/a) href="/words"'
        page = settings.SITE_URL + make_news(body=body).get_absolute_url()
        entry = json.loads(self.client.get("/news/feed.json").content)["items"][0]
        for text in (*self.texts("summary"), entry["content_html"]):
            links = [f"{settings.SITE_URL}/people/", f"{page}#below", "https://example.org/a"]
            self.assertEqual(re.findall(' href="([^"]*)"', text), links)
            self.assertIn("href=&quot;/words", text)

    def test_only_what_is_published_is_in_it(self) -> None:
        later = timezone.now() + timedelta(minutes=5)
        make_news(state="draft")
        make_news(state="in_review")
        make_news(state="withdrawn")
        make_news(publish_at=later)
        self.assertEqual(self.texts("title"), [])

    def test_an_empty_feed_is_a_feed_and_stays_the_same(self) -> None:
        updated = self.feed().findtext(f"{ATOM}updated") or ""
        self.assertLess(datetime.fromisoformat(updated), timezone.now() - timedelta(days=365))

    def test_characters_that_xml_cannot_hold_do_not_break_it(self) -> None:
        make_news(headline="A\x0bB\x1b", standfirst="C\x01", body="D\x0c\uffff")
        self.assertEqual(self.texts("title"), ["AB"])
        self.assertIn("D", self.texts("summary")[0])


class JsonFeedTests(SiteTestCase):
    def test_it_has_what_the_atom_feed_has(self) -> None:
        item = make_news(headline="Freed <at last>", standfirst="She is *home*.", kind="statement")
        answer = self.client.get("/news/feed.json", headers={"Host": "testserver"})
        self.assertEqual(answer["Content-Type"], "application/feed+json")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        feed = json.loads(answer.content)
        self.assertEqual(feed["version"], "https://jsonfeed.org/version/1.1")
        self.assertEqual(feed["feed_url"], f"{settings.SITE_URL}/news/feed.json")
        (entry,) = feed["items"]
        self.assertEqual(entry["id"], settings.SITE_URL + item.get_absolute_url())
        self.assertEqual((entry["title"], entry["tags"]), ("Freed <at last>", ["Statement"]))
        self.assertIn("She is *home*.</p>", entry["content_html"])
        datetime.fromisoformat(entry["date_published"])

    def test_both_forms_have_the_same_items(self) -> None:
        make_news(headline="One", kind="statement")
        make_news(headline="Two", kind="event")
        make_news(headline="Hidden", state="draft")
        for query, titles in (("", ["Two", "One"]), ("?kind=event", ["Two"])):
            as_json = json.loads(self.client.get(f"/news/feed.json{query}").content)
            self.assertEqual([each["title"] for each in as_json["items"]], titles)
            atom = ET.fromstring(self.client.get(f"/news/feed/{query}").content)  # noqa: S314
            found = [each.findtext(f"{ATOM}title") for each in atom.findall(f"{ATOM}entry")]
            self.assertEqual(found, titles)

    def test_a_word_that_is_no_kind_is_no_feed(self) -> None:
        for form in ("feed/", "feed.json"):
            self.assertEqual(self.client.get(f"/news/{form}?kind=x").status_code, 404)


class FeedOfOneTests(SiteTestCase):
    def titles(self, address: str) -> list[str]:
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200, address)
        return [each["title"] for each in json.loads(answer.content)["items"]]

    def test_a_person_and_a_petition_have_feeds_of_the_news_about_them(self) -> None:
        person, petition = make_detainee(), make_petition()
        make_news(headline="About her").people.add(person)
        make_news(headline="About it").petitions.add(petition)
        hers, its = person.get_absolute_url(), petition.get_absolute_url()
        self.assertEqual(self.titles(f"{hers}feed.json"), ["About her"])
        self.assertEqual(self.titles(f"{its}feed.json"), ["About it"])
        for page in (hers, its):
            self.assertContains(self.client.get(page), f'href="{page}feed/"')
            self.assertContains(self.client.get(f"{page}feed/"), settings.SITE_URL + page)

    def test_a_former_address_of_a_person_leads_to_the_feed(self) -> None:
        person = make_detainee()
        for form in ("feed/", "feed.json"):
            answer = self.client.get(f"/profiles/{person.reference.lower()}/{form}")
            self.assertEqual(
                (answer.status_code, answer["Location"]),
                (301, f"{person.get_absolute_url()}{form}"),
            )

    def test_the_feed_is_gone_with_the_page_and_names_no_one(self) -> None:
        person, petition = (
            make_detainee(),
            make_petition(title="Withdrawn title", state="withdrawn"),
        )
        address = f"{person.get_absolute_url()}feed/"
        self.assertContains(self.client.get(address), "Aygül Misal")
        Consent.objects.update(withdrawn_at=timezone.now())
        page_cache.invalidate()
        for gone in (address, f"{petition.get_absolute_url()}feed/"):
            answer = self.client.get(gone)
            self.assertContains(answer, "410", status_code=410)
            self.assertNotContains(answer, "Misal", status_code=410)
            self.assertNotContains(answer, "Withdrawn title", status_code=410)
        for missing in ("/profiles/none/feed/", "/petitions/none/feed.json"):
            self.assertEqual(self.client.get(missing).status_code, 404)


class SearchEngineTests(SiteTestCase):
    def test_an_item_is_described_as_an_article(self) -> None:
        item = make_news(headline="Freed </script>")
        page = self.client.get(item.get_absolute_url()).text
        data = json.loads(
            page.split('<script type="application/ld+json">')[1].split("</script>")[0]
        )
        self.assertEqual((data["@type"], data["headline"]), ("NewsArticle", "Freed </script>"))
        self.assertEqual(data["mainEntityOfPage"], settings.SITE_URL + item.get_absolute_url())
        self.assertTrue(data["image"].endswith("/card.png"))

    def test_invented_news_is_not(self) -> None:
        item = make_news(is_demo=True)
        self.assertNotContains(self.client.get(item.get_absolute_url()), "ld+json")

    def test_the_news_sitemap_has_what_was_published_in_the_last_two_days(self) -> None:
        now = timezone.now()
        new = make_news(headline="New & public", publish_at=now - timedelta(hours=1))
        make_news(headline="Older", publish_at=now - timedelta(days=3))
        make_news(headline="Hidden", state="draft")
        answer = self.client.get("/sitemap-news.xml")
        self.assertEqual(answer["Content-Type"], "application/xml")
        ET.fromstring(answer.content)  # noqa: S314 - our own
        self.assertContains(answer, f"<loc>{settings.SITE_URL}{new.get_absolute_url()}</loc>")
        self.assertContains(answer, "New &amp; public")
        for missing in ("Older", "Hidden"):
            self.assertNotContains(answer, missing)
        self.assertContains(self.client.get("/robots.txt"), f"{settings.SITE_URL}/sitemap-news.xml")
