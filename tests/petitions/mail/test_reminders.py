"""Signers who have not pressed the button are reminded once. Only the mailbox's owner learns anything from it."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.core.mail import EmailMessage
from django.db.models import F
from django.test import override_settings
from django.utils import timezone, translation

from campaign.settings import mailer
from petitions import periods
from petitions.addresses import mailboxes
from petitions.counting import tallies
from petitions.mail import messages, reminders
from petitions.models import (
    Invalidation,
    Mailbox,
    MailedToken,
    Petition,
    QuarantineReason,
    Signature,
)
from petitions.moderation import switches
from petitions.signers import unconfirmed
from tests.factories import make_petition, make_staff
from tests.petitions.moderation.test_metrics import fill, scans
from tests.petitions.post import PostOffice, Worker, wait_until
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    SigningTestCase,
    code_in,
    deliver,
    let_ten_minutes_pass,
    link_in,
    path_of,
    press,
    seen_on,
    sign,
    sign_and_get_mail,
)


def wait(**time: float) -> None:
    """Move signatures and emails so far into the past."""
    by = timedelta(**time)
    Signature.objects.update(signed_at=F("signed_at") - by, mailed_at=F("mailed_at") - by)
    MailedToken.objects.update(expires_at=F("expires_at") - by)
    Mailbox.objects.update(day=F("day") - by, mailed_on=F("mailed_on") - by)


def remind() -> list[EmailMessage]:
    """Do what the worker does, and return the new emails."""
    before = len(mail.outbox)
    reminders.send_due(seconds=60)
    return mail.outbox[before:]


def languages_of_reminders() -> list[str]:
    """Do what the worker does, and return the language in which each email was made."""
    seen = []
    real = messages.reminder_message

    def noting(*args: Any) -> EmailMessage:
        seen.append(translation.get_language())
        return real(*args)

    with patch.object(messages, "reminder_message", noting):
        remind()
    return seen


class WhoIsReminded(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.first = sign_and_get_mail(self.petition)

    def test_two_days_after_the_email_signers_who_did_not_press_the_button_are_reminded(
        self,
    ) -> None:
        wait(days=1, hours=23)
        self.assertEqual(remind(), [])
        wait(hours=2)
        [message] = remind()
        self.assertEqual(message.to, ["gulnar@example.org"])
        self.assertEqual(press(link_in(message)).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_once_and_not_again(self) -> None:
        wait(days=3)
        self.assertEqual(len(remind()), 1)
        wait(days=2)
        self.assertEqual(remind(), [])

    def test_no_one_is_reminded_of_a_letter_that_they_left_unticked(self) -> None:
        let_ten_minutes_pass()
        other = make_petition(slug="other")
        link = link_in(sign_and_get_mail(self.petition, also=["other"]))
        seen = seen_on(self.client.get(path_of(link)))
        press(link, seen=seen, letter=["", str(other.pk)])
        wait(days=3)
        self.assertEqual(remind(), [])

    def test_signers_who_pressed_it_are_not_reminded(self) -> None:
        press(link_in(self.first))
        wait(days=3)
        self.assertEqual(remind(), [])

    def test_signers_whose_first_email_was_not_sent_or_bounced_are_not_reminded(self) -> None:
        for change in ({"mailed_at": None}, {"bounced_at": timezone.now()}):
            with self.subTest(change):
                Signature.objects.update(mailed_at=timezone.now(), bounced_at=None)
                Signature.objects.update(**change)
                wait(days=3)
                self.assertEqual(remind(), [])

    def test_only_while_the_petition_is_open_and_signing_is_not_paused(self) -> None:
        wait(days=3)
        yesterday = timezone.now() - timedelta(hours=1)
        for change in ({"state": "withdrawn"}, {"closes_at": yesterday}):
            with self.subTest(change):
                Petition.objects.filter(pk=self.petition.pk).update(**change)
                self.assertEqual(remind(), [])
            Petition.objects.update(state="published", closes_at=None)
        staff = make_staff()
        switches.pause_signing(author=staff)
        self.assertEqual(remind(), [])
        switches.resume_signing(author=staff)
        self.assertEqual(len(remind()), 1)

    def test_an_email_that_was_late_is_reminded_of_late(self) -> None:
        Signature.objects.update(signed_at=F("signed_at") - timedelta(days=3))
        self.assertEqual(remind(), [])

    def test_a_signer_who_signs_again_has_the_newer_email_and_is_not_reminded_twice(self) -> None:
        wait(days=1.5)
        sign(self.petition)
        deliver()
        wait(days=1)
        self.assertEqual(remind(), [])
        wait(days=1.5)
        self.assertEqual(len(remind()), 1)
        sign(self.petition)
        deliver()
        wait(days=3)
        self.assertEqual(remind(), [])

    def test_no_one_is_reminded_on_the_last_day_of_the_link(self) -> None:
        wait(days=6, hours=1)
        self.assertEqual(remind(), [])


class WhatItSays(SigningTestCase):
    def test_what_it_is_and_that_nothing_was_typed_into_it(self) -> None:
        sign_and_get_mail(self.petition, name="Canary Ablet", city="Canary", comment="Canary")
        wait(days=2, hours=1)
        [message] = remind()
        self.assertEqual(message.subject, "Reminder: please confirm your signature")
        body = " ".join(str(message.body).split())
        for words in (
            "the only reminder",
            self.petition.title,
            "The link and the code are for you alone, and work for 4 days.",
        ):
            self.assertIn(words, body)
        self.assertNotIn("Canary", body)
        self.assertLessEqual(max(map(len, str(message.body).splitlines())), 78)

    def test_its_link_and_code_are_new_and_end_with_the_first_ones(self) -> None:
        first = sign_and_get_mail(self.petition)
        wait(days=3)
        [second] = remind()
        self.assertNotEqual(link_in(first), link_in(second))
        self.assertNotEqual(code_in(first), code_in(second))
        [ends] = MailedToken.objects.values_list("expires_at", flat=True).distinct()
        self.assertLess(ends, timezone.now() + periods.CONFIRMATION_LINK - periods.REMINDER_AFTER)
        wait(days=4)
        self.assertEqual(unconfirmed.erase_expired(), 1)
        self.assertFalse(MailedToken.objects.exists())

    def test_the_code_works_like_that_of_the_first_email(self) -> None:
        sign_and_get_mail(self.petition)
        wait(days=3)
        [message] = remind()
        typed = {"email": "gulnar@example.org", "code": code_in(message)}
        answer = self.client.post(f"{self.petition.get_absolute_url()}check-your-email/", typed)
        self.assertEqual(self.client.post(answer["Location"]).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_letters_that_were_signed_together_are_one_email_and_those_that_need_it_alone(
        self,
    ) -> None:
        others = [make_petition(slug=f"letter-{n}", title=f"Letter {n}") for n in range(3)]
        sign_and_get_mail(self.petition, also=[each.slug for each in others])
        Petition.objects.filter(pk=others[0].pk).update(state="withdrawn")
        sign(others[1])  # again, with an email of its own
        deliver()
        Signature.objects.exclude(petition=others[1]).update(
            signed_at=F("signed_at") - timedelta(days=3)
        )
        oldest = MailedToken.objects.earliest("expires_at")
        MailedToken.objects.filter(pk=oldest.pk).update(
            expires_at=F("expires_at") - timedelta(days=3)
        )
        [message] = remind()
        self.assertIn("these 2 letters", " ".join(str(message.body).split()))
        for petition, is_named in (
            (self.petition, True),
            *zip(others, (False, False, True), strict=True),
        ):
            self.assertEqual(petition.title in str(message.body), is_named)
        press(link_in(message))
        self.assertEqual(Signature.objects.filter(confirmed_at__isnull=False).count(), 2)

    @override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")])
    def test_it_is_in_the_language_of_the_signer(self) -> None:
        sign_and_get_mail(self.petition)
        Signature.objects.update(language="de")
        wait(days=3)
        self.assertEqual(languages_of_reminders(), ["de"])

    @override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")])
    def test_about_several_letters_it_is_in_the_language_of_the_newest_signature(self) -> None:
        other = make_petition()
        sign_and_get_mail(self.petition, also=other.slug)
        Signature.objects.filter(petition=other).update(
            language="de", signed_at=F("signed_at") + timedelta(hours=1)
        )
        wait(days=3)
        self.assertEqual(languages_of_reminders(), ["de"])

    def test_held_and_invalidated_ones_get_the_same(self) -> None:
        invalidation = Invalidation.objects.create(
            petition=self.petition, reason="Flood", author=make_staff()
        )
        texts = set()
        changes: list[dict[str, Any]] = [
            {}, {"quarantine_reason": "rule: network"}, {"state": "invalidated", "invalidation": invalidation}
        ]  # fmt: skip
        for number, change in enumerate(changes):
            sign_and_get_mail(self.petition, email=f"{number}@example.org")
            Signature.objects.filter(reminded_at=None).update(**change)
            wait(days=3)
            [message] = remind()
            text = str(message.body).replace(link_in(message), "").replace(code_in(message), "")
            texts.add((text, message.subject, frozenset(message.extra_headers)))
        self.assertEqual(len(texts), 1)

    def test_those_over_a_limit_get_none(self) -> None:
        for reason in QuarantineReason.of_limits():
            sign_and_get_mail(self.petition, email=f"{reason.partition(' ')[2]}@example.org")
            Signature.objects.filter(quarantine_reason="").update(quarantine_reason=reason)
        wait(days=3)
        self.assertEqual(remind(), [])


class Limits(SigningTestCase):
    def test_it_is_one_of_the_three_a_day_and_of_the_five_without_an_answer(self) -> None:
        sign_and_get_mail(self.petition)
        wait(days=3)
        for _ in range(mailboxes.MAX_EMAILS_A_DAY):
            sign_and_get_mail(make_petition())
        self.assertEqual(remind(), [])
        wait(days=1)
        self.assertEqual(len(remind()), 1)
        wait(days=1)
        self.assertEqual(Mailbox.objects.get().unanswered, mailboxes.MAX_UNANSWERED)
        self.assertEqual(remind(), [])

    def test_a_mailbox_that_wants_no_email_gets_none(self) -> None:
        sign_and_get_mail(self.petition)
        mailboxes.block("gulnar@example.org")
        wait(days=3)
        self.assertEqual(remind(), [])
        self.assertIsNone(Signature.objects.get().reminded_at)

    def test_saying_that_it_was_not_me_works_from_it_too(self) -> None:
        sign_and_get_mail(self.petition)
        wait(days=3)
        [message] = remind()
        self.client.post(f"{path_of(link_in(message))}not-me/")
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(Mailbox.objects.filter(blocked=False).exists())

    def test_they_are_found_by_an_index_however_many_have_signed(self) -> None:
        fill(self.petition)
        found = scans(lambda: list(reminders.due()), "petitions_signature")
        self.assertIn("signature_unconfirmed", {node.get("Index Name") for node in found})
        self.assertNotIn("Seq Scan", {node["Node Type"] for node in found})


class NeverTwice(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        for number in range(3):
            sign_and_get_mail(self.petition, email=f"{number}@example.org")
        wait(days=3)

    def remind_over(self, post: PostOffice) -> None:
        with override_settings(MAILERS={"bulk": mailer(post.url)}):
            reminders.send_due(seconds=60)

    def reminded(self) -> int:
        return Signature.objects.filter(reminded_at__isnull=False).count()

    def test_nothing_is_entered_while_the_mail_server_is_away(self) -> None:
        with PostOffice() as post:
            pass
        with self.assertRaises(OSError):
            self.remind_over(post)
        self.assertEqual(self.reminded(), 0)

    def test_one_that_is_refused_for_now_is_due_again_with_its_turn(self) -> None:
        before = MailedToken.objects.count()
        with PostOffice(to_rcpt=["451 4.7.1 come back later"] * 3) as post:
            self.remind_over(post)
            self.assertEqual((self.reminded(), post.mails), (0, []))
            self.assertEqual(MailedToken.objects.count(), before)
            self.assertEqual({each.unanswered for each in Mailbox.objects.all()}, {1})
            self.remind_over(post)
        self.assertEqual((self.reminded(), len(post.mails)), (3, 3))

    def test_one_that_is_refused_for_good_is_entered_as_bounced(self) -> None:
        with PostOffice(to_rcpt=["550 5.1.1 nobody here"]) as post:
            self.remind_over(post)
        self.assertEqual(Signature.objects.filter(bounced_at__isnull=False).count(), 1)
        self.assertEqual(len(post.mails), 2)

    def test_one_that_may_have_arrived_is_not_sent_again(self) -> None:
        with PostOffice() as post:
            post._to_data.append(post.take_it_and_break_the_line)
            self.remind_over(post)
            self.remind_over(post)
        self.assertEqual(sorted(to for to, _ in post.mails), [f"{n}@example.org" for n in range(3)])

    def test_many_batches_reach_everyone_once(self) -> None:
        with patch.object(reminders, "BATCH", 1), patch.object(reminders, "PAGE", 1):
            self.assertEqual(len(remind()), 3)
            self.assertEqual(remind(), [])


class Killed(CommittingSigningTestCase):
    def test_a_signer_in_the_batch_of_a_killed_worker_gets_no_second_one(
        self,
    ) -> None:
        sign_and_get_mail(self.petition)
        wait(days=3)
        with PostOffice() as post:
            post._to_data.append(post.take_it_and_fall_silent)
            with Worker(post.url) as worker:
                wait_until(post.hung_up.is_set, "the reminder")
                worker.kill()
            with override_settings(MAILERS={"bulk": mailer(post.url)}):
                reminders.send_due(seconds=60)
            self.assertEqual([to for to, _ in post.mails], ["gulnar@example.org"])
