"""What the public learns about identity and place: page, list, search, filters, URL."""

from datetime import date, timedelta
from itertools import product
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.publishing import workflow
from campaign.web import page_cache
from news.models import NewsItem
from profiles.models import Consent, Detainee, SlugHistory
from profiles.models import vocabulary as words
from profiles.models.places import Place
from profiles.public.profile import PublicProfile, may_be_shown
from profiles.safety import duplicates
from tests.desk import DeskTestCase
from tests.factories import (
    PUBLIC_RECORD,
    consent_fields,
    make_detainee,
    make_news,
    make_picture,
    make_staff,
    make_yarkand,
)
from tests.testcases import SiteTestCase

PEOPLE = "/admin/profiles/detainee/"


def shape(person: Detainee) -> PublicProfile:
    return PublicProfile(Detainee.objects.for_story().get(pk=person.pk))


def make_unnamed(identity: str, name: str = "Erkin Misal", **fields: Any) -> Detainee:
    if identity == "partial":
        fields.setdefault("shown_as", "E. M.")
    person = make_detainee(
        name, identity=identity, slug=None, state="draft", summary="A doctor.", **fields
    )
    workflow.publish(person, author=make_staff(f"staff-{person.pk}"))
    return person


class IdentityTests(SiteTestCase):
    def test_an_anonymous_person_has_no_name_and_no_slug_from_the_name(self) -> None:
        person = make_unnamed("anonymous", names={"ug-Arab": "ئەركىن مىسال"}, birth="3 May 1978")
        self.assertEqual(person.get_absolute_url(), f"/profiles/{person.reference.lower()}/")
        for address in (person.get_absolute_url(), "/profiles/", "/"):
            page = self.client.get(address)
            self.assertContains(page, f"Name withheld, {person.reference}")
            for secret in ("Erkin", "ئەركىن", "1978"):
                self.assertNotContains(page, secret)
        self.assertContains(self.client.get(person.get_absolute_url()), "1970s")

    def test_a_partly_named_person_is_shown_as_typed_with_the_year_of_birth(self) -> None:
        person = make_unnamed("partial", birth="3 May 1978")
        page = self.client.get(person.get_absolute_url())
        self.assertContains(page, "E. M.")
        self.assertContains(page, "<dd>1978</dd>", html=True)
        self.assertNotContains(page, "Erkin")
        self.assertNotContains(page, "May 1978")

    def test_a_search_for_a_hidden_name_finds_no_one_and_the_reference_does(self) -> None:
        for identity in ("partial", "anonymous"):
            person = make_unnamed(identity)
            for query in ("Erkin", "Erkin Misal", "erkn"):
                self.assertContains(
                    self.client.get("/profiles/", {"q": query}), "No one matches your search"
                )
            found = self.client.get("/profiles/", {"q": person.reference})
            self.assertContains(found, person.get_absolute_url())
            person.delete()

    def test_sorting_by_name_does_not_reveal_a_hidden_name(self) -> None:
        named = [make_detainee(f"{first} Misal", slug=f"{first.lower()}-misal") for first in "AZ"]
        person = make_unnamed("anonymous", "Mahire Misal")
        page = self.client.get("/profiles/?sort=name").text
        order = sorted([*named, person], key=lambda each: page.index(each.get_absolute_url()))
        # Its slug begins with a P, so it is sorted there and not where its name would be.
        self.assertEqual(order, [named[0], person, named[1]])
        self.assertEqual(person.slug, person.reference.lower())

    def test_an_unnamed_person_has_no_portrait_and_no_link_to_relatives(self) -> None:
        picture = make_picture()
        person = make_unnamed("anonymous", portrait=picture)
        other = make_detainee()
        person.relationships.create(kind="sibling", other=other, is_public=True)
        Consent.objects.update(covers_relatives=True)
        self.assertIsNone(shape(person).portrait)
        self.assertFalse(may_be_shown(picture))
        self.assertEqual(shape(person).relatives, [])
        self.assertEqual(shape(other).relatives, [])
        address = f"{person.get_absolute_url()}portrait-1.jpg"
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_register_that_names_an_unnamed_person_is_left_out(self) -> None:
        for identity, name in (("partial", "Erkin Misal"), ("anonymous", "Rena Misal")):
            person = make_unnamed(identity, name)
            person.external_records.create(
                registry="xvd", number="Nr-71077", url="https://xvd.example/71077"
            )
            for address in ("", "case-sheet.pdf"):
                answer = self.client.get(person.get_absolute_url() + address)
                self.assertNotIn(b"71077", answer.content)
            self.assertEqual(shape(person).external_records, [])

    def test_the_database_refuses_a_slug_with_a_name_for_an_unnamed_person(self) -> None:
        person = make_unnamed("anonymous")
        for change in ({"slug": "erkin-misal"}, {"identity": "partial", "shown_as": ""}):
            with self.assertRaises(IntegrityError), transaction.atomic():
                Detainee.objects.filter(pk=person.pk).update(**change)


class PlaceTests(SiteTestCase):
    kashgar: Place
    yarkand: Place

    @classmethod
    def setUpTestData(cls) -> None:
        cls.kashgar = Place.objects.get(code="kashgar")
        cls.yarkand = make_yarkand()

    def make(self, level: str, **fields: Any) -> Detainee:
        person = make_detainee(
            home_place=self.yarkand, place_level=level, summary="A teacher.", **fields
        )
        person.claims.update(place=self.yarkand)
        person.events.create(kind="taken", when="2018", place=self.yarkand)
        return person

    def test_each_place_level_shows_no_more_than_it_allows(self) -> None:
        for level, shown in (
            ("county", "Yarkand"),
            ("prefecture", str(self.kashgar)),
            ("none", ""),
        ):
            person = shape(self.make(level))
            places = [person.home, person.claims[0].place, person.events[0].place]
            with self.subTest(level):
                self.assertEqual(places, [shown] * 3)

    def test_a_consent_without_places_shows_none_at_any_level(self) -> None:
        person = shape(self.make("county", covers=("name", "story")))
        self.assertEqual([person.home, person.claims[0].place, person.events[0].place], [""] * 3)

    def test_the_place_filter_finds_only_people_whose_prefecture_is_public(self) -> None:
        shown = [self.make("county"), self.make("prefecture")]
        hidden = [self.make("none"), self.make("county", covers=("name", "story"))]
        page = self.client.get("/profiles/?place=kashgar")
        for person in shown:
            self.assertContains(page, person.get_absolute_url())
        for person in hidden:
            self.assertNotContains(page, person.get_absolute_url())
        for person in (*shown, *hidden):  # the filter has no counties
            all_of_them = self.client.get("/profiles/?place=yarkand")
            self.assertContains(all_of_them, person.get_absolute_url())
        self.assertNotContains(all_of_them, 'value="yarkand"')


class ConsentTests(SiteTestCase):
    def test_the_database_and_the_public_profile_agree_on_which_consents_are_in_force(self) -> None:
        today = timezone.localdate()
        choices: dict[str, tuple[Any, ...]] = {
            "covers_name": (True, False),
            "covers_story": (True, False),
            "withdrawn_at": (None, timezone.now()),
            "expires_on": (None, today - timedelta(days=1), today, today + timedelta(days=1)),
        }
        for identity in words.Identity:
            person = make_detainee(
                identity=identity, slug=f"p-{words.Identity.values.index(identity)}",
                shown_as="A.", covers=(),
            )  # fmt: skip
            Consent.objects.bulk_create(
                Consent(detainee=person, **fields)
                for basis in (consent_fields("quote"), PUBLIC_RECORD, {"basis": "unchecked"})
                for values in product(*choices.values())
                for fields in [basis | dict(zip(choices, values, strict=True))]
            )
            standing = set(Consent.objects.allowing_profile(of=person.pk))
            self.assertTrue(standing)
            for consent in person.consents.all():
                self.assertEqual(
                    consent.allows_profile(identity), consent in standing, vars(consent)
                )

    def test_an_expired_consent_hides_the_person_with_a_nameless_410(self) -> None:
        person = make_detainee("Aygül Misal", slug="aygul-misal")
        self.assertEqual(self.client.get("/profiles/aygul-misal/").status_code, 200)
        person.consents.update(expires_on=timezone.localdate())
        page_cache.invalidate()
        self.assertNotContains(self.client.get("/profiles/aygul-misal/"), "Misal", status_code=410)
        self.assertNotContains(self.client.get("/profiles/"), "Aygül Misal")

    def test_a_consent_for_the_story_alone_is_enough_for_an_anonymous_person(self) -> None:
        person = make_unnamed("anonymous", covers=("story",))
        self.assertEqual(self.client.get(person.get_absolute_url()).status_code, 200)
        Detainee.objects.update(identity="partial", shown_as="E. M.")
        self.assertFalse(Detainee.objects.published().exists())


class DeskTests(DeskTestCase):
    def test_a_person_who_becomes_anonymous_loses_the_slug_and_it_answers_410(self) -> None:
        person = make_detainee("Aygül Misal", slug="aygul-misal")
        make_news().people.add(person)
        address = f"{PEOPLE}{person.pk}/change/"
        self.fill_in(address, {"identity": "anonymous"})
        person.refresh_from_db()
        self.assertEqual(person.slug, person.reference.lower())
        gone = self.client.get("/profiles/aygul-misal/")
        self.assertNotContains(gone, person.reference, status_code=410)
        self.assertNotContains(self.client.get(NewsItem.objects.get().get_absolute_url()), "Aygül")
        # The old slug stays reserved, so that it never leads to another person.
        other = make_detainee("Aygül Misal", state="draft", slug=None)
        duplicates.mark_distinct(other, [person.pk], author=self.staff)
        workflow.publish(other, author=self.staff)
        self.assertEqual(other.slug, "aygul-misal-2")

    def test_the_old_slug_works_again_when_the_person_is_named_again(self) -> None:
        person = make_detainee(identity="anonymous", slug="p-1")
        SlugHistory.objects.create(detainee=person, slug="aygul-misal")
        self.fill_in(f"{PEOPLE}{person.pk}/change/", {"identity": "full", "slug": "aygul"})
        moved = self.client.get("/profiles/aygul-misal/")
        self.assertRedirects(moved, "/profiles/aygul/", status_code=301)

    def test_a_partly_named_person_needs_a_shown_name(self) -> None:
        person = make_detainee(slug="aygul-misal")
        page = self.fill_in(f"{PEOPLE}{person.pk}/change/", {"identity": "partial"})
        self.assertContains(page, "Say how a person who is partly named is shown.")

    def test_staff_find_and_see_the_name_and_the_preview_does_not_show_it(self) -> None:
        person = make_detainee("Erkin Misal", identity="anonymous", slug="p-1", summary="A doctor.")
        self.assertContains(self.client.get(PEOPLE, {"q": "erkin"}), "Erkin Misal")
        self.assertNotContains(self.client.get(f"{PEOPLE}{person.pk}/preview/"), "Erkin")

    def test_a_county_is_added_below_its_prefecture(self) -> None:
        kashgar = Place.objects.get(code="kashgar")
        county = {
            "code": "yarkand", "name": "Yarkand", "name_uyghur": "يەكەن", "name_chinese": "莎车",
            "parent": str(kashgar.pk),
        }  # fmt: skip
        self.fill_in("/admin/profiles/place/add/", county)
        self.assertEqual(Place.objects.get(code="yarkand").parent, kashgar)
        page = self.fill_in("/admin/profiles/place/add/", county | {"code": "x", "parent": ""})
        self.assertContains(page, "This field is required")

    def test_the_end_of_a_consent_is_entered_with_it(self) -> None:
        person = make_detainee()
        self.fill_in(
            f"{PEOPLE}{person.pk}/change/",
            {
                "consents-0-expires_on": "2030-01-02",
                "consents-0-review_on": "2029-01-02",
                "consents-0-language": "Kazakh",
                "consents-0-obtained_by": "meeting",
            },
        )
        consent = person.consents.get()
        self.assertEqual(consent.expires_on, date(2030, 1, 2))
        self.assertEqual((consent.language, consent.obtained_by), ("Kazakh", "meeting"))
