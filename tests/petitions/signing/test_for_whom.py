"""Signing for one person: what can be signed, how many did, and what a release or death changes."""

from datetime import timedelta
from typing import Any

from django.test import SimpleTestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaign.web import page_cache
from petitions.counting import published_figures, tallies
from petitions.models import Petition, Signature
from petitions.signers import erasure
from profiles.models import Detainee, StatusClaim
from tests.desk import DeskTestCase
from tests.factories import make_claim, make_detainee, make_petition, make_signature
from tests.petitions.testcases import SigningTestCase, given_for, sign, sign_and_confirm
from tests.testcases import SiteTestCase

ENDS = ("released", "died_in_custody", "died_after_release", "died")


def now_is(person: Detainee, status: str, as_of: str = "May 2025", **fields: Any) -> None:
    make_claim(person, status, as_of=as_of, **fields)
    page_cache.invalidate()  # as the desk does


class OnThePageOfAPersonTests(SiteTestCase):
    def test_her_own_petition_comes_before_those_about_everyone_though_they_are_newer(
        self,
    ) -> None:
        person, other = make_detainee(), make_detainee("Tursun Misal")
        own = make_petition(opens_at=timezone.now() - timedelta(days=9))
        own.people.set([other, person])
        everybody = make_petition()
        make_petition().people.set([other])
        self.assertEqual(list(Petition.objects.about(person.pk)), [own, everybody])
        page = self.client.get(person.get_absolute_url())
        self.assertContains(page, f'action="{own.get_absolute_url()}sign/"')
        self.assertContains(page, f'name="for" value="{person.reference}"')
        self.assertContains(page, f'href="{everybody.get_absolute_url()}?for={person.reference}"')

    def test_a_petition_that_asks_for_proof_is_signed_on_its_own_page(self) -> None:
        """A challenge expires soon, and a person's page is cached."""
        person, petition = make_detainee(), make_petition(asks_proof=True)
        page = self.client.get(person.get_absolute_url())
        self.assertNotContains(page, 'sign/"')
        self.assertContains(page, f'href="{petition.get_absolute_url()}?for={person.reference}"')


class HowManySignedForHer(SigningTestCase):
    person: Detainee

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.person = make_detainee()

    def page(self) -> Any:
        page_cache.cached_pages.clear()
        return self.client.get(self.person.get_absolute_url())

    def test_fewer_than_ten_are_not_shown(self) -> None:
        for _ in range(9):
            make_signature(self.petition, signed_for=self.person)
        published_figures.publish_now()
        self.assertNotContains(self.page(), "signatures have been given")

    def test_more_are_shown_in_round_numbers_folded_or_not(self) -> None:
        for _ in range(9):
            make_signature(self.petition, signed_for=self.person)
        tallies.fold()
        for _ in range(8):
            make_signature(make_petition(), signed_for=self.person)
        make_signature(self.petition)
        published_figures.publish_now()
        self.assertEqual(given_for(self.person.pk), 17)
        self.assertContains(self.page(), "At least <strong>10</strong> signatures have been given")

    def test_only_what_counts_is_shown(self) -> None:
        signature = sign_and_confirm(self.petition, **{"for": self.person.reference})
        sign(self.petition, email="b@example.org", **{"for": self.person.reference})
        self.assertEqual(given_for(self.person.pk), 1)
        erasure.withdraw(signature)
        self.assertEqual(given_for(self.person.pk), 0)
        tallies.fold()
        self.assertEqual(given_for(self.person.pk), 0)

    def test_a_letter_about_others_is_not_signed_for_her(self) -> None:
        self.petition.people.add(make_detainee("Tursun Misal"))
        sign(self.petition, **{"for": self.person.reference})
        self.assertIsNone(Signature.objects.get().signed_for)


class RoundNumbers(SimpleTestCase):
    def test_two_figures_are_shown(self) -> None:
        for number, told in (
            (0, 0), (9, 0), (10, 10), (19, 10), (99, 90), (100, 100), (129, 120), (1_234, 1_200),
            (323_832, 320_000),
        ):  # fmt: skip
            self.assertEqual(tallies.rounded_down(number), told)

    @given(st.integers(min_value=0, max_value=10**12))
    def test_it_is_never_too_much_and_never_far_off(self, number: int) -> None:
        told = tallies.rounded_down(number)
        self.assertLessEqual(told, number)
        if number >= tallies.MIN_SHOWN:
            self.assertGreater(told * 2, number)


class WhatBecameOfThem(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee()
        self.other = make_detainee("Tursun Misal")
        self.petition.people.set([self.person, self.other])
        self.everybody = make_petition(title="Ask for all of them")

    def test_no_one_signs_for_a_person_who_is_free_or_dead(self) -> None:
        words = {
            "released": "Aygül Misal is free",
            "died_in_custody": "A signature can no longer help Aygül Misal",
            "died_after_release": "A signature can no longer help Aygül Misal",
            "died": "A signature can no longer help Aygül Misal",
        }
        for status in ENDS:
            now_is(self.person, status)
            with self.subTest(status):
                page = self.client.get(self.person.get_absolute_url())
                self.assertNotContains(page, "Sign for")
                self.assertNotContains(page, "?for=")
                self.assertContains(page, words[status])
                self.assertContains(page, "Letters that name Aygül Misal")
                self.assertNotContains(page, "Ask for all of them")
                letter = self.petition.get_absolute_url()
                page = self.client.get(f"{letter}?for={self.person.reference}")
                self.assertNotContains(page, "You are signing for")
                sign(self.petition, **{"for": self.person.reference})
                self.assertIsNone(Signature.objects.get().signed_for)

    def test_people_released_under_conditions_or_free_by_a_private_claim_are_signed_for(
        self,
    ) -> None:
        now_is(self.person, "released_conditional")
        now_is(self.person, "released", as_of="June 2025", is_public=False)
        page = self.client.get(self.person.get_absolute_url())
        self.assertContains(page, "Sign for Aygül Misal")

    def test_the_letter_tells_what_became_of_those_it_names_and_as_of_when(self) -> None:
        page = self.client.get(self.petition.get_absolute_url())
        self.assertNotContains(page, 'class="petition-since"')
        now_is(self.other, "released", "Early 2025")
        page = self.client.get(self.petition.get_absolute_url())
        [since] = page.text.split('class="petition-since"')[1:]
        since = since.split("</ul>")[0]
        self.assertIn("Tursun Misal", since)
        self.assertIn("<strong>Released</strong>, as of early 2025", since)
        self.assertNotIn("Aygül", since)

    def test_nothing_is_shown_of_people_who_are_not_public(self) -> None:
        now_is(self.other, "released")
        Detainee.objects.filter(pk=self.other.pk).update(state="withdrawn")
        self.assertNotContains(self.client.get(self.petition.get_absolute_url()), "Tursun")

    def test_a_petition_has_no_one_left_when_the_last_of_those_it_names_is_free_or_dead(
        self,
    ) -> None:
        def nobody_left() -> list[Petition]:
            return list(Petition.objects.nobody_left())

        self.assertEqual(nobody_left(), [])
        now_is(self.person, "died_in_custody")
        self.assertEqual(nobody_left(), [])
        now_is(self.other, "released")
        self.assertEqual(nobody_left(), [self.petition])
        now_is(self.other, "prison", "June 2025")
        self.assertEqual(nobody_left(), [])

    def test_a_person_without_a_known_status_is_left(self) -> None:
        now_is(self.person, "released")
        StatusClaim.objects.filter(detainee=self.other).delete()
        self.assertEqual(list(Petition.objects.nobody_left()), [])


class Retiring(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee()
        self.petition = make_petition(slug="teachers", title="Free the teachers")
        self.petition.people.add(self.person)
        self.form = f"/admin/petitions/petition/{self.petition.pk}/"

    def test_the_desk_says_so_when_no_one_is_left(self) -> None:
        words = "Everyone it names has been freed or has died"
        for path in ("/admin/", f"{self.form}change/"):
            self.assertNotContains(self.client.get(path), words)
        now_is(self.person, "released")
        for path in ("/admin/", f"{self.form}change/"):
            page = self.client.get(path)
            self.assertContains(page, words)
            self.assertContains(page, f'href="{self.form}close/"')

    def test_closing_it_takes_the_form_away_and_tells_why(self) -> None:
        make_signature(self.petition)
        answer = self.client.post(
            f"{self.form}close/", {"closing_note": "She is free.\n\nThank you all."}, follow=True
        )
        self.assertContains(answer, "takes no more signatures")
        page = self.client.get("/petitions/teachers/")
        self.assertContains(page, "<p>She is free.</p>")
        self.assertNotContains(page, "/petitions/teachers/sign/")
        self.assertContains(page, "person has signed")
        self.assertContains(self.client.get(f"{self.form}history/"), "Closed.")
        self.assertNotContains(self.client.get("/admin/"), "Close it")

    def test_nothing_happens_by_opening_the_page(self) -> None:
        self.assertContains(self.client.get(f"{self.form}close/"), "Cancel")
        self.petition.refresh_from_db()
        self.assertTrue(self.petition.is_open())

    def test_what_is_closed_already_stays_as_it_was(self) -> None:
        for note in ("First.", "Second."):
            answer = self.client.post(f"{self.form}close/", {"closing_note": note}, follow=True)
        self.assertContains(answer, "is not open")
        self.petition.refresh_from_db()
        self.assertEqual(self.petition.closing_note, "First.")

    def test_a_note_that_is_too_long_is_given_back(self) -> None:
        answer = self.client.post(f"{self.form}close/", {"closing_note": "A" * 601})
        self.assertContains(answer, "at most 600")
        self.petition.refresh_from_db()
        self.assertTrue(self.petition.is_open())

    def test_only_staff_who_may_publish_can_close(self) -> None:
        now_is(self.person, "released")
        self.sign_in_as("petitions.view_petition", "petitions.change_petition")
        self.assertNotContains(self.client.get(f"{self.form}change/"), "close/")
        self.assertNotContains(self.client.get("/admin/"), "Everyone it names")
        for method in (self.client.get, self.client.post):
            self.assertEqual(method(f"{self.form}close/").status_code, 403)

    def test_one_that_is_not_there(self) -> None:
        self.assertEqual(self.client.get("/admin/petitions/petition/99999/close/").status_code, 302)
