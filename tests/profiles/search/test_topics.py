"""Searching for a place, an ethnicity or a charge."""

from typing import Any, ClassVar

from django.test import TestCase

from profiles.models import Detainee, Event, LegalCase
from profiles.models.places import Ethnicity, Place
from profiles.search.names_and_text import search
from profiles.search.selection import Selection
from tests.factories import make_detainee
from tests.testcases import FreshPages


def make_at(place: str, name: str = "Aygül Misal", **fields: Any) -> Detainee:
    return make_detainee(
        name, home_place=Place.objects.get(code=place), summary="A person.", **fields
    )


class PlaceTests(FreshPages, TestCase):
    at_kashgar: ClassVar[Detainee]
    at_hotan: ClassVar[Detainee]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.at_kashgar, cls.at_hotan = make_at("kashgar"), make_at("hotan", "Dilshat Misal")

    def found(self, typed: str) -> list[int]:
        return list(search(typed).people)

    def test_a_place_finds_its_people_in_all_scripts(self) -> None:
        for typed in (
            "Kashgar", "kashgar prefecture", "Kaxgar", "Qeshqer", "Кашгар", "قەشقەر", "喀什", "喀什地区", "喀什葛爾"[:2],
            "Kaschgar", "Kashi", "Yarkand", "莎车",
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.found(typed), [self.at_kashgar.pk])
        for typed in ("Hotan", "Khotan", "Xoten", "Хотан", "خوتەن", "和田"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), [self.at_hotan.pk])

    def test_people_who_were_taken_there_are_found_too(self) -> None:
        taken = make_detainee("Nurlan Misal", summary="A person.")
        Event.objects.create(
            detainee=taken, kind="taken", place=Place.objects.get(code="urumqi"), when="2017"
        )
        for typed in ("Urumqi", "Ürümchi", "Урумчи", "烏魯木齊"):
            with self.subTest(typed):
                self.assertEqual(self.found(typed), [taken.pk])

    def test_a_place_that_is_not_shown_finds_no_one(self) -> None:
        make_at("aksu", place_level="none")
        make_at("aksu", covers=("name", "story"))
        self.assertEqual(self.found("Aksu"), [])

    def test_a_place_beside_a_name_narrows_it(self) -> None:
        other = make_at("hotan")
        self.assertEqual(self.found("Aygul Kashgar"), [self.at_kashgar.pk])
        self.assertEqual(self.found("喀什 艾古丽"), [self.at_kashgar.pk])
        self.assertEqual(self.found("Hotan Aygul"), [other.pk])

    def test_a_name_comes_before_a_place_of_that_sound(self) -> None:
        make_at("ili", "Qurban Misal")
        self.assertEqual(self.found("Eli"), [])
        named = make_detainee("Turpan Misal", summary="A person.")
        make_at("turpan")
        self.assertEqual(self.found("Turpan"), [named.pk])

    def test_the_page_offers_the_filters_of_the_place(self) -> None:
        response = self.client.get("/profiles/", {"q": "Qeshqer"})
        self.assertContains(response, 'href="/profiles/?place=kashgar"')
        self.assertContains(response, 'href="/profiles/?taken=kashgar"')
        self.assertEqual(Selection({"q": "Aygül"}).topics, [])


class EthnicityTests(TestCase):
    def test_an_ethnicity_finds_its_people_in_all_scripts(self) -> None:
        person, _other = make_detainee(summary="A person."), make_detainee(summary="A person.")
        person.ethnicities.add(Ethnicity.objects.get(code="kazakh"))
        for typed in (
            "Kazakh",
            "kazakhs",
            "Qazaq",
            "Kasachen",
            "казах",
            "қазақ",
            "قازاق",
            "哈萨克",
            "哈薩克族",
        ):
            with self.subTest(typed):
                self.assertEqual(list(search(typed).people), [person.pk])


class ChargeTests(TestCase):
    def test_a_charge_finds_the_people_who_face_it(self) -> None:
        person = make_detainee(summary="A person.")
        case = LegalCase.objects.create(
            detainee=person,
            official_charge="Inciting separatism",
            charge_original="煽动分裂国家罪",
            charge_language="zh-Hans",
        )
        for typed in ("separatism", "inciting", "煽动分裂国家罪"):
            with self.subTest(typed):
                self.assertEqual(list(search(typed).people), [person.pk])
        LegalCase.objects.filter(pk=case.pk).update(is_public=False)
        self.assertEqual(list(search("separatism").people), [])

    def test_of_someone_who_is_not_public_it_finds_no_one(self) -> None:
        draft = make_detainee(state="draft")
        LegalCase.objects.create(detainee=draft, official_charge="Separatism")
        self.assertEqual(list(search("separatism").people), [])
