"""The list of news, and one item."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape

from campaign.web import page_cache
from news.models import Tag
from profiles.models import Consent
from tests.factories import make_detainee, make_news, make_petition
from tests.testcases import SiteTestCase


class ListTests(SiteTestCase):
    def test_the_newest_stand_first_a_dozen_on_a_page(self) -> None:
        now = timezone.now()
        for number in range(14):
            make_news(headline=f"News no. {number}.", publish_at=now - timedelta(hours=number + 1))
        first = self.client.get("/news/").content.decode()
        self.assertLess(first.index("News no. 0."), first.index("News no. 11."))
        self.assertNotIn("News no. 12.", first)
        self.assertIn("?page=2", first)
        self.assertContains(self.client.get("/news/?page=2"), "News no. 13.")
        self.assertContains(self.client.get("/news/?page=99"), "News no. 13.")

    def test_search_engines_get_the_address_of_each_page_of_a_list(self) -> None:
        tag = Tag.objects.create(name="Geneva", slug="geneva")
        for number in range(13):
            item = make_news(kind="statement", slug=f"item-{number}")
            item.tags.add(tag)
            item.corrections.create(kind="correction", text="A name was wrong.")
        for number in range(25):
            make_detainee(f"Person {number}", status="camp", slug=f"person-{number}")
        year = timezone.localdate().year
        lists = {
            "/news/": ("page=2", "kind=statement", "kind=statement&page=2"),
            f"/news/{year}/": ("page=2", "kind=statement"),
            "/news/tags/geneva/": ("page=2",),
            "/news/corrections/": ("page=2",),
            "/profiles/": ("page=2", "status=camp", "status=camp&page=2", "q=Person"),
            "/profiles/map/": ("status=camp",),
            "/profiles/numbers/": ("status=camp",),
        }
        for path, queries in lists.items():
            own = settings.SITE_URL + path
            for asked in ("", "?page=1", "?page=x", "?from=elsewhere"):
                self.assertContains(self.client.get(path + asked), f'rel="canonical" href="{own}"')
            for query in queries:
                address = escape(f"{own}?{query}")
                with self.subTest(address):
                    page = self.client.get(f"{path}?from=elsewhere&{query}")
                    self.assertContains(page, f'<link rel="canonical" href="{address}">')
                    self.assertContains(page, f'<meta property="og:url" content="{address}">')

    def test_no_news_says_so(self) -> None:
        self.assertContains(self.client.get("/news/"), "We have not published any news yet")

    def test_only_what_is_published_is_listed(self) -> None:
        for fields in (
            {"state": "draft"},
            {"state": "withdrawn"},
            {"publish_at": timezone.now() + timedelta(1)},
        ):
            make_news(headline="Not yet", **fields)
        self.assertNotContains(self.client.get("/news/"), "Not yet")


class ItemTests(SiteTestCase):
    def test_an_item_is_told_with_its_people_and_petitions(self) -> None:
        item = make_news(headline="Freed", body="She is *home*.")
        person, petition = make_detainee(), make_petition()
        item.people.add(person)
        item.petitions.add(petition)
        response = self.client.get(item.get_absolute_url())
        for part in (
            "Freed",
            "<em>home</em>",
            person.get_absolute_url(),
            petition.get_absolute_url(),
        ):
            self.assertContains(response, part)
        self.assertContains(self.client.get(person.get_absolute_url()), item.get_absolute_url())

    def test_nobody_is_named_who_is_not_public_any_more(self) -> None:
        item = make_news()
        item.people.add(make_detainee())
        self.assertContains(self.client.get(item.get_absolute_url()), "Aygül Misal")
        Consent.objects.update(withdrawn_at=timezone.now())
        page_cache.invalidate()
        self.assertNotContains(self.client.get(item.get_absolute_url()), "Aygül Misal")

    def test_what_is_not_published_is_not_there_and_what_was_is_gone_namelessly(self) -> None:
        for fields, status in (
            ({"state": "draft"}, 404), ({"state": "in_review"}, 404), ({"state": "withdrawn"}, 410),
            ({"publish_at": timezone.now() + timedelta(minutes=1)}, 404),
        ):  # fmt: skip
            item = make_news(headline="Unheard of", **fields)
            with self.subTest(fields):
                response = self.client.get(item.get_absolute_url())
                self.assertNotContains(response, "Unheard of", status_code=status)

    def test_what_is_to_be_published_later_appears_when_its_time_has_come(self) -> None:
        item = make_news(publish_at=timezone.now() + timedelta(seconds=-1))
        self.assertEqual(self.client.get(item.get_absolute_url()).status_code, 200)
