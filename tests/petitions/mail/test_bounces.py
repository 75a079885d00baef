"""Late bounces: a mailbox that does not exist gets no more emails, and no forged report silences anyone."""

import io
import mailbox
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, override_settings
from django.utils import timezone
from django.utils.formats import date_format

from campaign.settings import mailer
from petitions import periods
from petitions.addresses import mailboxes
from petitions.mail import bounces, delivery_status, reminders, updates
from petitions.mail.bounces import Outcome
from petitions.mail.delivery_status import Verdict
from petitions.models import (
    BounceReports,
    Kind,
    LedgerEntry,
    Mailbox,
    Signature,
    SignerAccess,
    Update,
)
from petitions.signers import erasure, my_signatures, on_request
from tests.desk import DeskTestCase
from tests.factories import make_petition, save_all
from tests.petitions.mail.imap import ImapServer
from tests.petitions.mail.reports import failed, headers_of, report
from tests.petitions.mail.test_reminders import wait
from tests.petitions.mail.test_updates import make_reader, make_update, send
from tests.petitions.post import PostOffice, database_url
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    SigningTestCase,
    deliver,
    let_ten_minutes_pass,
    link_in,
    own_page,
    press,
    sign,
    sign_and_get_mail,
)

ADDRESS = "gulnar@example.org"
# Python's parser raises a TypeError.
UNREADABLE = (
    b"Content-Type: multipart/report; report-type=delivery-status; boundary*0=b; boundary*=b\n\n"
    b"--b\nContent-Type: text/plain\n\nh\xe9\n--b--\n"
)


def bounce(message: EmailMessage, *recipients: str, **kinds: Any) -> Outcome:
    return bounces.receive(report(headers_of(message), *recipients, **kinds))


def days_pass(period: timedelta) -> None:
    """Since each mailbox bounced."""
    for row in Mailbox.objects.filter(bounced_on__isnull=False):
        row.bounced_on = row.bounced_on and row.bounced_on - period
        row.save()


def yesterday() -> datetime:
    return timezone.now() - timedelta(days=1)


class ReadTests(SimpleTestCase):
    def verdict(self, *recipients: str, **kinds: Any) -> Verdict | None:
        read = delivery_status.read_report(report("Message-ID: <x@y>", *recipients, **kinds))
        return read.verdict if read else None

    def test_only_a_mailbox_that_does_not_exist_is_given_up(self) -> None:
        for expected, status, diagnostic in (
            (True, "5.1.1", ""),
            (True, "5.1.10", ""),
            (True, "5.2.1 (disabled)", ""),
            (True, "5.0.0", "550 5.1.1 <a@b.example>: no such user"),
            (True, "5.0.0", "550-5.1.1 The email account does not exist"),
            (True, "5.0.0", "550 #5.1.2 bad domain"),
            (False, "5.0.0", "550 said no"),
            (False, "5.0.0", "550 5.7.1 blocked"),
            (False, "5.2.2", ""),
            (False, "5.7.1", "550 5.7.1 you, not 5.1.1, are on a list"),
            (False, "5.1.11", ""),
            (False, "5.4.4", ""),
            (False, "4.1.1", ""),
            (False, "", ""),
        ):
            with self.subTest(status, diagnostic=diagnostic):
                is_dead = self.verdict(failed(status, diagnostic)) is Verdict.NO_MAILBOX
                self.assertEqual(is_dead, expected)

    def test_what_is_delayed_or_delivered_is_no_failure(self) -> None:
        for action in ("delayed", "delivered", "relayed", "expanded", ""):
            self.assertIs(self.verdict(failed("5.1.1", action=action)), Verdict.OTHER)

    def test_of_several_recipients_all_must_have_failed(self) -> None:
        dead, full = failed("5.1.1"), failed("5.2.2")
        self.assertIs(self.verdict(dead, dead), Verdict.NO_MAILBOX)
        self.assertIs(self.verdict(dead, full), Verdict.OTHER)

    def test_an_answer_at_once_is_read_in_the_same_way(self) -> None:
        for answer, expected in (
            (b"5.1.1 <a@example.org>: no such user", True),
            (b"5.2.2 full, was 5.1.1", False),
            (b"no such user", False),
        ):
            self.assertEqual(delivery_status.is_no_mailbox(answer), expected)

    def test_what_is_no_report_is_none(self) -> None:
        deep = b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5_000)
        )
        for content in (b"", b"Subject: hello\n\nworld", b"\xff\x00" * 500, deep, UNREADABLE):
            self.assertIsNone(delivery_status.read_report(content))

    def test_what_takes_the_parser_long_is_not_read(self) -> None:
        quotes = b'Content-Type: multipart/report; x="' + b"\n ;;;;" * 40_000
        nested = b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(100)
        )
        for content in (quotes, quotes.replace(b"\n", b"\r"), quotes.replace(b"\n", b""), nested):
            with patch.object(delivery_status, "message_from_bytes") as parse:
                self.assertIsNone(delivery_status.read_report(content))
            parse.assert_not_called()


class ConfirmationTests(SigningTestCase):
    def test_a_mailbox_that_does_not_exist_gets_no_more(self) -> None:
        first = sign_and_get_mail(self.petition)
        self.assertEqual(bounce(first), Outcome.NO_MAILBOX)
        let_ten_minutes_pass()
        self.assertEqual(sign(self.petition).status_code, 303)
        self.assertEqual(sign(make_petition()).status_code, 303)
        my_signatures.request_link(ADDRESS, "en")
        self.assertEqual(deliver(), [])
        wait(days=3)
        reminders.send_due(seconds=60)
        self.assertEqual(len(mail.outbox), 1)

    def test_its_signature_and_the_figures_say_so_once(self) -> None:
        first = sign_and_get_mail(self.petition)
        for _ in range(2):
            self.assertEqual(bounce(first), Outcome.NO_MAILBOX)
        self.assertIsNotNone(Signature.objects.get().bounced_at)
        entries = LedgerEntry.objects.filter(petition=self.petition, kind=Kind.BOUNCED)
        self.assertEqual(entries.count(), 1)
        self.assertEqual(BounceReports.objects.get().number, 2)

    def test_a_reminder_that_comes_back_counts_too(self) -> None:
        sign_and_get_mail(self.petition)
        wait(days=3)
        reminders.send_due(seconds=60)
        self.assertEqual(bounce(mail.outbox[-1]), Outcome.NO_MAILBOX)
        self.assertTrue(mailboxes.bounced_among([ADDRESS]))

    def test_the_data_file_of_the_signer_says_on_which_day_the_mailbox_bounced(self) -> None:
        bounce(sign_and_get_mail(self.petition))
        answer = self.client.get(own_page(ADDRESS, Signature.objects.get()) + "download/")
        self.assertEqual(
            answer.json()["mails_to_your_address"]["refused_by_your_provider_on"],
            timezone.now().date().isoformat(),
        )

    def test_all_unconfirmed_signatures_of_the_mailbox_are_marked_and_no_others(self) -> None:
        sign_and_get_mail(make_petition())
        sign_and_get_mail(make_petition(), email="other@example.org")
        bounce(sign_and_get_mail(self.petition))
        marked = Signature.objects.filter(bounced_at__isnull=False)
        self.assertEqual({each.email for each in marked}, {ADDRESS})
        self.assertEqual(len(marked), 2)

    def test_a_week_later_the_form_brings_an_email_again(self) -> None:
        bounce(sign_and_get_mail(self.petition))
        let_ten_minutes_pass()
        days_pass(periods.BOUNCED_TRIED_AGAIN - timedelta(days=1))
        sign(self.petition)
        self.assertEqual(deliver(), [])
        days_pass(timedelta(days=1))
        again = sign_and_get_mail(self.petition)
        self.assertEqual(press(link_in(again)).status_code, 303)
        self.assertFalse(mailboxes.bounced_among([ADDRESS]))

    def test_that_an_address_bounced_is_stored_as_a_digest_for_a_year(self) -> None:
        bounce(sign_and_get_mail(self.petition))
        Signature.objects.all().delete()
        days_pass(periods.BOUNCED)
        Mailbox.objects.update(
            day=timezone.now() - timedelta(days=400), mailed_on=None, unanswered=0
        )
        mailboxes.erase_expired()
        self.assertEqual(Mailbox.objects.count(), 1)
        days_pass(timedelta(days=1))
        mailboxes.erase_expired()
        self.assertFalse(Mailbox.objects.exists())

    def test_an_erasure_erases_it_too(self) -> None:
        bounce(sign_and_get_mail(self.petition))
        erasure.withdraw(Signature.objects.get())
        self.assertFalse(Mailbox.objects.exists())

    def test_an_answer_at_once_has_the_same_effect(self) -> None:
        sign(self.petition)
        with (
            PostOffice(to_rcpt=["550 5.1.1 no such user"]) as post,
            override_settings(MAILERS={"default": mailer(post.url)}),
        ):
            deliver()
        self.assertTrue(mailboxes.bounced_among([ADDRESS]))

    def test_a_full_mailbox_or_a_refusal_as_spam_gets_the_next_email(self) -> None:
        first = sign_and_get_mail(self.petition)
        for status in ("5.2.2", "5.7.1", "4.4.7"):
            self.assertEqual(bounce(first, failed(status)), Outcome.NOT_FINAL)
        self.assertIsNone(Signature.objects.get().bounced_at)
        let_ten_minutes_pass()
        self.assertEqual(len(sign_and_get_mail(self.petition).to), 1)


class ForgedTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.mail = sign_and_get_mail(self.petition)

    def refused(self, content: bytes, outcome: Outcome = Outcome.UNPROVEN) -> None:
        self.assertEqual(bounces.receive(content), outcome)
        self.assertFalse(Signature.objects.filter(bounced_at__isnull=False).exists())
        self.assertFalse(Mailbox.objects.filter(bounced_on__isnull=False).exists())
        self.assertEqual(BounceReports.objects.get().number, 1)

    def test_a_report_that_only_names_the_address_changes_nothing(self) -> None:
        self.refused(report(f"To: {ADDRESS}\nMessage-ID: <made-up@campaign.example>"))

    def test_no_letter_of_the_token_can_be_changed(self) -> None:
        token = self.mail.extra_headers["Message-ID"][1:41]
        for place in (0, 15, 25, 39):
            other = "a" if token[place] != "a" else "b"
            forged = token[:place] + other + token[place + 1 :]
            with self.subTest(place):
                self.assertIsNone(bounces.find_email(forged))

    def test_a_token_ends_after_a_month(self) -> None:
        sent = timezone.now() - periods.BOUNCE_REPORT
        signature = Signature.objects.get()
        self.assertIsNotNone(bounces.find_email(bounces.make_token(signature, "a", sent)))
        older = bounces.make_token(signature, "a", sent - timedelta(days=1))
        self.refused(report(f"Message-ID: <{older}@campaign.example>"))

    def test_a_token_of_an_erased_signature_fits_no_other_with_its_number(self) -> None:
        signature = Signature.objects.get()
        token = bounces.make_token(signature, "a", timezone.now())
        Signature.objects.filter(pk=signature.pk).update(email_digest=b"another person's digest")
        self.assertIsNone(bounces.find_email(token))

    def test_tokens_of_one_signature_have_nothing_in_common(self) -> None:
        signature = Signature.objects.get()
        one, two = (bounces.make_token(signature, seed, timezone.now()) for seed in ("one", "two"))
        same = sum(a == b for a, b in zip(one, two, strict=True))
        self.assertLess(same, 12)  # of 40; by chance one or two

    def test_a_report_about_other_addresses_is_about_a_mailbox_that_ours_was_forwarded_to(
        self,
    ) -> None:
        elsewhere = failed("5.1.1", recipient="someone@elsewhere.example")
        self.refused(report(headers_of(self.mail), elsewhere), Outcome.NOT_FINAL)
        original = f"Original-Recipient: rfc822;<{ADDRESS.upper()}>\n"
        self.assertEqual(bounce(self.mail, original + elsewhere), Outcome.NO_MAILBOX)

    def test_a_confirmed_signature_came_from_a_mailbox_that_exists(self) -> None:
        press(link_in(self.mail))
        Signature.objects.update(confirmed_at=timezone.now() - timedelta(days=9))
        self.refused(report(headers_of(self.mail)))

    def test_an_email_that_is_no_report_is_counted_alone(self) -> None:
        content = f"Subject: away\nIn-Reply-To: {self.mail.extra_headers['Message-ID']}\n\nAway."
        self.refused(content.encode(), Outcome.OTHER)


class WhereTheTokenIsTests(SigningTestCase):
    def test_it_is_found_in_the_returned_email_and_in_its_headers(self) -> None:
        message = sign_and_get_mail(self.petition)
        for kind in ("message/rfc822", "text/rfc822-headers"):
            self.assertEqual(bounce(message, returned_as=kind), Outcome.NO_MAILBOX)

    @override_settings(BOUNCE_ADDRESS="bounces@campaign.example")
    def test_it_is_found_in_the_address_of_the_report_in_capitals_too(self) -> None:
        message = sign_and_get_mail(self.petition)
        self.assertRegex(message.from_email, r"^bounces\+[a-z2-7]{40}@campaign\.example$")
        for to in (message.from_email, message.from_email.upper()):
            self.assertEqual(bounces.receive(report("Subject: lost", to=to)), Outcome.NO_MAILBOX)

    @override_settings(BOUNCE_ADDRESS="bounces@campaign.example")
    def test_the_reader_sees_our_address_and_the_mail_server_the_other(self) -> None:
        sign(self.petition)
        with (
            PostOffice() as post,
            override_settings(MAILERS={"default": mailer(post.url)}),
        ):
            deliver()
        [(_to, received)] = post.mails
        self.assertEqual(received["From"], settings.DEFAULT_FROM_EMAIL)
        self.assertRegex(post.senders[0], r"^bounces\+[a-z2-7]{40}@campaign\.example$")
        # Others may see the Message-ID: whoever gets an answer to the email.
        self.assertEqual(bounces.receive(report(headers_of(received))), Outcome.UNPROVEN)


class UpdateTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        for name in ("a", "b"):
            make_reader(self.petition, f"{name}@example.org", confirmed_at=yesterday())
        self.update = make_update(self.petition)
        self.mails = send(self.update)

    def test_an_update_that_comes_back_is_counted_once_and_is_the_last(self) -> None:
        for _ in range(2):
            self.assertEqual(bounce(self.mails[0]), Outcome.NO_MAILBOX)
        self.update.refresh_from_db()
        self.assertEqual((self.update.sent, self.update.bounced), (2, 1))
        Update.objects.update(started_at=timezone.now() - timedelta(days=8))
        again = make_update(self.petition)
        self.assertEqual([each.to for each in send(again)], [["b@example.org"]])
        self.assertEqual((again.sent, again.left_out, again.refused), (1, 1, 0))

    def test_a_report_that_is_older_than_a_confirmation_changes_nothing(self) -> None:
        [address] = self.mails[0].to
        make_reader(make_petition(), address)
        self.assertEqual(bounce(self.mails[0]), Outcome.UNPROVEN)
        self.assertFalse(mailboxes.bounced_among([address]))

    def test_it_pauses_no_confirmations_and_is_no_event_of_signing(self) -> None:
        bounce(self.mails[0])
        self.assertFalse(LedgerEntry.objects.filter(kind=Kind.BOUNCED).exists())
        self.assertEqual(Signature.objects.filter(bounced_at__isnull=False).count(), 1)

    def test_a_mailbox_that_is_refused_at_once_is_left_out_of_the_next(self) -> None:
        Update.objects.update(started_at=timezone.now() - timedelta(days=8))
        with (
            PostOffice(to_rcpt=["550 5.1.1 no such user"]) as post,
            override_settings(MAILERS={"bulk": mailer(post.url)}),
        ):
            second = make_update(self.petition)
            updates.start(second, author=second.author)
            updates.send_batches(seconds=60)
        second.refresh_from_db()
        self.assertEqual((second.sent, second.refused, second.bounced), (1, 1, 0))
        self.assertEqual(Signature.objects.filter(bounced_at__isnull=False).count(), 1)
        Update.objects.update(started_at=timezone.now() - timedelta(days=8))
        self.assertEqual(len(send(make_update(self.petition))), 1)

    def test_it_does_not_come_to_light_whose_it_was_if_they_stopped_updates(self) -> None:
        save_all(Signature.objects.all(), wants_updates=False, email=None)
        self.assertEqual(bounce(self.mails[0]), Outcome.NO_MAILBOX)
        self.assertFalse(Mailbox.objects.exists())


class DeskTests(DeskTestCase, SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        make_reader(self.petition, "fine@example.org")
        reader = make_reader(self.petition, ADDRESS, confirmed_at=yesterday())
        [_fine, message] = send(make_update(self.petition))
        bounce(message)
        self.url = f"/admin/petitions/signature/{reader.pk}/change/"

    def test_the_page_of_a_signature_says_on_which_day_its_email_bounced(self) -> None:
        today = date_format(timezone.now(), "j F Y")
        self.assertContains(self.client.get(self.url), "Email bounced")
        self.assertContains(self.client.get(self.url), today)

    def test_the_list_shows_those_whose_email_bounced(self) -> None:
        page = self.client.get("/admin/petitions/signature/?bounced=yes")
        self.assertEqual(page.context["cl"].result_count, 1)

    def test_someone_who_calls_gets_emails_again(self) -> None:
        asked: dict[str, Any] = {"author": self.staff, "reason": "By phone"}
        self.assertTrue(on_request.look_up(ADDRESS, **asked).has_bounced)
        on_request.act(ADDRESS, [SignerAccess.Kind.UNBLOCK], **asked)
        self.assertFalse(on_request.look_up(ADDRESS, **asked).has_bounced)


class CommandTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.report = report(headers_of(sign_and_get_mail(self.petition)))
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_command(self, *arguments: str) -> str:
        out = io.StringIO()
        call_command("bounces", *arguments, stdout=out)
        return out.getvalue()

    def count(self) -> int:
        return Signature.objects.filter(bounced_at__isnull=False).count()

    def test_it_reads_one_report_from_a_pipe_and_says_nothing(self) -> None:
        with patch("sys.stdin", io.TextIOWrapper(io.BytesIO(self.report))):
            self.assertEqual(self.run_command(), "")
        self.assertEqual(self.count(), 1)

    def test_it_reads_each_report_of_a_mailbox_once_and_leaves_other_emails_unread(self) -> None:
        for kind in (mailbox.mbox, mailbox.Maildir):
            path = self.folder / kind.__name__
            box: Any = kind(path)
            for content in (UNREADABLE, self.report, b"From: a@example.org\n\nA question."):
                box.add(content)
            box.close()
            with self.subTest(kind.__name__):
                first, second = (self.run_command("--mailbox", str(path)) for _ in range(2))
                for words in ("gets no more emails: 1", "No report about a delivery: 1"):
                    self.assertIn(words, first)
                    self.assertIn(words.replace("1", "0"), second)
                marked = (
                    path.read_bytes().count(b"\nStatus: RO\n")
                    if path.is_file()
                    else len(list(path.glob("cur/*:2,S")))
                )
                self.assertEqual(marked, 2)
        self.assertEqual(self.count(), 1)

    def test_it_reads_a_mailbox_of_another_server_and_marks_each_report_as_seen(self) -> None:
        with (
            ImapServer([self.report]) as server,
            patch("imaplib.IMAP4_SSL", server.connect),
            override_settings(BOUNCE_MAILBOX="imaps://us%40host:hush@127.0.0.1/Bounced"),
        ):
            self.assertIn("gets no more emails: 1", self.run_command("--mailbox"))
            self.assertIn("gets no more emails: 0", self.run_command("--mailbox"))
        self.assertEqual(server.seen, {"1"})
        self.assertIn('LOGIN us@host "hush"', server.commands)
        self.assertIn('SELECT "Bounced"', server.commands)

    def test_it_says_to_try_later_if_that_server_is_away(self) -> None:
        with (
            patch("imaplib.IMAP4_SSL", side_effect=ConnectionRefusedError),
            override_settings(BOUNCE_MAILBOX="imaps://us:hush@127.0.0.1/INBOX"),
            self.assertRaises(SystemExit) as ended,
        ):
            call_command("bounces", "--mailbox", stderr=io.StringIO())
        self.assertEqual(ended.exception.code, os.EX_TEMPFAIL)

    def test_what_that_server_does_not_give_stays_unseen_for_the_next_time(self) -> None:
        with (
            ImapServer([self.report, self.report]) as server,
            patch("imaplib.IMAP4_SSL", server.connect),
            override_settings(BOUNCE_MAILBOX="imaps://us:hush@127.0.0.1/INBOX"),
        ):
            server.away = {"1"}
            with self.assertRaises(SystemExit) as ended:
                call_command("bounces", "--mailbox", stderr=io.StringIO())
            self.assertEqual(ended.exception.code, os.EX_TEMPFAIL)
            self.assertEqual(server.seen, {"2"})
            server.away = set()
            self.assertIn("gets no more emails: 1", self.run_command("--mailbox"))

    def test_an_email_that_cannot_be_read_stops_nothing(self) -> None:
        with patch("sys.stdin", io.TextIOWrapper(io.BytesIO(UNREADABLE))):
            self.assertEqual(self.run_command(), "")
        with (
            ImapServer([UNREADABLE, self.report]) as server,
            patch("imaplib.IMAP4_SSL", server.connect),
            override_settings(BOUNCE_MAILBOX="imaps://us:hush@127.0.0.1/INBOX"),
        ):
            self.run_command("--mailbox")
        self.assertEqual((server.seen, self.count()), ({"1", "2"}, 1))

    def test_it_says_to_try_later_if_a_file_is_locked(self) -> None:
        path = self.folder / "mbox"
        for name in ("mbox", "mbox.lock"):
            (self.folder / name).touch()
        with self.assertRaises(SystemExit) as ended:
            call_command("bounces", "--mailbox", str(path), stderr=io.StringIO())
        self.assertEqual(ended.exception.code, os.EX_TEMPFAIL)

    def test_a_password_on_the_command_line_is_refused(self) -> None:
        for path in ("imaps://user:password@mail.example/INBOX", str(self.folder / "none"), ""):
            with self.subTest(path), self.assertRaises(CommandError):
                self.run_command("--mailbox", path)


class ProcessTests(CommittingSigningTestCase):
    def end_of(self, database: str, content: bytes) -> int:
        environment = os.environ | {
            "DATABASE_URL": database, "DEBUG": "on",
            "PII_KEYS": ",".join(settings.PII_KEYS), "PEPPER": settings.PEPPER,
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, "manage.py", "bounces"], check=False, input=content, env=environment,
            cwd=settings.BASE_DIR, capture_output=True,
        ).returncode  # fmt: skip

    def test_the_mail_server_is_told_to_try_later_while_the_database_is_away(self) -> None:
        content = report(headers_of(sign_and_get_mail(self.petition)))
        away = "postgres://campaign@127.0.0.1:9/campaign"
        self.assertEqual(self.end_of(away, content), os.EX_TEMPFAIL)
        self.assertEqual(self.end_of(database_url(), content), 0)
        self.assertEqual(Signature.objects.filter(bounced_at__isnull=False).count(), 1)
