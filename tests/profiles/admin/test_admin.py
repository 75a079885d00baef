"""Staff create, publish, change and withdraw a person, and the public sees what it should."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import connection

from profiles.models import Consent, Detainee, Name, SlugHistory, Source
from tests.desk import DeskTestCase
from tests.factories import make_claim, make_consent, make_detainee, save_all

PEOPLE = "/admin/profiles/detainee/"
ADD = f"{PEOPLE}add/"
LIST_QUERIES, FORM_QUERIES = 13, 48  # one asks for a working version, one for saved views
COMPLETE: dict[str, Any] = {
    "names-TOTAL_FORMS": "2",
    "names-0-text": "Gülnar Misal",
    "names-1-text": "گۈلنار مىسال",
    "names-1-language": "ug-Arab",
    "names-1-kind": "primary",
    "names-1-order": "1",
    "names-1-is_public": "on",
    "birth": "about 1970",
    "summary": "A baker from Kashgar who was taken in 2018.",
    "claims-0-status": "prison",
    "claims-0-as_of": "early 2019",
    "claims-0-source": "new",
    "sources-0-kind": "relative",
    "sources-0-attribution": "Her brother",
    "consents-0-basis": "consent",
    "consents-0-capacity": "sibling",
    "consents-0-giver": "Her brother, +31 600 000 000",
    "consents-0-obtained": "12 March 2021",
    "consents-0-obtained_by": "call",
    "consents-0-language": "Uyghur",
    "consents-0-covers_name": "on",
    "consents-0-covers_story": "on",
}


def change(person: Detainee) -> str:
    return f"{PEOPLE}{person.pk}/change/"


class WritingTests(DeskTestCase):
    def test_a_person_is_written_and_published_in_one_go(self) -> None:
        page = self.fill_in(ADD, COMPLETE, press="_publish")
        self.assertContains(page, "is published")
        person = Detainee.objects.get()
        self.assertEqual((person.state, person.slug), ("published", "gulnar-misal"))
        self.assertEqual(str(person.birth), "about 1970")
        story = self.client.get("/profiles/gulnar-misal/")
        self.assertContains(story, "Gülnar Misal")
        self.assertContains(story, "گۈلنار مىسال")
        self.assertContains(story, "early 2019")
        self.assertContains(self.client.get("/profiles/"), "Gülnar Misal")
        self.assertNotContains(story, "600 000 000")

    def test_a_name_alone_is_saved_and_what_is_missing_is_listed(self) -> None:
        page = self.fill_in(ADD, {"names-0-text": "Gülnar Misal"}, press="_publish")
        self.assertEqual(Detainee.objects.get().state, "draft")
        self.assertContains(page, "is not published yet")
        self.assertContains(page, "To do:")
        for missing in (
            "Write the summary.",
            "Record what is known about the status.",
            "Record the consent",
        ):
            self.assertContains(page, missing)

    def test_what_is_missing_can_be_added_to_the_draft(self) -> None:
        self.fill_in(ADD, {"names-0-text": "Gülnar Misal"})
        person = Detainee.objects.get()
        added = {
            "summary": "A baker from Kashgar.",
            "claims-TOTAL_FORMS": "1", "claims-0-status": "prison", "claims-0-confidence": "single",
            "claims-0-is_public": "on", "claims-0-source": "new",
            "sources-TOTAL_FORMS": "1", "sources-0-kind": "relative", "sources-0-attribution": "A brother",
            "sources-0-reliability": "unknown",
            "consents-TOTAL_FORMS": "1", "consents-0-basis": "public_record",
            "consents-0-capacity": "none",
        }  # fmt: skip
        self.fill_in(change(person), added, press="_publish")
        person.refresh_from_db()
        self.assertEqual(person.state, "published")

    def test_a_date_that_is_none_is_refused_beside_the_field_and_nothing_typed_is_lost(
        self,
    ) -> None:
        page = self.fill_in(ADD, COMPLETE | {"claims-0-as_of": "when pigs fly"}, press="_publish")
        self.assertContains(page, "is not understood as a date")
        self.assertContains(page, "A baker from Kashgar who was taken in 2018.")
        self.assertEqual(Detainee.objects.count(), 0)

    def test_a_name_that_would_turn_round_the_words_beside_it_is_refused_and_kept_as_typed(
        self,
    ) -> None:
        for typed in ("Aygül \u202elasiM", "\u200b", "123"):
            page = self.fill_in(f"{PEOPLE}add/", {"names-0-text": typed})
            self.assertContains(page, "errorlist")
            self.assertContains(page, typed)
        self.assertFalse(Detainee.objects.exists())

    def test_the_same_name_twice_is_refused_in_words(self) -> None:
        twice = COMPLETE | {"names-1-text": "Gülnar Misal", "names-1-language": "ug-Latn"}
        page = self.fill_in(ADD, twice)
        self.assertContains(page, "Please correct the")
        self.assertEqual(Detainee.objects.count(), 0)

    def test_private_words_are_encrypted_in_the_database(self) -> None:
        self.fill_in(ADD, COMPLETE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT giver FROM profiles_consent")
            [[stored]] = cursor.fetchall()
        self.assertNotIn("600", stored)
        self.assertContains(self.client.get(change(Detainee.objects.get())), "600 000 000")


class ConsentTests(DeskTestCase):
    def test_a_withdrawn_consent_hides_the_person_with_the_next_request(self) -> None:
        person = make_detainee(slug="aygul-misal")
        self.assertEqual(self.client.get("/profiles/aygul-misal/").status_code, 200)
        withdrawn = {
            "consents-0-withdrawn_at_0": "2026-01-01",
            "consents-0-withdrawn_at_1": "12:00",
        }
        with self.captureOnCommitCallbacks(execute=True):
            self.fill_in(change(person), withdrawn)
        self.assertEqual(self.client.get("/profiles/aygul-misal/").status_code, 410)
        self.assertContains(self.client.get(PEOPLE), "Hidden: no consent")

    def test_a_consent_is_not_deleted_once_the_person_was_public(self) -> None:
        person = make_detainee()
        self.fill_in(change(person), {"consents-0-DELETE": "on"})
        self.assertEqual(person.consents.count(), 1)


class AddressTests(DeskTestCase):
    def test_the_old_address_of_a_published_person_redirects(self) -> None:
        person = make_detainee(slug="first")
        self.fill_in(change(person), {"slug": "second"})
        response = self.client.get("/profiles/first/")
        self.assertRedirects(response, "/profiles/second/", status_code=301)

    def test_an_old_address_that_holds_a_name_which_must_vanish_can_be_cut(self) -> None:
        person = make_detainee(slug="real-name")
        self.fill_in(change(person), {"slug": "somebody"})
        self.assertContains(self.client.get(change(person)), "real-name")
        self.fill_in(change(person), {"old_slugs-0-DELETE": "on"})
        self.assertEqual(self.client.get("/profiles/real-name/").status_code, 404)
        self.assertEqual(self.client.get("/profiles/somebody/").status_code, 200)

    def test_and_can_be_taken_back(self) -> None:
        person = make_detainee(slug="first")
        self.fill_in(change(person), {"slug": "second"})
        self.fill_in(change(person), {"slug": "first"})
        self.assertEqual(self.client.get("/profiles/first/").status_code, 200)
        self.assertRedirects(self.client.get("/profiles/second/"), "/profiles/first/", 301)

    def test_the_address_of_a_draft_leaves_no_trace(self) -> None:
        person = make_detainee(slug="first", state="draft", publish_at=None)
        self.fill_in(change(person), {"slug": "second"})
        self.assertFalse(SlugHistory.objects.exists())

    def test_an_address_that_leads_to_somebody_else_is_refused(self) -> None:
        other = make_detainee("Somebody Misal")
        SlugHistory.objects.create(detainee=other, slug="taken")
        person = make_detainee(slug="mine")
        page = self.fill_in(change(person), {"slug": "taken"})
        self.assertContains(page, f"This was once the address of {other.reference}")
        page = self.fill_in(change(person), {"slug": other.reference.lower()})
        self.assertContains(page, "reads like the reference of another person")

    def test_a_published_address_cannot_be_emptied(self) -> None:
        person = make_detainee(slug="first")
        self.fill_in(change(person), {"slug": ""})
        person.refresh_from_db()
        self.assertEqual(person.slug, "first")


class PrivateWordsTests(DeskTestCase):
    MAY = (
        "profiles.view_detainee", "profiles.change_detainee", "profiles.add_detainee",
        "profiles.view_source", "profiles.change_source", "profiles.add_source",
    )  # fmt: skip

    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(state="draft")
        save_all(self.person.consents.all(), giver="The giver")
        self.source = Source.objects.create(
            detainee=self.person, kind="relative", attribution="A relative", contact="The contact"
        )
        self.person.claims.update(source=self.source)
        self.person.sources.exclude(pk=self.source.pk).delete()

    def test_who_may_not_see_consents_sees_neither_giver_nor_contact(self) -> None:
        self.sign_in_as(*self.MAY)
        page = self.client.get(change(self.person))
        self.assertContains(page, "A relative")
        self.assertNotContains(page, "The giver")
        self.assertNotContains(page, "The contact")

    def test_and_saving_does_not_wipe_them(self) -> None:
        self.sign_in_as(*self.MAY)
        self.fill_in(change(self.person), {"sources-0-attribution": "Her aunt"})
        self.source.refresh_from_db()
        self.assertEqual(
            (self.source.attribution, self.source.contact), ("Her aunt", "The contact")
        )

    def test_who_may_see_consents_sees_both(self) -> None:
        Consent.objects.filter(detainee=self.person).delete()
        make_consent(self.person, "name", giver="The giver")
        self.sign_in_as(*self.MAY, "profiles.view_consent")
        page = self.client.get(change(self.person))
        self.assertContains(page, "The giver")
        self.assertContains(page, "The contact")

    def test_the_history_names_fields_and_not_what_is_in_them(self) -> None:
        self.fill_in(change(self.person), {"sources-0-contact": "A new contact"})
        entry = LogEntry.objects.latest("pk")
        self.assertIn("Contact", entry.get_change_message())
        self.assertNotIn("A new contact", entry.change_message)


class ListTests(DeskTestCase):
    def test_a_misspelt_name_and_every_script_find_the_person(self) -> None:
        person = make_detainee(
            "Gülnar Misal", names={"ug-Arab": "گۈلنار مىسال", "zh-Hans": "古丽娜尔"}
        )
        make_detainee("Turdi Example")
        for query in ("gulnaar", "Gulnar Misal", "گۈلنار", "Гүлнар", "古丽娜尔", person.reference):
            with self.subTest(query):
                page = self.client.get(PEOPLE, {"q": query})
                self.assertContains(page, "1 person")
                self.assertContains(page, "Gülnar Misal")

    def test_staff_find_people_by_names_that_are_not_shown_and_drafts(self) -> None:
        person = make_detainee(state="draft")
        Name.objects.create(detainee=person, text="Hidden Name", is_public=False)
        self.assertContains(self.client.get(PEOPLE, {"q": "hiden"}), "1 person")

    def test_each_filter_narrows(self) -> None:
        make_detainee("Shown Misal", status="prison", gender="female")
        make_detainee("Other Misal", status="released", gender="male", covers=(), state="draft")
        for query in (
            "state__exact=published", "status=prison", "gender__exact=female", "basis=yes",
        ):  # fmt: skip
            with self.subTest(query):
                page = self.client.get(f"{PEOPLE}?{query}")
                self.assertContains(page, "Shown Misal")
                self.assertNotContains(page, "Other Misal")

    def test_the_list_takes_the_same_number_of_queries_however_long(self) -> None:
        make_detainee()
        with self.assertNumQueries(LIST_QUERIES):
            self.client.get(PEOPLE)
        for _ in range(10):
            make_detainee(names={"ug-Arab": "ئايگۈل", "zh-Hans": "艾古丽"})
        with self.assertNumQueries(LIST_QUERIES):
            self.client.get(PEOPLE)

    def test_who_is_published_without_consent_is_marked_as_hidden(self) -> None:
        make_detainee(covers=("name",))
        self.assertContains(self.client.get(PEOPLE), "Hidden: no consent")


class ChangeFormTests(DeskTestCase):
    def test_ten_claims_take_as_many_queries_as_one(self) -> None:
        person = make_detainee()
        self.client.get(change(person))  # a process reads the names of its tables once
        with self.assertNumQueries(FORM_QUERIES):
            self.client.get(change(person))
        for year in range(2010, 2020):
            make_claim(person, as_of=str(year))
            person.events.create(kind="call", when=str(year))
        with self.assertNumQueries(FORM_QUERIES):
            self.client.get(change(person))


class PreviewTests(DeskTestCase):
    def test_a_draft_is_previewed_as_the_public_would_see_it(self) -> None:
        person = make_detainee(state="draft", slug=None, staff_notes="Nobody may know")
        page = self.client.get(f"{PEOPLE}{person.pk}/preview/")
        self.assertContains(page, "only staff see this page")
        self.assertContains(page, "Aygül Misal")
        self.assertNotContains(page, "Nobody may know")
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertIn("require-trusted-types-for", page.headers["Content-Security-Policy"])
        self.assertIn("form-action 'none'", page.headers["Content-Security-Policy"])

    def test_it_is_for_staff_who_may_see_people(self) -> None:
        person = make_detainee(state="draft")
        address = f"{PEOPLE}{person.pk}/preview/"
        self.sign_in_as("news.view_newsitem")
        self.assertEqual(self.client.get(address).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(address), f"/admin/login/?next={address}")
