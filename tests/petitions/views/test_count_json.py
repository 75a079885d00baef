"""count.json: the same number for everyone, at most ten seconds old."""

import re
from datetime import datetime, timedelta

from django.utils import timezone

from campaign.web import page_cache
from petitions.views.pages import LIVE
from tests.factories import make_petition, make_signature, make_tally
from tests.petitions.testcases import SigningTestCase


class CountJson(SigningTestCase):
    path = "/petitions/free-the-teachers/count.json"

    def test_it_says_how_many_of_how_many_and_when(self) -> None:
        make_tally(self.petition, {"NL": 12, "KZ": 1})
        make_signature(self.petition)
        response = self.client.get(self.path)
        self.assertEqual(response["Content-Type"], "application/json")
        answer = response.json()
        as_of = datetime.fromisoformat(answer.pop("as_of"))
        self.assertEqual(answer, {"petition": "free-the-teachers", "count": 14, "goal": 1000})
        self.assertLess(abs(timezone.now() - as_of), timedelta(seconds=10))
        self.assertIsNotNone(as_of.tzinfo)

    def test_it_is_never_older_than_ten_seconds(self) -> None:
        """Seconds in our page cache, fresh in other caches, and stale there while they revalidate."""
        response = self.client.get(self.path)
        elsewhere = re.findall(
            r"(?:max-age|stale-while-revalidate)=(\d+)", response["Cache-Control"]
        )
        self.assertEqual(len(elsewhere), 2)
        self.assertLessEqual(LIVE["cache_seconds"] + sum(map(int, elsewhere)), 10)

    def test_it_shows_a_new_signature_when_its_time_is_up(self) -> None:
        self.assertEqual(self.client.get(self.path).json()["count"], 0)
        make_signature(self.petition)
        self.assertEqual(self.client.get(self.path).json()["count"], 0)
        page_cache.cached_pages.clear()
        self.assertEqual(self.client.get(self.path).json()["count"], 1)

    def test_other_sites_may_read_it(self) -> None:
        response = self.client.get(self.path)
        self.assertEqual(response["Access-Control-Allow-Origin"], "*")
        self.assertEqual(response["Cross-Origin-Resource-Policy"], "cross-origin")

    def test_any_cache_can_store_it_and_it_sets_no_cookie(self) -> None:
        response = self.client.get(self.path)
        self.assertIn("public", response["Cache-Control"])
        self.assertIn("ETag", response)
        self.assertFalse(response.cookies)
        self.assertNotIn("Cookie", response.get("Vary", ""))

    def test_there_is_none_of_what_is_not_public(self) -> None:
        for state, status in (("draft", 404), ("in_review", 404), ("withdrawn", 410)):
            with self.subTest(state):
                petition = make_petition(state=state)
                response = self.client.get(f"/petitions/{petition.slug}/count.json")
                self.assertEqual(response.status_code, status)

    def test_nothing_can_be_posted_to_it(self) -> None:
        self.assertEqual(self.client.post(self.path).status_code, 405)
