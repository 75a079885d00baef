"""Confirming: a signature counts once, when a person presses the button, and as it was shown."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from petitions import periods
from petitions.counting import tallies
from petitions.models import MailedToken, Petition, Signature, SignerAccess
from petitions.moderation import review
from petitions.signers import erasure, on_request
from petitions.transparency import count_audit
from petitions.views.receipts import COOKIE
from tests.factories import make_staff
from tests.petitions.testcases import (
    SigningTestCase,
    let_ten_minutes_pass,
    link_in,
    own_page,
    path_of,
    press,
    seen_on,
    sign,
    sign_and_get_mail,
    thanks_of,
)


def expire(*, by: timedelta = timedelta(0)) -> None:
    """Move all tokens past their end, and `by` more."""
    MailedToken.objects.update(expires_at=F("expires_at") - periods.CONFIRMATION_LINK - by)


class Confirm(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.link = link_in(sign_and_get_mail(self.petition))

    def count(self) -> int:
        return tallies.count(self.petition.pk)

    def test_the_page_shows_all_that_is_signed(self) -> None:
        sign(self.petition, city="Utrecht", comment="For my teacher.", visibility="initials")
        response = self.client.get(path_of(self.link))
        for shown in (
            self.petition.title, self.petition.demand, "Gülnar Ablet", "Netherlands", "Utrecht",
            "For my teacher.", "My initials and country", "Confirm my signature", "This was not me",
        ):  # fmt: skip
            with self.subTest(shown):
                self.assertContains(response, shown)

    def test_the_page_is_cached_nowhere(self) -> None:
        response = self.client.get(path_of(self.link))
        self.assertIn("no-store", response["Cache-Control"])
        self.assertFalse(response.cookies)

    def test_the_button_counts_the_signature_and_thanks(self) -> None:
        page = self.client.get(path_of(self.link))
        response = press(self.link, seen=seen_on(page))
        self.assertRedirects(response, "/petitions/free-the-teachers/thank-you/", status_code=303)
        self.assertContains(self.client.get(response["Location"]), "1 person has signed")
        signature = Signature.objects.get()
        self.assertEqual(signature.state, "confirmed")
        self.assertIsNotNone(signature.confirmed_at)
        self.assertEqual(self.count(), 1)
        self.assertEqual(count_audit.differences(), [])

    def test_the_address_is_erased_with_the_confirmation(self) -> None:
        press(self.link)
        self.assertIsNone(Signature.objects.get().email)

    def test_the_address_stays_for_signers_who_want_updates(self) -> None:
        sign(self.petition, updates="on")
        press(self.link)
        self.assertEqual(Signature.objects.get().email, "gulnar@example.org")

    def test_pressing_again_is_thanked_and_counts_nothing(self) -> None:
        for _ in range(3):
            self.assertEqual(press(self.link).status_code, 303)
        self.assertEqual(self.count(), 1)

    def test_the_page_of_a_signature_that_counts_says_so_and_asks_for_nothing(self) -> None:
        press(self.link)
        response = self.client.get(path_of(self.link))
        self.assertContains(response, "already counts")
        self.assertNotContains(response, "Confirm my signature")

    def test_once_confirmed_a_forwarded_link_shows_no_name_and_opens_nothing(self) -> None:
        press(self.link)
        friend = Client()
        page = friend.get(path_of(self.link))
        for secret in ("Gülnar", "<form"):
            self.assertNotContains(page, secret)
        self.assertContains(page, 'href="/petitions/mine/"')
        answer = friend.post(path_of(self.link))
        self.assertEqual(answer["Location"], "/petitions/free-the-teachers/thank-you/")
        self.assertFalse(answer.cookies)
        self.assertEqual(friend.post(path_of(self.link) + "mine/").status_code, 404)
        self.assertNotContains(friend.get(answer["Location"]), "Thank you")

    def test_the_second_of_two_impatient_clicks_gets_the_receipt_too(self) -> None:
        """The browser shows the answer to the second click, and never sees that to the first."""
        seen = seen_on(self.client.get(path_of(self.link)))
        press(self.link, seen=seen)
        again = press(self.link, seen=seen)
        self.assertIn("receipt", again.cookies)
        self.assertContains(thanks_of(again), "Thank you for signing")

    def test_the_page_of_the_button_gives_no_receipt_later(self) -> None:
        seen = seen_on(self.client.get(path_of(self.link)))
        press(self.link, seen=seen)
        Signature.objects.update(confirmed_at=timezone.now() - periods.RECEIPT_ON_PAGE)
        self.assertFalse(press(self.link, seen=seen).cookies)

    def test_every_link_to_one_signature_works_and_it_counts_once(self) -> None:
        let_ten_minutes_pass()
        second = link_in(sign_and_get_mail(self.petition))
        self.assertEqual(press(second).status_code, 303)
        self.assertEqual(press(self.link).status_code, 303)
        self.assertEqual(self.count(), 1)

    def test_another_spelling_of_the_address_does_not_count_again(self) -> None:
        press(self.link)
        sign(self.petition, email="Gulnar+news@EXAMPLE.org")
        self.assertEqual(Signature.objects.count(), 1)
        self.assertEqual(self.count(), 1)


class ConfirmWhatWasShown(SigningTestCase):
    """Anyone who knows an address can sign with it again while it is unconfirmed, under another name."""

    def setUp(self) -> None:
        super().setUp()
        self.link = link_in(
            sign_and_get_mail(self.petition, visibility="name", city="Utrecht", updates="on")
        )
        self.seen = seen_on(self.client.get(path_of(self.link)))

    def forge(self, **typed: str) -> None:
        forged = {"name": "A Slander", "comment": "not hers", "visibility": "name", "country": "DE"}
        sign(self.petition, **forged | typed)

    def test_what_its_page_showed_counts_however_often_others_sign_meanwhile(self) -> None:
        for number in range(5):
            self.forge(email="GULNAR@example.org", city=f"Town {number}")
        self.assertEqual(press(self.link, seen=self.seen).status_code, 303)
        stored = Signature.objects.get()
        self.assertEqual(
            (stored.state, stored.name, stored.city, stored.comment, str(stored.country)),
            ("confirmed", "Gülnar Ablet", "Utrecht", "", "NL"),
        )
        self.assertEqual((stored.wants_updates, stored.email), (True, "gulnar@example.org"))
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.assertEqual(count_audit.differences(), [])

    def test_one_who_is_only_counted_leaves_nothing_of_the_forged_one(self) -> None:
        sign(self.petition)
        seen = seen_on(self.client.get(path_of(self.link)))
        self.forge(updates="on")
        press(self.link, seen=seen)
        stored = Signature.objects.get()
        self.assertEqual(
            (stored.visibility, stored.email, stored.wants_updates), ("counted", None, False)
        )
        self.assertEqual((stored.name, stored.city, stored.comment), ("", "", ""))

    def test_the_page_shows_what_was_signed_last_and_its_button_counts_that(self) -> None:
        self.forge()
        page = self.client.get(path_of(self.link))
        self.assertContains(page, "A Slander")
        press(self.link, seen=seen_on(page))
        self.assertEqual(Signature.objects.get().name, "A Slander")

    def test_a_signer_who_signs_again_can_use_the_email_that_is_there(self) -> None:
        self.forge()
        sign(self.petition)
        page = self.client.get(path_of(self.link))
        self.assertContains(page, "Gülnar Ablet")
        self.assertEqual(press(self.link, seen=seen_on(page)).status_code, 303)
        self.assertEqual(Signature.objects.get().visibility, "counted")

    def test_the_page_does_not_hold_the_address(self) -> None:
        self.assertNotContains(self.client.get(path_of(self.link)), "gulnar@example.org")

    def test_a_button_that_is_of_no_such_page_counts_nothing(self) -> None:
        others = link_in(sign_and_get_mail(self.petition, email="other@example.org"))
        of_another = seen_on(self.client.get(path_of(others)))
        for seen in ("x", "encrypted:", "encrypted:é", self.seen[:-2], "é" * 99, of_another):
            with self.subTest(seen[:20]):
                page = press(self.link, seen=seen)
                self.assertContains(page, "Something has changed", status_code=409)
                self.assertEqual(Signature.objects.filter(state="pending").count(), 2)
        self.assertEqual(press(self.link, seen=seen_on(page)).status_code, 303)

    def test_a_forged_form_does_not_quarantine_what_its_page_showed(self) -> None:
        Petition.objects.update(asks_proof=True)
        self.forge(without_proof="on")
        self.assertEqual(Signature.objects.get().quarantine_reason, "no proof")
        press(self.link, seen=self.seen)
        stored = Signature.objects.get()
        self.assertEqual((stored.state, stored.quarantine_reason), ("confirmed", ""))
        self.assertEqual(count_audit.differences(), [])

    def test_what_was_quarantined_when_it_was_shown_stays_so(self) -> None:
        Signature.objects.update(quarantine_reason="rule: domain")
        seen = seen_on(self.client.get(path_of(self.link)))
        self.forge()
        press(self.link, seen=seen)
        self.assertEqual(Signature.objects.get().state, "quarantined")

    def test_what_staff_have_approved_since_is_not_quarantined_again(self) -> None:
        Signature.objects.update(quarantine_reason="rule: domain")
        seen = seen_on(self.client.get(path_of(self.link)))
        Signature.objects.update(quarantine_reason="")
        press(self.link, seen=seen)
        self.assertEqual(Signature.objects.get().state, "confirmed")

    def test_what_staff_have_invalidated_since_stays_quarantined_when_it_is_signed_again(
        self,
    ) -> None:
        Signature.objects.update(state="invalidated")
        sign(self.petition)
        press(self.link, seen=self.seen)
        self.assertEqual(Signature.objects.get().state, "quarantined")
        self.assertEqual(tallies.count(self.petition.pk), 0)

    def test_staff_who_approve_what_was_signed_last_have_not_approved_what_was_shown(self) -> None:
        Signature.objects.update(quarantine_reason="attack mode")
        seen = seen_on(self.client.get(path_of(self.link)))
        self.forge(name="Decent Person")
        review.approve(Signature.objects.all(), make_staff())
        press(self.link, seen=seen)
        stored = Signature.objects.get()
        self.assertEqual((stored.state, stored.name), ("quarantined", "Gülnar Ablet"))
        self.assertEqual(tallies.count(self.petition.pk), 0)

    def test_what_staff_have_done_at_the_signers_request_since_holds(self) -> None:
        for kind in (SignerAccess.Kind.STOP, SignerAccess.Kind.BLOCK):
            with self.subTest(kind), transaction.atomic():
                on_request.act(
                    "gulnar@example.org", [kind], author=make_staff(kind.value), reason="By phone"
                )
                press(self.link, seen=self.seen)
                stored = Signature.objects.get()
                self.assertEqual(
                    (stored.state, stored.wants_updates, stored.email), ("confirmed", False, None)
                )
                transaction.set_rollback(True)

    def test_what_the_signer_has_chosen_on_their_own_page_since_holds(self) -> None:
        signature = Signature.objects.get()
        self.client.post(
            own_page("gulnar@example.org", signature),
            {"signature": signature.pk, "visibility": "counted"},
        )
        self.assertEqual(Signature.objects.get().visibility, "counted")
        press(self.link, seen=self.seen)
        stored = Signature.objects.get()
        self.assertEqual(
            (stored.state, stored.visibility, stored.name), ("confirmed", "counted", "")
        )
        self.assertEqual((stored.wants_updates, stored.email), (False, None))

    def test_once_withdrawn_no_backup_of_the_day_brings_it_back(self) -> None:
        self.forge()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE backup ON COMMIT DROP AS TABLE petitions_signature")
            press(self.link, seen=self.seen)
            erasure.withdraw(Signature.objects.get())
            cursor.execute("INSERT INTO petitions_signature OVERRIDING SYSTEM VALUE TABLE backup")
        self.assertEqual(erasure.replay(), 1)
        self.assertFalse(Signature.objects.exists())

    def test_a_second_page_of_the_link_does_not_get_the_receipt_of_the_first(self) -> None:
        pages = [seen_on(self.client.get(path_of(self.link))) for _ in range(2)]
        for seen, part, has_receipt in ((pages[0], "11", True), (pages[1], "22", False)):
            visitor = Client()
            fields = {"seen": seen, f"part-{self.petition.pk}": part * 32}
            response = visitor.post(path_of(self.link), fields)
            self.assertEqual(response.status_code, 303)
            self.assertEqual(COOKIE in response.cookies, has_receipt)

    def test_an_old_page_changes_nothing_once_it_is_confirmed(self) -> None:
        sign(self.petition, name="Gülnar A.", visibility="name")
        press(self.link)
        self.assertEqual(press(self.link, seen=self.seen).status_code, 303)
        self.assertEqual(Signature.objects.get().name, "Gülnar A.")
        self.assertEqual(tallies.count(self.petition.pk), 1)


class DeadLinks(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.link = link_in(sign_and_get_mail(self.petition))

    def assert_dead(self, link: str) -> None:
        for response in (self.client.get(path_of(link)), press(link)):
            self.assertContains(response, "This link no longer works.", status_code=404)
            self.assertNotContains(response, "Gülnar", status_code=404)
            self.assertIn("no-store", response["Cache-Control"])
        self.assertEqual(tallies.count(self.petition.pk), 0)

    def test_a_link_that_was_never_mailed(self) -> None:
        for token in ("x", "A" * 24, "a" * 2_000, "%F0%9F%98%80", "..%2F"):
            with self.subTest(token[:30]):
                response = self.client.get(f"/petitions/confirm/{token}/")
                self.assertEqual(response.status_code, 404)

    def test_a_link_in_other_letters_is_another_link(self) -> None:
        head, token, _ = self.link.rsplit("/", 2)
        self.assert_dead(f"{head}/{token.swapcase()}/")

    def test_a_link_lives_until_its_last_second(self) -> None:
        expire(by=timedelta(minutes=-1))
        self.assertContains(self.client.get(path_of(self.link)), "Confirm my signature")

    def test_a_link_that_is_too_old(self) -> None:
        expire()
        self.assert_dead(self.link)

    def test_a_link_whose_signature_was_erased(self) -> None:
        Signature.objects.get().delete()
        self.assert_dead(self.link)

    def test_a_link_of_a_petition_that_was_withdrawn_since(self) -> None:
        Petition.objects.update(state="withdrawn")
        self.assert_dead(self.link)
        Petition.objects.update(state="published")
        self.assertEqual(press(self.link).status_code, 303)

    def test_after_the_closing_there_is_a_day_for_emails_that_are_under_way(self) -> None:
        self.close(timedelta(hours=23))
        self.assertEqual(press(self.link).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_a_day_after_the_closing_nothing_is_counted_any_more(self) -> None:
        self.close(timedelta(hours=25))
        self.assert_dead(self.link)

    def test_what_was_counted_in_time_is_still_shown_as_counted_after_the_closing(self) -> None:
        press(self.link)
        self.close(timedelta(days=3))
        self.assertContains(self.client.get(path_of(self.link)), "already counts")

    def close(self, ago: timedelta) -> None:
        closes_at = timezone.now() - ago
        Petition.objects.update(opens_at=closes_at - timedelta(days=9), closes_at=closes_at)
