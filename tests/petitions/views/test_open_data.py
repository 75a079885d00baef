"""The figures of the petitions as open data."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from campaign.web import page_cache
from petitions.counting import published_figures
from petitions.models import PaperBatch
from petitions.views.open_data import FIELDS
from profiles.open_data.types import DATE_SCHEMA, schema_of
from tests.factories import make_petition, make_staff, make_tally
from tests.testcases import SiteTestCase


class PetitionDataTests(SiteTestCase):
    def read(self) -> dict[str, Any]:
        response = self.client.get("/data/petitions.json")
        self.assertEqual(response["Access-Control-Allow-Origin"], "*")
        data: dict[str, Any] = json.loads(response.content)
        return data

    def test_it_says_what_the_pages_do_and_countries_of_few_are_one(self) -> None:
        petition = make_petition()
        make_tally(petition, {"NL": 12, "DE": 10, "KZ": 2, "JP": 1})
        PaperBatch.objects.create(
            petition=petition, country="NL", count=7, struck_out=0, sheets=1,
            received_on=timezone.localdate(), author=make_staff(),
        )  # fmt: skip
        published_figures.publish_now()
        [data] = self.read()["petitions"]
        self.assertEqual((data["count"], data["paper"], data["status"]), (25, 7, "open"))
        self.assertEqual(
            data["countries"],
            [{"country": "NL", "count": 12}, {"country": "DE", "count": 10},
             {"country": "other", "count": 3}],
        )  # fmt: skip
        self.assertEqual(data["addressee"]["name"], petition.addressee.name)
        self.assertEqual(data["url"], settings.SITE_URL + petition.get_absolute_url())
        self.assertEqual(self.client.get(data["integrity_url"]).status_code, 200)
        page = json.loads(self.client.get(f"{petition.get_absolute_url()}count.json").content)
        self.assertEqual(data["count"], page["count"])

    def test_it_moves_once_a_day(self) -> None:
        petition = make_petition()
        make_tally(petition, {"NL": 12})
        self.assertEqual((self.read()["petitions"][0]["count"], self.read()["as_of"]), (0, None))
        published_figures.publish_now()
        page_cache.invalidate()
        before = self.read()
        make_tally(petition, {"NL": 30})
        page_cache.invalidate()
        self.assertEqual(self.read(), before)
        self.assertEqual(before["petitions"][0]["count"], 12)

    def test_every_petition_is_what_the_declared_fields_say(self) -> None:
        now = timezone.now()
        make_petition(closes_at=now + timedelta(days=1))
        make_petition(opens_at=now + timedelta(days=1))
        schema = schema_of(FIELDS) | {"$defs": {"date": DATE_SCHEMA}}
        petitions = self.read()["petitions"]
        self.assertEqual([each["status"] for each in petitions], ["open", "soon"])
        for each in petitions:
            Draft202012Validator(schema).validate(each)

    def test_only_what_is_published_and_not_invented_is_there(self) -> None:
        make_petition(state="draft")
        make_petition(state="withdrawn")
        make_petition(is_demo=True)
        self.assertEqual(self.read()["petitions"], [])
        self.assertIsNone(self.read()["note"])

    @override_settings(DEMO=True)
    def test_a_demonstration_says_why_it_is_empty(self) -> None:
        self.assertIn("invented", self.read()["note"])

    def test_its_cost_does_not_depend_on_how_many_there_are(self) -> None:
        costs = []
        for _round in range(2):
            for _each in range(3):
                make_tally(make_petition(), {"NL": 1})
            page_cache.invalidate()
            with CaptureQueriesContext(connection) as queries:
                self.read()
            costs.append(len(queries))
        self.assertEqual(*costs)
