"""Someone else signs with an address: its owner still gets in on the same day, and no one else gets their link."""

from typing import Any

from django.core import mail
from django.test import Client

from campaign.web.models import Use
from petitions.models import Petition, Signature
from tests.campaign.web.test_rate_limits import set_limit
from tests.factories import make_petition
from tests.petitions.testcases import (
    FORM,
    SigningTestCase,
    code_in,
    deliver,
    hurry,
    link_in,
    path_of,
    press,
    seen_on,
    sign_and_confirm,
    store,
)

HER = "gulnar@outlook.com"  # where dots count, so the next one is another person's
NEARLY_HERS = "gul.nar@outlook.com"


def send_form(petition: Petition, network: str = "203.0.113.9", **typed: Any) -> None:
    answer = Client(REMOTE_ADDR=network).post(
        f"/petitions/{petition.slug}/sign/",
        FORM | {"email": HER} | typed,
        headers={"Origin": "http://testserver"},
    )
    assert answer.status_code == 303


def forge(petition: Petition, **typed: Any) -> None:
    send_form(petition, "198.51.100.7", **typed)


class TheSameAddress(SigningTestCase):
    def test_the_limit_of_her_address_that_others_use_up_holds_up_no_email(self) -> None:
        set_limit(Use.ADDRESS, 1)
        forge(make_petition())
        deliver()
        send_form(self.petition)
        [message] = deliver()
        self.assertEqual(press(link_in(message)).status_code, 303)

    def test_whoever_is_over_a_limit_takes_no_email_away_from_her(self) -> None:
        """Their form arrives right after hers, in the same batch."""
        set_limit(Use.HOST, 1)
        forge(self.petition, email="someone@gmail.com")
        deliver()
        send_form(self.petition)
        forge(self.petition)
        self.assertEqual([message.to for message in deliver()], [[HER]])

    def test_whoever_signs_for_her_from_over_a_limit_does_not_leave_her_quarantined(self) -> None:
        set_limit(Use.HOST, 1)
        forge(make_petition(), email="someone@gmail.com")
        forge(self.petition)
        store()
        hers = Signature.objects.filter(petition=self.petition)
        self.assertEqual(hers.get().quarantine_reason, "many: host")
        send_form(self.petition)
        store()
        self.assertEqual(hers.get().quarantine_reason, "")

    def test_whoever_is_over_a_limit_cannot_change_what_she_is_about_to_confirm(self) -> None:
        set_limit(Use.HOST, 1)
        forge(self.petition, email="someone@gmail.com")
        send_form(self.petition)
        link = link_in(deliver()[-1])
        seen = seen_on(Client().get(path_of(link)))
        forge(self.petition, name="Someone Else")
        deliver()
        self.assertNotContains(Client().get(path_of(link)), "Someone Else")
        press(link, seen=seen)
        self.assertEqual(Signature.objects.latest("signed_at").state, "confirmed")
        hurry()
        self.assertEqual(deliver(), [])

    def test_twenty_forged_signings_leave_one_who_has_signed_before_a_way_in(self) -> None:
        sign_and_confirm(self.petition, email=HER)
        others = [make_petition() for _ in range(3)]
        for number in range(20):
            forge(others[number % 3])
            deliver()
        wanted = make_petition()
        send_form(wanted)
        deliver()
        [hers] = Signature.objects.filter(petition=wanted)
        press(next(link_in(each) for each in reversed(mail.outbox) if "confirm" in each.body))
        hers.refresh_from_db()
        self.assertIsNotNone(hers.confirmed_at)


class AnAddressThatIsNearlyHers(SigningTestCase):
    def test_its_emails_are_not_counted_as_hers(self) -> None:
        for _ in range(3):
            forge(make_petition(), email=NEARLY_HERS)
            deliver()
        send_form(self.petition)
        self.assertEqual([message.to for message in deliver()], [[HER]])

    def test_its_link_neither_shows_nor_confirms_what_she_signs(self) -> None:
        for _ in range(3):
            forge(make_petition(), email=NEARLY_HERS)
            deliver()
        link = link_in(mail.outbox[-1])
        send_form(self.petition, name="Gülnar Canary")
        deliver()
        self.assertNotContains(Client().get(path_of(link)), "Canary")
        press(link)
        self.assertIsNone(Signature.objects.get(petition=self.petition).confirmed_at)

    def test_its_owner_wants_no_email_and_she_gets_hers(self) -> None:
        forge(self.petition, email=NEARLY_HERS)
        [message] = deliver()
        answer = Client().post(
            path_of(link_in(message)) + "not-me/", headers={"Origin": "http://testserver"}
        )
        self.assertEqual(answer.status_code, 200)
        send_form(self.petition)
        self.assertEqual([message.to for message in deliver()], [[HER]])

    def test_its_wrong_codes_are_not_hers(self) -> None:
        send_form(self.petition)
        [message] = deliver()
        page = f"/petitions/{self.petition.slug}/check-your-email/"
        for number in range(12):
            Client().post(page, {"email": NEARLY_HERS, "code": f"0000-{number:04}"})
        answer = Client().post(page, {"email": HER, "code": code_in(message)})
        self.assertEqual(answer.status_code, 303)


class AStranger(SigningTestCase):
    def test_one_whose_email_waits_gets_none_about_their_signatures_either(self) -> None:
        set_limit(Use.HOST, 1)
        for number in range(3):
            forge(self.petition, email=f"stranger{number}@gmail.com")
        store()
        deliver()
        for number in range(3):
            Client().post("/petitions/mine/", {"email": f"stranger{number}@gmail.com"})
        self.assertEqual([each.to for each in deliver()], [["stranger0@gmail.com"]])
