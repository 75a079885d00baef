"""“This was not me”: the signature is erased, and that mailbox gets no more emails."""

from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone

from petitions.addresses import mailboxes
from petitions.counting import tallies
from petitions.models import Mailbox, MailedToken, Petition, Signature
from tests.factories import make_petition
from tests.petitions.testcases import (
    SigningTestCase,
    deliver,
    link_in,
    path_of,
    press,
    sign,
    sign_and_get_mail,
)


class NotMe(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.link = link_in(sign_and_get_mail(self.petition))

    def refuse(self) -> Any:
        return self.client.post(path_of(self.link) + "not-me/")

    def test_it_erases_the_signature_and_its_links(self) -> None:
        self.assertContains(self.refuse(), "We have erased the signature")
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(MailedToken.objects.exists())
        self.assertEqual(press(self.link).status_code, 404)

    def test_no_email_goes_to_that_mailbox_any_more(self) -> None:
        self.refuse()
        sign(self.petition)
        sign(self.petition, email="Gulnar+again@example.org")
        sign(make_petition())
        self.assertEqual(deliver(), [])

    def test_emails_that_were_waiting_are_not_sent(self) -> None:
        sign(self.petition)
        sign(make_petition())
        self.refuse()
        self.assertEqual(deliver(), [])

    def test_other_mailboxes_still_get_theirs(self) -> None:
        self.refuse()
        sign(self.petition, email="other@example.org")
        self.assertEqual(len(deliver()), 1)

    def test_signing_with_the_blocked_address_is_answered_like_any_other(self) -> None:
        self.refuse()
        response = sign(self.petition)
        self.assertRedirects(
            response, "/petitions/free-the-teachers/check-your-email/", status_code=303
        )

    def test_the_wish_is_never_forgotten(self) -> None:
        self.refuse()
        Mailbox.objects.update(day=timezone.now().date() - timedelta(days=4_000))
        mailboxes.erase_expired()
        sign(self.petition)
        self.assertEqual(deliver(), [])

    def test_pressing_it_again_leads_nowhere(self) -> None:
        self.refuse()
        self.assertEqual(self.refuse().status_code, 404)

    def test_a_signature_that_counts_stays(self) -> None:
        press(self.link)
        self.assertEqual(self.refuse().status_code, 404)
        self.assertEqual(Signature.objects.get().state, "confirmed")
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.assertFalse(Mailbox.objects.get().blocked)

    def test_it_works_whatever_became_of_the_petition(self) -> None:
        Petition.objects.update(state="withdrawn")
        self.assertContains(self.refuse(), "We have erased the signature")
        self.assertFalse(Signature.objects.exists())

    def test_only_pressing_the_button_does_it(self) -> None:
        for method in ("GET", "HEAD", "OPTIONS"):
            with self.subTest(method):
                response = self.client.generic(method, path_of(self.link) + "not-me/")
                self.assertEqual(response.status_code, 405)
        self.assertTrue(Signature.objects.exists())
        self.assertEqual(len(mail.outbox), 1)
