"""The list of countries: nobody's is missing, and each has the name that its people would look for."""

import re

from django.conf import settings
from django.test import SimpleTestCase
from django.utils.translation import override
from django_countries import countries

from petitions.models import Signature
from tests.factories import make_signature
from tests.petitions.testcases import SigningTestCase, sign

NAMES = {
    "XK": "Kosovo", "TW": "Taiwan", "PS": "Palestine", "HK": "Hong Kong", "MO": "Macao", "TR": "Türkiye",
    "SZ": "Eswatini", "MK": "North Macedonia", "CZ": "Czechia", "NR": "Nauru", "BS": "Bahamas", "RU": "Russia",
    "IR": "Iran", "KR": "South Korea", "KP": "North Korea", "LA": "Laos", "SY": "Syria", "VE": "Venezuela",
    "BO": "Bolivia", "TZ": "Tanzania", "MD": "Moldova", "VN": "Vietnam", "BN": "Brunei", "VA": "Vatican City",
    "GB": "United Kingdom", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
    "CV": "Cabo Verde", "TL": "Timor-Leste", "SS": "South Sudan", "EH": "Western Sahara", "GL": "Greenland",
}  # fmt: skip


class Countries(SimpleTestCase):
    def test_each_has_a_name_in_every_language_of_the_site(self) -> None:
        for language, _name in settings.LANGUAGES:
            with override(language):
                for code, name in countries:
                    with self.subTest(language, code=code):
                        self.assertRegex(code, "^[A-Z]{2}$")
                        self.assertTrue(name)

    def test_they_have_the_names_that_people_look_for(self) -> None:
        self.assertEqual({code: countries.name(code) for code in NAMES}, NAMES)

    def test_no_name_is_a_catalogue_entry(self) -> None:
        for code, name in countries:
            with self.subTest(code):
                self.assertNotRegex(name, r"\(The\)|, The$|Province of|State of|Occupied")

    def test_no_two_have_the_same_name(self) -> None:
        names = [name for _code, name in countries]
        self.assertEqual(len(names), len(set(names)))


class Kosovo(SigningTestCase):
    def test_someone_from_there_signs_and_is_shown_as_from_there(self) -> None:
        page = self.client.get("/petitions/free-the-teachers/").text
        self.assertTrue(re.search(r'<option value="XK">Kosovo</option>', page))
        self.assertEqual(sign(self.petition, country="XK").status_code, 303)
        signature = Signature.objects.get()
        self.assertEqual((signature.country.code, signature.country.name), ("XK", "Kosovo"))

    def test_the_database_takes_it_as_every_other(self) -> None:
        signature = make_signature(self.petition, country="XK")
        signature.full_clean(exclude={"email_digest", "receipt"})
