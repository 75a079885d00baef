"""Impatient people press the button several times. They get one email, and it shows what they typed last."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core.mail import EmailMessage
from django.db.models import F
from django.test import override_settings
from django.utils import timezone, translation

from petitions.mail import messages, signing_emails
from petitions.mail.smtp import SendOutcome
from petitions.models import Intake, Mailbox, MailedToken, Signature
from petitions.signers import erasure
from tests.factories import make_petition
from tests.petitions.testcases import (
    SigningTestCase,
    deliver,
    hurry,
    let_ten_minutes_pass,
    link_in,
    path_of,
    post_form,
    press,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
)


class ThreeClicks(SigningTestCase):
    def test_they_bring_one_email_however_far_apart_they_are_stored(self) -> None:
        for _ in range(3):
            post_form(self.petition)
        self.assertEqual(len(deliver()), 1)
        for _ in range(3):
            sign(self.petition)
        self.assertEqual(deliver(), [])
        self.assertFalse(Intake.objects.exists())

    def test_they_are_one_when_they_leave_together_too(self) -> None:
        for _ in range(3):
            sign(self.petition)
        self.assertEqual(Intake.objects.count(), 3)
        self.assertEqual(len(deliver()), 1)
        self.assertFalse(Intake.objects.exists())

    @override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")])
    def test_the_one_email_is_in_the_language_that_they_used_last(self) -> None:
        sign(self.petition)
        Signature.objects.update(language="de")  # as a second form in German leaves it
        seen = []
        real = messages.confirmation_message

        def noting(*args: Any) -> EmailMessage:
            seen.append(translation.get_language())
            return real(*args)

        with patch.object(messages, "confirmation_message", noting):
            self.assertEqual(len(deliver()), 1)
        self.assertEqual(seen, ["de"])

    def test_they_use_up_one_of_the_three_emails_of_the_day(self) -> None:
        for _ in range(3):
            sign(self.petition)
            deliver()
        self.assertEqual(Mailbox.objects.get().sent_on_day, 1)

    def test_so_a_deliberate_signing_afterwards_gets_its_email(self) -> None:
        for _ in range(3):
            sign(self.petition)
            deliver()
        sign(make_petition())
        self.assertEqual(len(deliver()), 1)
        let_ten_minutes_pass()
        sign(self.petition)
        self.assertEqual(len(deliver()), 1)

    def test_another_spelling_of_the_address_is_the_same_address(self) -> None:
        sign_and_get_mail(self.petition)
        sign(self.petition, email="Gulnar+news@Example.org")
        self.assertEqual(deliver(), [])

    def test_another_address_is_another(self) -> None:
        sign_and_get_mail(self.petition)
        sign(self.petition, email="other@example.org")
        self.assertEqual(len(deliver()), 1)

    def test_the_email_shows_what_was_typed_last_and_confirms_it(self) -> None:
        message = sign_and_get_mail(self.petition, name="Gulnar Abelt", visibility="name")
        sign(self.petition, name="Gulnar Ablet", visibility="name")
        self.assertEqual(deliver(), [])
        page = self.client.get(path_of(link_in(message))).text
        self.assertIn("Gulnar Ablet", page)
        self.assertNotIn("Gulnar Abelt", page)
        press(link_in(message))
        self.assertEqual(Signature.objects.get().shown_name, "Gulnar Ablet")

    def test_a_further_letter_is_something_new_to_confirm(self) -> None:
        sign_and_get_mail(self.petition)
        make_petition(slug="other")
        sign(self.petition, also=["other"])
        [message] = deliver()
        press(link_in(message))
        self.assertEqual(Signature.objects.filter(state="confirmed").count(), 2)
        sign(make_petition(slug="third"), also=["other"])
        self.assertEqual(len(deliver()), 1)

    def test_letters_of_two_emails_need_no_third(self) -> None:
        make_petition(slug="other")
        sign_and_get_mail(self.petition, also=["other"])
        sign_and_get_mail(make_petition(slug="third"))
        sign(self.petition, also=["other", "third"])
        self.assertEqual(deliver(), [])

    def test_who_has_signed_already_gets_one_email_about_it(self) -> None:
        sign_and_confirm(self.petition)
        for _ in range(3):
            sign(self.petition)
        self.assertEqual([each.subject for each in deliver()], ["You have already signed"])
        sign(self.petition)
        self.assertEqual(deliver(), [])
        let_ten_minutes_pass()
        sign(self.petition)
        self.assertEqual(len(deliver()), 1)

    def test_who_has_erased_their_signature_can_sign_again_at_once(self) -> None:
        erasure.withdraw(sign_and_confirm(self.petition))
        sign(self.petition)
        self.assertEqual([each.subject for each in deliver()], ["Please confirm your signature"])


class NotSent(SigningTestCase):
    """Only an email that left, or is leaving, answers for a later one."""

    def claim(self) -> int:
        return len(signing_emails._claim())

    def record(self, outcome: SendOutcome) -> None:
        sign(self.petition)
        answers = signing_emails._claim()
        signing_emails._record([(each, outcome) for each in answers])

    def test_one_that_was_refused_does_not(self) -> None:
        self.record(SendOutcome.REFUSED)
        sign(self.petition)
        self.assertEqual(self.claim(), 1)

    def test_one_that_is_tried_again_does_and_is_sent(self) -> None:
        for outcome in (SendOutcome.NOT_NOW, SendOutcome.UNCERTAIN, SendOutcome.TURNED_AWAY):
            with self.subTest(outcome):
                Intake.objects.all().delete()
                let_ten_minutes_pass()
                self.record(outcome)
                sign(self.petition)
                hurry()
                self.assertEqual(self.claim(), 1)
                self.assertEqual(Intake.objects.count(), 1)

    def test_one_that_another_worker_is_sending_does(self) -> None:
        sign(self.petition)
        self.assertEqual(self.claim(), 1)
        sign(self.petition)
        self.assertEqual(self.claim(), 0)
        [row] = Intake.objects.all()
        self.assertEqual(row.attempts, 1)

    def test_a_link_that_was_only_lent_does_not(self) -> None:
        """The fourth of a day waits for the next, and meanwhile the newest link confirms it. Midnight may be near."""
        for _ in range(3):
            sign(make_petition())
        deliver()
        sign(self.petition)
        self.assertEqual(deliver(), [])
        day = timedelta(days=1)
        Mailbox.objects.update(day=F("day") - day, mailed_on=F("mailed_on") - day, unanswered=0)
        hurry()
        self.assertEqual(len(deliver()), 1)

    def test_the_mark_of_a_notice_ends_by_itself(self) -> None:
        sign_and_confirm(self.petition)
        sign(self.petition)
        deliver()
        told = MailedToken.objects.get(purpose="told")
        self.assertLessEqual(told.expires_at, timezone.now() + timedelta(minutes=10))
        self.assertIsNone(told.address)
