"""Queries of the open data: the filters of the list, paging, and arbitrary parameters."""

import gzip
import json
from itertools import chain
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.web import page_cache
from profiles.models import Detainee, Event, SpellingGroup
from profiles.models.places import Ethnicity, Place
from profiles.open_data import views
from profiles.open_data.query import PARAMS
from profiles.search.filters import FILTERS
from profiles.search.selection import SORTS, Selection
from tests import each_asks_the_database
from tests.factories import make_detainee, make_statements
from tests.profiles.open_data.reading import OpenDataTestCase
from tests.testcases import FreshPages


class FilterTests(OpenDataTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        kashgar, hotan = Place.objects.get(code="kashgar"), Place.objects.get(code="hotan")
        for number in range(6):
            person = make_detainee(
                f"{'Aygül' if number % 2 else 'Abliz'} Misal {number}",
                status="prison" if number % 3 else "camp",
                gender="female" if number % 2 else "male",
                birth=str(1950 + 10 * number),
                home_place=kashgar if number % 2 else hotan,
                occupation_group="educator" if number > 2 else "farmer",
            )
            person.ethnicities.add(Ethnicity.objects.get(code="uyghur" if number % 2 else "kazakh"))
            Event.objects.create(
                detainee=person, kind="taken", when=str(2016 + number), place=kashgar
            )
            make_statements(person, charge="x", reason="y")
            if number % 2:
                person.legal_cases.update(sentence="life")
                person.reasons.update(kind="travel")

    def listed(self, query: dict[str, str]) -> list[str]:
        return [person.reference for person in Selection(query).people]

    def test_every_choice_of_every_filter_finds_the_same_people_as_the_list(self) -> None:
        tried = 0
        for facet in Selection({}).overview().facets:
            for option in facet.options:
                query = {facet.filter.name: option.value}
                with self.subTest(query):
                    found = self.references(**query)
                    self.assertEqual(found, sorted(self.listed(query)))
                    self.assertEqual(len(found), option.count)
                    self.assertEqual(self.data(**query)["asked"], query)
                    tried += 1
        self.assertGreater(tried, 2 * len(FILTERS))

    def test_filters_go_together_and_in_every_format(self) -> None:
        query = {"status": "prison", "gender": "female,male", "place": "kashgar"}
        expected = sorted(self.listed(query))
        self.assertTrue(expected)
        self.assertEqual(self.references(**query), expected)
        self.assertEqual([row["reference"] for row in self.rows(**query)], expected)
        people = [each for each in self.entities(**query) if each["schema"] == "Person"]
        self.assertEqual(len(people), len(expected))

    def test_a_sort_order_is_that_of_the_list(self) -> None:
        self.assertEqual(self.references(), sorted(self.references()))
        for sort in SORTS:
            with self.subTest(sort):
                self.assertEqual(self.references(sort=sort), self.listed({"sort": sort}))
        self.assertEqual(self.references(sort="no such"), sorted(self.references()))

    def test_a_search_finds_the_same_people_as_the_list(self) -> None:
        query = {"q": "aygul"}
        self.assertEqual(self.references(**query), sorted(self.listed(query)))
        self.assertEqual(len(self.references(**query)), 3)

    def test_the_pages_together_are_the_whole(self) -> None:
        whole, parts = self.references(), []
        address = "/data/profiles.json?limit=4"
        while address:
            data = json.loads(self.client.get(address).content)
            parts.append([person["reference"] for person in data["people"]])
            address = (data["next"] or "").removeprefix("http://127.0.0.1:8000")
        self.assertEqual([len(part) for part in parts], [4, 2])
        self.assertEqual(list(chain(*parts)), whole)

    def test_unknown_parameters_and_values_are_ignored(self) -> None:
        whole = self.read()
        for query in (
            {"utm_source": "x"}, {"status": "nonsense"}, {"limit": "0"}, {"limit": "-1"},
            {"limit": "٣"}, {"limit": "9" * 5000}, {"after": "nobody"}, {"sort": "no"}, {"q": "  "},
        ):  # fmt: skip
            with self.subTest(str(query)[:40]):
                self.assertEqual(self.read(query=query), whole)

    def test_a_conditional_request_gets_304_until_something_changes(self) -> None:
        address = "/data/profiles.json?status=prison"
        tag = self.client.get(address)["ETag"]
        again = {"If-None-Match": tag}
        self.assertEqual(self.client.get(address, headers=again).status_code, 304)
        self.assertNotEqual(self.client.get(f"{address}&limit=1")["ETag"], tag)
        Detainee.objects.filter(pk=Detainee.objects.order_by("pk")[1].pk).update(summary="x")
        changed = self.client.get(address, headers=again)
        self.assertEqual(changed.status_code, 200)
        # The results of a search can change while no record does.
        SpellingGroup.objects.create(spellings="aygul\nmoonflower")
        page_cache.invalidate()  # the admin does this after saving
        self.assertNotEqual(self.client.get(address)["ETag"], changed["ETag"])

    def test_it_is_compressed_for_clients_that_accept_it(self) -> None:
        for file in ("profiles.json", "profiles.csv", "profiles.ftm.json"):
            with self.subTest(file):
                address = f"/data/{file}?status=prison"
                plain = self.client.get(address, headers={"Accept-Encoding": "gzip;q=0, br"})
                packed = self.client.get(address, headers={"Accept-Encoding": "br, gzip"})
                self.assertNotIn("Content-Encoding", plain)
                self.assertEqual(packed["Content-Encoding"], "gzip")
                self.assertEqual(packed["Content-Length"], str(len(packed.content)))
                self.assertLess(len(packed.content), len(plain.content))
                self.assertEqual(gzip.decompress(packed.content), plain.content)
                head = self.client.head(address, headers={"Accept-Encoding": "gzip"})
                self.assertNotIn("Content-Length", head)  # absent, rather than 0
                self.assertEqual((head.getvalue(), head["ETag"]), (b"", packed["ETag"]))
                for answer in (plain, packed):
                    self.assertEqual(answer["Vary"], "Accept-Encoding")
                # One weak ETag is valid for both, so a client that holds either gets 304.
                self.assertEqual(packed["ETag"], plain["ETag"])
                for accepted in ("gzip", "identity"):
                    again = {"If-None-Match": packed["ETag"], "Accept-Encoding": accepted}
                    not_changed = self.client.get(address, headers=again)
                    self.assertEqual((not_changed.status_code, not_changed.content), (304, b""))
                    self.assertEqual(not_changed["Vary"], "Accept-Encoding")
                    self.assertNotIn("Content-Encoding", not_changed)


class RoomTests(OpenDataTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for _each in range(7):
            make_detainee()

    def test_lines_are_read_in_chunks(self) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(len(self.people(gender="unknown")), 7)
            return len(queries)

        self.people()
        at_once = cost()
        with mock.patch("profiles.open_data.query.CHUNK", 2):
            self.assertEqual(cost(), at_once + 3)

    def test_large_answers_are_streamed_to_a_few_clients_at_a_time(self) -> None:
        with mock.patch.object(views, "MAX_UNSTREAMED", 10):
            reading = [self.client.get("/data/profiles.json") for _each in range(views.MAX_STREAMS)]
            self.assertTrue(all(response.streaming for response in reading))
            with self.assertNoLogs("django.request"):
                refused = self.client.get("/data/profiles.csv")
            self.assertEqual((refused.status_code, refused["Retry-After"]), (503, "5"))
            self.assertIn("The site is very busy", refused.json()["detail"])
            # Pages and conditional requests are still answered.
            self.assertEqual(self.client.get("/profiles/").status_code, 200)
            tag = {"If-None-Match": reading[0]["ETag"]}
            self.assertEqual(self.client.get("/data/profiles.json", headers=tag).status_code, 304)
            for response in reading:
                self.assertEqual(len(json.loads(response.getvalue())["people"]), 7)
            self.assertEqual(len(self.rows()), 7)

    def test_large_answers_are_compressed_while_they_are_streamed(self) -> None:
        address, packs = "/data/profiles.csv?gender=unknown", {"Accept-Encoding": "gzip"}
        plain = self.client.get(address).content
        with mock.patch.object(views, "MAX_UNSTREAMED", 10):
            response = self.client.get(address, headers=packs)
            self.assertTrue(response.streaming)
            self.assertNotIn("Content-Length", response)
            self.assertEqual(gzip.decompress(response.getvalue()), plain)

    def test_a_closed_connection_frees_its_stream(self) -> None:
        with mock.patch.object(views, "MAX_UNSTREAMED", 10):
            for _each in range(2 * views.MAX_STREAMS):
                response = self.client.get("/data/profiles.ftm.json")
                self.assertEqual(response.status_code, 200)
                with mock.patch("django.core.signals.request_finished.send"):
                    response.close()  # as the server does when the connection breaks


# Without NUL and lone surrogates, which campaign/web/middleware.py refuses in every URL.
TYPED = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


class AnythingTests(FreshPages, PropertyTestCase):
    @each_asks_the_database
    @given(
        st.dictionaries(
            st.sampled_from(PARAMS) | st.text(TYPED, max_size=8),
            st.text(TYPED, max_size=90)
            | st.sampled_from(["prison", "kashgar,hotan", "2017", "1", "P-1", "held", "recent"]),
            max_size=5,
        )
    )
    def test_any_parameters_get_an_answer(self, query: dict[str, str]) -> None:
        for file in ("profiles.json", "profiles.csv", "profiles.ftm.json"):
            self.assertEqual(self.client.get(f"/data/{file}", query).status_code, 200)
