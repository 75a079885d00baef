"""Several petitions in one form: one email, one button, each signature counted separately."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from petitions.counting import tallies
from petitions.models import Petition, Signature
from petitions.signing.fields import MAX_FURTHER
from petitions.signing.sign import SignatureInput, sign_petitions
from petitions.transparency import count_audit
from petitions.views.pages import FURTHER_SHOWN
from tests import each_asks_the_database
from tests.factories import make_detainee, make_petition
from tests.petitions.testcases import (
    FORM,
    SigningTestCase,
    deliver,
    let_ten_minutes_pass,
    link_in,
    path_of,
    press,
    seen_on,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
    store,
    thanks_of,
)
from tests.testcases import FreshPages


def close(petition: Petition, ago: timedelta = timedelta(minutes=1)) -> None:
    closes_at = timezone.now() - ago
    Petition.objects.filter(pk=petition.pk).update(
        opens_at=closes_at - timedelta(days=9), closes_at=closes_at
    )


class TheForm(SigningTestCase):
    def offered(self, query: str = "") -> list[str]:
        page = self.client.get(f"/petitions/free-the-teachers/{query}").text
        return re.findall(r'name="also" value="([^"]+)"', page)

    def test_alone_it_offers_nothing(self) -> None:
        page = self.client.get("/petitions/free-the-teachers/")
        self.assertNotContains(page, "Do you want to sign these letters too?")

    def test_it_offers_the_others_that_are_open_with_their_letters_and_ticks_none(self) -> None:
        other = make_petition(slug="telephone", title="Let the families telephone")
        close(make_petition())
        for fields in (
            {"state": "draft"},
            {"state": "withdrawn"},
            {"opens_at": timezone.now() + timedelta(days=1)},
        ):
            make_petition(**fields)
        self.assertEqual(self.offered(), ["telephone"])
        page = self.client.get("/petitions/free-the-teachers/")
        self.assertContains(page, "Let the families telephone")
        self.assertContains(page, f'href="{other.get_absolute_url()}"')
        self.assertNotIn("checked", re.search(r'<input[^>]*name="also"[^>]*>', page.text)[0])  # type: ignore[index]

    def test_of_many_it_offers_a_few_and_leads_to_the_rest(self) -> None:
        for _ in range(FURTHER_SHOWN):
            make_petition()
        self.assertNotContains(
            self.client.get("/petitions/free-the-teachers/"), ">See all petitions<"
        )
        make_petition()
        page = self.client.get("/petitions/free-the-teachers/?for=P-1")
        self.assertEqual(page.text.count('name="also"'), FURTHER_SHOWN)
        self.assertContains(page, ">See all petitions<")

    def test_those_about_the_person_one_came_for_come_first(self) -> None:
        person = make_detainee()
        hers = make_petition(slug="hers", opens_at=timezone.now() - timedelta(days=90))
        hers.people.add(person)
        make_petition(slug="another")
        self.assertEqual(self.offered(), ["another", "hers"])
        self.assertEqual(self.offered(f"?for={person.reference}"), ["hers", "another"])

    def test_with_a_mistake_in_the_form_what_was_ticked_is_still_ticked(self) -> None:
        for slug in ("one", "two", "three"):
            make_petition(slug=slug)
        page = sign(self.petition, email="gulnar@", also=["one", "three"]).text
        ticked = re.findall(r'name="also" value="(\w+)" id="\w+" checked', page)
        self.assertEqual(sorted(ticked), ["one", "three"])


class Sign(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.others = [make_petition(slug=f"other-{number}") for number in range(4)]

    def signed(self) -> list[str]:
        return sorted(Signature.objects.values_list("petition__slug", flat=True))

    def test_each_that_was_ticked_is_signed_and_one_email_asks_for_all(self) -> None:
        response = sign(self.petition, also=["other-0", "other-2"])
        self.assertRedirects(
            response, "/petitions/free-the-teachers/check-your-email/", status_code=303
        )
        self.assertEqual(self.signed(), ["free-the-teachers", "other-0", "other-2"])
        [message] = deliver()
        self.assertEqual(message.subject, "Please confirm your signatures")
        self.assertIn("these 3 letters", message.body)
        link_in(message)  # the one

    def test_what_cannot_be_signed_is_left_out_and_loses_nothing_else(self) -> None:
        close(self.others[0])
        Petition.objects.filter(slug="other-1").update(state="withdrawn")
        make_petition(slug="draft", state="draft")
        sign(
            self.petition,
            also=["other-0", "other-1", "draft", "no-such-thing", "", "../x", "é", "other-2"],
        )
        self.assertEqual(self.signed(), ["free-the-teachers", "other-2"])

    def test_what_is_ticked_twice_is_signed_once(self) -> None:
        sign(self.petition, also=["other-0", "other-0", "free-the-teachers"])
        self.assertEqual(self.signed(), ["free-the-teachers", "other-0"])

    def test_more_than_can_be_offered_are_not_looked_up(self) -> None:
        made_up = [f"made-up-{number}" for number in range(MAX_FURTHER)]
        sign(self.petition, also=[*made_up, "other-0"])
        self.assertEqual(self.signed(), ["free-the-teachers"])

    def test_it_is_for_the_person_where_the_letter_is_about_her(self) -> None:
        person, stranger = make_detainee(), make_detainee("Tursun Misal")
        self.others[0].people.add(person)
        self.others[1].people.add(stranger)
        sign(self.petition, also=["other-0", "other-1"], **{"for": person.reference})
        found = dict(Signature.objects.values_list("petition__slug", "signed_for"))
        self.assertEqual(
            found, {"free-the-teachers": person.pk, "other-0": person.pk, "other-1": None}
        )


class Confirm(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.others = [
            make_petition(slug=f"other-{number}", title=f"Letter number {number}")
            for number in range(4)
        ]
        self.slugs = [other.slug for other in self.others]

    def link(self, **typed: Any) -> str:
        return link_in(sign_and_get_mail(self.petition, also=self.slugs, **typed))

    def counts(self) -> list[int]:
        return [tallies.count(each.pk) for each in (self.petition, *self.others)]

    def test_the_page_lists_all_and_what_was_given_once(self) -> None:
        page = self.client.get(path_of(self.link(city="Utrecht")))
        for title in (self.petition.title, *(other.title for other in self.others)):
            self.assertContains(page, f">{title}<", count=1)
        self.assertContains(page, "Gülnar Ablet", count=1)
        self.assertContains(page, "Utrecht", count=1)
        self.assertContains(page, "Confirm my signatures")

    def test_one_button_counts_each_and_the_thanks_name_all(self) -> None:
        response = press(self.link())
        path, _, query = response["Location"].partition("?")
        self.assertEqual(path, "/petitions/free-the-teachers/thank-you/")
        self.assertEqual(query, "&".join(f"also={slug}" for slug in self.slugs))
        self.assertEqual(self.counts(), [1] * 5)
        thanks = thanks_of(response)
        for title in (self.petition.title, *(other.title for other in self.others)):
            self.assertContains(thanks, title)
        self.assertEqual(count_audit.differences(), [])

    def test_only_the_ticked_letters_count(self) -> None:
        """Someone else may have signed another letter with the address, in the same email."""
        link = self.link()
        response = press(
            link, seen=seen_on(self.client.get(path_of(link))), letter=["", str(self.petition.pk)]
        )
        self.assertEqual(response.status_code, 303)
        self.assertEqual(response["Location"], "/petitions/free-the-teachers/thank-you/")
        self.assertEqual(self.counts(), [1, 0, 0, 0, 0])
        later = self.client.get(path_of(link))
        self.assertContains(later, "Already signed and counted")
        self.assertContains(later, "Letter number 3")
        self.assertEqual(count_audit.differences(), [])

    def test_with_no_letter_ticked_nothing_counts_and_the_page_says_what_to_do(self) -> None:
        link = self.link()
        seen = seen_on(self.client.get(path_of(link)))
        response = press(link, seen=seen, letter=[""])
        self.assertContains(response, "Tick at least one letter", status_code=422)
        for odd in ("0", "-1", "9" * 5000, "none"):
            with self.subTest(odd):
                self.assertEqual(press(link, seen=seen, letter=["", odd]).status_code, 409)
        self.assertEqual(self.counts(), [0] * 5)

    def test_a_tool_that_sends_only_the_ticks_confirms_only_those(self) -> None:
        press(self.link(), letter=["", str(self.petition.pk)])
        self.assertEqual(self.counts(), [1, 0, 0, 0, 0])

    def test_one_letter_alone_has_no_box_to_tick(self) -> None:
        page = self.client.get(path_of(link_in(sign_and_get_mail(self.petition))))
        self.assertNotContains(page, '<input type="checkbox"')

    def test_the_code_is_for_all_of_them_as_well(self) -> None:
        message = sign_and_get_mail(self.petition, also=self.slugs)
        [code] = re.findall(r"^    (\S+)$", str(message.body), re.MULTILINE)
        response = self.client.post(
            "/petitions/free-the-teachers/check-your-email/", {"email": FORM["email"], "code": code}
        )
        self.client.post(response["Location"])
        self.assertEqual(self.counts(), [1] * 5)

    def test_one_signed_before_and_one_closed_meanwhile_are_shown_apart_from_the_rest(self) -> None:
        sign_and_confirm(self.others[0], name="Gülnar A.", visibility="name")
        link = self.link()
        close(self.others[1], timedelta(hours=25))
        page = self.client.get(path_of(link))
        asked, rest = page.text.split('name="seen"')
        self.assertNotIn("Letter number 0", asked)
        self.assertNotIn("Letter number 1", asked)
        self.assertIn("Letter number 2", asked)
        self.assertIn("Closed, so you can no longer sign", rest)
        self.assertIn("Letter number 1", rest)
        self.assertEqual(press(link).status_code, 303)
        self.assertEqual(self.counts(), [1, 1, 0, 1, 1])
        early = Signature.objects.get(petition=self.others[0])
        self.assertEqual(early.shown_name, "Gülnar A.")
        again = self.client.get(path_of(link))
        self.assertContains(again, "Your signatures already count")
        self.assertContains(again, "Closed, so you can no longer sign")

    def test_what_was_confirmed_by_another_email_is_shown_as_counted(self) -> None:
        link = self.link()
        let_ten_minutes_pass()
        press(link_in(sign_and_get_mail(self.others[0], name="Gülnar A.")))
        page = self.client.get(path_of(link))
        self.assertContains(page, "Already signed and counted")
        self.assertContains(page, "Confirm my signatures")

    def test_signatures_that_were_given_differently_are_each_shown_with_what_was_given(
        self,
    ) -> None:
        link = self.link()
        sign(self.others[3], name="A Slander", comment="not hers")
        page = self.client.get(path_of(link))
        self.assertContains(page, "Gülnar Ablet", count=1)
        self.assertContains(page, "A Slander", count=1)
        self.assertContains(page, "not hers", count=1)

    def test_one_that_closes_while_the_page_is_looked_at_is_shown_before_the_rest_counts(
        self,
    ) -> None:
        link = self.link()
        seen = seen_on(self.client.get(path_of(link)))
        close(self.others[0], timedelta(hours=25))
        self.assertEqual(press(link, seen=seen).status_code, 409)
        self.assertEqual(self.counts(), [0] * 5)

    def test_not_me_erases_all_of_them(self) -> None:
        self.client.post(path_of(self.link()) + "not-me/")
        self.assertFalse(Signature.objects.exists())

    def test_a_signer_who_signed_all_before_learns_it_in_one_email(self) -> None:
        press(self.link())
        message = sign_and_get_mail(self.petition, also=self.slugs)
        self.assertEqual(message.subject, "You have already signed")
        self.assertIn("letters that you have already signed", " ".join(str(message.body).split()))
        self.assertTrue(link_in(message).endswith("/petitions/"))

    def test_the_thanks_know_what_is_published_and_nothing_else(self) -> None:
        make_petition(slug="draft", title="A secret plan", state="draft")
        hidden = make_detainee("Hidden Misal", state="draft")
        address = f"/petitions/free-the-teachers/thank-you/?also=draft&also=other-0&also=%FF&for={hidden.reference}"
        page = self.client.get(address)
        self.assertContains(page, "Letter number 0")
        self.assertNotContains(page, "secret plan")
        self.assertNotContains(page, "Hidden")

    def test_the_thanks_name_the_person(self) -> None:
        person = make_detainee()
        response = press(self.link(**{"for": person.reference}))
        self.assertContains(thanks_of(response), "Thank you for standing with Aygül Misal")


SLUGS = ("free-the-teachers", "open-1", "open-2", "closed", "draft", "gone")


class WhateverIsTicked(FreshPages, HypothesisTestCase):
    """The rows are exactly those of the open petitions that were chosen, whatever else was sent."""

    @classmethod
    def setUpTestData(cls) -> None:
        for slug, fields in zip(
            SLUGS, ({}, {}, {}, {}, {"state": "draft"}, {"state": "withdrawn"}), strict=True
        ):
            make_petition(slug=slug, **fields)
        close(Petition.objects.get(slug="closed"))

    @each_asks_the_database
    @given(st.lists(st.one_of(st.sampled_from(SLUGS), st.text(max_size=90)), max_size=12))
    def test_the_open_ones_are_signed_once_and_nothing_breaks(self, also: list[str]) -> None:
        sent = [slug for slug in also if "\0" not in slug]
        sent = [slug.encode("utf-8", "replace").decode() for slug in sent]
        self.assertEqual(
            sign(Petition.objects.get(slug="free-the-teachers"), also=sent).status_code, 303
        )
        signed = list(Signature.objects.values_list("petition__slug", flat=True))
        self.assertCountEqual(signed, {"free-the-teachers"} | {"open-1", "open-2"} & set(sent))


class Signing(SigningTestCase):
    def test_a_petition_that_is_given_twice_is_signed_once(self) -> None:
        given = SignatureInput(
            name="A", address="a@example.org", country="NL", consent_version="test"
        )
        sign_petitions([self.petition.pk, self.petition.pk], given)
        store()
        self.assertEqual(Signature.objects.count(), 1)
