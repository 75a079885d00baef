"""The page /data/ about the open data."""

import json
import re

from django.test import override_settings

from petitions.views import open_data
from profiles.open_data import fields
from profiles.open_data.types import Object, Parts
from tests.factories import make_detainee
from tests.testcases import SiteTestCase


class DataPageTests(SiteTestCase):
    def test_it_explains_every_field_that_is_declared(self) -> None:
        names = set(re.findall(r"<dt><code>(\w+)</code>", self.client.get("/data/").text))
        for field in (*fields.ALL, *open_data.FIELDS):
            self.assertIn(field.name, names)
            if isinstance(field.type, Object | Parts):
                self.assertLessEqual({part.name for part in field.type.fields}, names)

    def test_every_file_it_names_is_there(self) -> None:
        make_detainee()
        page = self.client.get("/data/").text
        named = set(re.findall(r'href="(/data/[^"]+)"', page))
        self.assertEqual(len(named), 6)
        for address in named:
            self.assertEqual(self.client.get(address).status_code, 200, address)

    def test_a_catalogue_finds_the_files_with_their_licence(self) -> None:
        page = self.client.get("/data/").text
        [found] = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
        people, petitions = json.loads(found)["dataset"]
        self.assertEqual(people["license"], "https://creativecommons.org/licenses/by/4.0/")
        self.assertEqual(
            [each["encodingFormat"] for each in people["distribution"]],
            ["application/json", "text/csv", "application/x-ndjson"],
        )
        self.assertTrue(petitions["distribution"][0]["contentUrl"].endswith("/petitions.json"))

    @override_settings(DATA_LICENCE="ODbL 1.0 https://opendatacommons.org/licenses/odbl/1-0/")
    def test_the_campaign_can_choose_another_licence(self) -> None:
        self.assertContains(
            self.client.get("/data/"),
            '<a href="https://opendatacommons.org/licenses/odbl/1-0/" rel="license">ODbL 1.0</a>',
        )

    @override_settings(DEMO=True)
    def test_a_demonstration_says_that_the_files_are_empty_and_offers_them_to_no_catalogue(
        self,
    ) -> None:
        response = self.client.get("/data/")
        self.assertContains(response, "These files are empty")
        self.assertNotContains(response, "ld+json")

    def test_the_list_of_people_leads_to_the_same_people_as_data(self) -> None:
        make_detainee()
        page = self.client.get("/profiles/?status=prison&sort=name&utm_source=x").text
        for file, kind in (("profiles.json", "application/json"), ("profiles.csv", "text/csv")):
            address = f"/data/{file}?status=prison&amp;sort=name"
            self.assertInHTML(
                f'<link rel="alternate" href="{address}" type="{kind}" title="{file}">', page
            )
        self.assertIn('href="/data/profiles.json"', self.client.get("/profiles/").text)
