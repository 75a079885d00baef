"""No save of a public person shows a hidden name, whichever way it comes; and each night everyone public is checked."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.history import changes
from campaign.history.models import Edit
from profiles.models import Detainee, Name, Shortfall
from profiles.models.places import Place
from profiles.safety import merge, shortfalls
from tests.desk import DeskTestCase
from tests.factories import make_claim, make_consent, make_detainee, make_source

PEOPLE = "/admin/profiles/detainee/"
NOTHING_SAVED = "This person is public, so nothing was saved."
# One hidden name in its scripts and spellings.
SPELLINGS = ("Aygül", "ئايگۈل", "Айгүл", "艾古丽", "Aigul", "AYGUL", "Aygül’s", "ئايگۈلنىڭ")


class LiveCase(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(
            "Aygül Misal", names={"ug-Arab": "ئايگۈل مىسال", "zh-Hans": "艾古丽·示例"},
            identity="anonymous", slug="p-1", summary="A teacher.",
        )  # fmt: skip
        Detainee.objects.filter(pk=self.person.pk).update(slug=self.person.reference.lower())
        self.address = f"{PEOPLE}{self.person.pk}/change/"

    def assert_not_public(self, *words: str) -> None:
        page = self.client.get(f"/profiles/{self.person.reference.lower()}/")
        for each in words:
            self.assertNotContains(page, each)


class FormTests(LiveCase):
    def test_a_hidden_name_is_refused_in_every_spelling_and_what_was_typed_is_kept(self) -> None:
        for spelling in SPELLINGS:
            with self.subTest(spelling):
                page = self.fill_in(self.address, {"summary": f"We know {spelling} well."})
                self.assertContains(page, NOTHING_SAVED)
                self.assertContains(page, "but is readable in: summary.")
                self.assertNotContains(page, "was changed successfully")
                self.assertContains(page, f"We know {spelling} well.".replace("’", "’"))
                self.person.refresh_from_db()
                self.assertEqual(self.person.summary, "A teacher.")
        self.assert_not_public(*SPELLINGS)

    def test_it_is_refused_in_every_public_text_of_the_form(self) -> None:
        person = self.person
        make_source(person)
        person.sources.update(is_public=True)
        rows: dict[str, Any] = {
            "events": person.events.create(kind="seen", when="2019"),
            "legal_cases": person.legal_cases.create(official_charge="None"),
            "reasons": person.reasons.create(kind="other"),
            "quotes": person.quotes.create(text="We wait.", speaker="A friend"),
            "replies": person.replies.create(kind="denied"),
            "amendments": person.amendments.create(text="New."),
        }
        self.assertTrue(all(row.pk for row in rows.values()))
        for field in (
            "occupation",
            "story",
            "claims-0-note",
            "events-0-description",
            "legal_cases-0-official_charge",
            "legal_cases-0-court",
            "legal_cases-0-law_article",
            "reasons-0-description",
            "quotes-0-text",
            "quotes-0-speaker",
            "replies-0-authority",
            "replies-0-text",
            "amendments-0-text",
            "sources-0-attribution",
            "sources-0-title",
            "sources-0-publisher",
        ):
            with self.subTest(field):
                page = self.fill_in(self.address, {field: "Aygül"})
                self.assertContains(page, NOTHING_SAVED)
        self.assert_not_public("Aygül")

    def test_who_becomes_anonymous_has_to_lose_the_name_in_the_text_too(self) -> None:
        person = make_detainee("Erkin Misal", summary="Erkin is a doctor.")
        address = f"{PEOPLE}{person.pk}/change/"
        self.assertContains(self.fill_in(address, {"identity": "anonymous"}), NOTHING_SAVED)
        both = {"identity": "anonymous", "summary": "He is a doctor."}
        self.assertContains(self.fill_in(address, both), "was changed successfully")

    def test_a_consent_can_always_be_withdrawn(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(summary="Aygül is a teacher.")
        withdrawn = {
            "consents-0-withdrawn_at_0": "2026-01-01",
            "consents-0-withdrawn_at_1": "12:00",
        }
        self.assertContains(self.fill_in(self.address, withdrawn), "was changed successfully")
        self.assertFalse(Detainee.objects.published().exists())

    def test_a_new_consent_does_not_show_a_page_that_tells_the_name(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(summary="Aygül is a teacher.")
        self.person.consents.update(withdrawn_at=timezone.now())
        page = self.fill_in(
            self.address, {"consents-0-withdrawn_at_0": "", "consents-0-withdrawn_at_1": ""}
        )
        self.assertContains(page, NOTHING_SAVED)
        self.assertFalse(Detainee.objects.published().exists())

    def test_what_waits_for_its_time_is_checked_as_well(self) -> None:
        later = timezone.now() + timedelta(days=3)
        Detainee.objects.filter(pk=self.person.pk).update(publish_at=later)
        page = self.fill_in(self.address, {"summary": "Aygül"})
        self.assertContains(page, "waits for review again: “Aygül” must stay hidden")
        self.person.refresh_from_db()
        self.assertEqual(self.person.state, "in_review")

    def test_a_draft_may_hold_the_name(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(state="draft")
        page = self.fill_in(self.address, {"summary": "Aygül is a teacher."})
        self.assertContains(page, "was changed successfully")

    def test_a_word_that_only_sounds_like_the_name_is_no_name(self) -> None:
        Name.objects.create(detainee=self.person, text="Adil Misal")
        page = self.fill_in(self.address, {"summary": "The ideal teacher."})
        self.assertContains(page, "was changed successfully")


class OtherPathTests(LiveCase):
    def test_undoing_does_not_bring_the_name_back(self) -> None:
        people = Detainee.objects.filter(pk=self.person.pk)
        people.update(state="draft", summary="Aygül teaches.")
        changes.attribute_to(self.staff)
        people.update(summary="She teaches.")
        edit = Edit.objects.latest("pk")
        people.update(state="published")
        address = f"{PEOPLE}{self.person.pk}/history/{edit.pk}/undo/"
        page = self.client.get(address)
        self.assertContains(page, NOTHING_SAVED)
        self.client.post(address, {"agreed": "anything"})
        self.assertEqual(people.get().summary, "She teaches.")

    def test_merging_does_not_either(self) -> None:
        gone = make_detainee("Gülnar Misal", summary="Another.")
        gone.reasons.create(kind="other", description="Because of Gülnar’s brother")
        with self.assertRaisesMessage(ValidationError, "“Gülnar” must stay hidden"):
            merge.merge(self.person, gone, take=(), author=self.staff)
        gone.refresh_from_db()
        self.assertIsNone(gone.merged_into)


class NightTests(DeskTestCase):
    def test_each_night_everyone_public_is_checked(self) -> None:
        whole, lacking = make_detainee("Aygül Misal"), make_detainee("Erkin Misal", summary="")
        make_detainee("Gülnar Misal", summary="", state="draft")
        app.tasks["check-public-people"](timestamp=0)
        self.assertEqual(list(Shortfall.objects.values_list("pk", flat=True)), [lacking.pk])
        page = self.client.get(f"{PEOPLE}?care=lacking")
        self.assertContains(page, "Erkin Misal")
        self.assertNotContains(page, "Aygül Misal")
        self.assertContains(self.client.get(f"{PEOPLE}queues/"), "Public, but something is missing")
        self.fill_in(f"{PEOPLE}{lacking.pk}/change/", {"summary": "A doctor."})
        self.assertFalse(Shortfall.objects.exists())
        whole.claims.all().delete()
        self.assertEqual(shortfalls.check_everyone(), 1)
        make_claim(whole)
        self.assertEqual(shortfalls.check_everyone(), 0)
        self.assertFalse(Shortfall.objects.exists())

    def test_a_consent_that_ended_leaves_the_place_readable(self) -> None:
        """No one saved anything, so only the night can find it."""
        person = make_detainee(covers=("name", "story"), summary="A teacher from Kashgar.")
        place = Place.objects.get(code="kashgar")
        Detainee.objects.filter(pk=person.pk).update(home_place=place)
        ended = make_consent(person, "name", "story", "place")
        self.assertEqual(shortfalls.check_everyone(), 0)
        ended.expires_on = timezone.localdate()
        ended.save()
        self.assertEqual(shortfalls.check_everyone(), 1)
