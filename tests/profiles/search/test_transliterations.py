"""How many of a thousand spellings find their person (tests/profiles/search/transliteration)."""

import os
from typing import ClassVar

from django.test import TestCase

from tests.profiles.search.transliteration import as_typed, published
from tests.profiles.search.transliteration.measuring import Measured, make_everyone, measure


class TransliterationTests(TestCase):
    made: ClassVar[dict[int, int]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.made = make_everyone()

    def assertGood(self, measured: Measured) -> None:
        if os.environ.get("SAY"):
            print(f"\n{measured}\n{measured.missed}\n{measured.examples}\nFALSE {measured.false}")
        self.assertGreaterEqual(measured.found / measured.asked, 0.95, measured)
        self.assertGreaterEqual(measured.leading / measured.found, 0.98, measured)
        self.assertLessEqual(measured.others / measured.asked, 0.2, measured)

    def test_spellings_by_published_tables_find_their_person(self) -> None:
        spellings = published()
        self.assertGreaterEqual(len(spellings), 1000)
        self.assertGood(measure(spellings, self.made))

    def test_names_as_people_type_them_find_their_person(self) -> None:
        self.assertGood(measure(as_typed(), self.made))
