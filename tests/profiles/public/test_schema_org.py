"""The schema.org data of the page of a person."""

import json
import re
from typing import Any

from django.conf import settings

from campaign.images.models import Picture
from campaign.web import page_cache
from profiles.models import Consent, Detainee
from tests.factories import make_detainee
from tests.testcases import SiteTestCase

ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


class LinkedDataTests(SiteTestCase):
    def read(self, person: Detainee) -> dict[str, Any]:
        page_cache.invalidate()
        [found] = ELEMENT.findall(self.client.get(person.get_absolute_url()).text)
        data: dict[str, Any] = json.loads(found)
        return data

    def test_it_names_the_person_the_page_and_who_is_behind_it(self) -> None:
        person = make_detainee(names={"ug-Arab": "ئايگۈل مىسال"}, occupation="Teacher")
        data = self.read(person)
        self.assertEqual(data["url"], settings.SITE_URL + person.get_absolute_url())
        self.assertEqual(data["publisher"]["name"], settings.CAMPAIGN_NAME)
        self.assertEqual(
            data["mainEntity"],
            {
                "@type": "Person",
                "identifier": person.reference,
                "name": "Aygül Misal",
                "alternateName": ["ئايگۈل مىسال"],
                "description": "A teacher from Kashgar.",
                "jobTitle": "Teacher",
            },
        )

    def test_the_photo_is_in_it_only_where_the_family_agrees(self) -> None:
        picture = Picture.objects.create(
            name="p", alt="A teacher", credit="Her family", width=480, height=480, widths=[480]
        )
        person = make_detainee(portrait=picture)
        image = self.read(person)["mainEntity"]["image"]
        self.assertEqual((image["caption"], image["creditText"]), ("A teacher", "Her family"))
        Consent.objects.update(covers_photo=False)
        self.assertNotIn("image", self.read(person)["mainEntity"])

    def test_nothing_written_in_it_ends_the_element(self) -> None:
        hostile = "</script><script>alert(1)</script><!-- & \u2028"
        person = make_detainee(summary=hostile)
        self.assertEqual(self.read(person)["mainEntity"]["description"], hostile)
        self.assertNotContains(self.client.get(person.get_absolute_url()), "<script>alert")

    def test_of_whom_is_invented_machines_are_told_nothing(self) -> None:
        person = make_detainee(is_demo=True)
        self.assertNotIn("ld+json", self.client.get(person.get_absolute_url()).text)
