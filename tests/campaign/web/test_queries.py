"""The number of queries of a page does not grow with the number of rows."""

from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.images.models import Picture
from campaign.web import page_cache
from petitions.counting import pause
from profiles.models import Event, Source, StatusClaim
from profiles.models.places import Ethnicity, Place
from tests.factories import make_detainee, make_news, make_petition, make_tally
from tests.testcases import SiteTestCase

# The maximum for each page when it is rendered. A cached page needs none.
MOST = {
    "/": 13,  # one for what staff chose for it, and one for the notices and menus of every page
    "/profiles/": 16,
    "/profiles/?q=aygul": 21,
    "/profiles/?status=prison&place=kashgar&year=2017&sort=held": 17,
    "/profiles/map/": 6,
    "/profiles/map/?gender=female&q=aygul": 14,
    "/profiles/numbers/": 6,
    "/petitions/": 4,
    "/petitions/deliveries/": 1,
    "/news/": 4,  # with their tags
    "/news/feed/": 5,  # with their authors, tags, documents and corrections
    "/news/feed.json": 5,
    "/sitemap-news.xml": 2,
    "/sitemap.xml": 11,  # one more for the languages of each kind
    "person": 19,  # one for its languages
    "petition": 14,
    "news": 12,  # with its authors, tags, documents, corrections and languages
    "count.json": 2,
}


class QueriesTests(SiteTestCase):
    def fill(self, times: int) -> dict[str, str]:
        """Make so many rows of every kind; returns the URLs to request."""
        kashgar = Place.objects.get(code="kashgar")
        for number in range(times):
            person = make_detainee(
                f"Aygül Misal {number}",
                names={"ug-Arab": "ئايگۈل مىسال", "zh-Hans": "艾古丽·示例"},
                home_place=kashgar,
                portrait=Picture.objects.create(
                    name=f"p{times}-{number}",
                    alt="a",
                    credit="b",
                    width=480,
                    height=480,
                    widths=[480],
                ),
            )
            person.ethnicities.set(Ethnicity.objects.all()[:2])
            petition = make_petition()
            news = make_news(image=person.portrait)
            make_tally(petition, {"NL": 1, "DE": 1})
        for number in range(times):
            source = Source.objects.create(detainee=person, kind="relative", attribution="A cousin")
            for model, fields in (
                (StatusClaim, {"status": "camp", "as_of": str(2000 + number)}),
                (Event, {"kind": "taken", "when": "2017"}),
            ):
                model.objects.create(detainee=person, source=source, place=kashgar, **fields)
            news.people.add(make_detainee())
            petition.people.add(make_detainee())
            make_news().people.add(person)
        news.people.add(person)
        petition.people.add(person)
        return {
            "person": person.get_absolute_url(),
            "petition": petition.get_absolute_url(),
            "news": news.get_absolute_url(),
            "count.json": f"{petition.get_absolute_url()}count.json",
        }

    def cost(self, addresses: dict[str, str]) -> dict[str, int]:
        page_cache.invalidate()
        costs = {}
        for page in MOST:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(addresses.get(page, page)).status_code, 200)
            costs[page] = len(queries)
        return costs

    # Else a slow machine would query the switches again during the test.
    @patch.object(pause._state, "seconds", 3600)
    def test_thirty_cost_no_more_than_three(self) -> None:
        three = self.cost(self.fill(3))
        thirty = self.cost(self.fill(30))
        for page in MOST:
            with self.subTest(page):
                self.assertLessEqual(thirty[page], three[page])
                self.assertLessEqual(thirty[page], MOST[page])
