"""The worker, and a mail server that behaves well or badly: emails may be late, but none is lost."""

import smtplib
import socket
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Thread
from typing import Any
from unittest.mock import patch

from django.core.mail import EmailMessage
from django.db import connection
from django.test import SimpleTestCase, override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.tasks import Task

from campaign.privacy.encryption import PREFIX
from campaign.run.jobs import retry_stalled
from campaign.settings import mailer
from petitions import periods
from petitions.counting import tallies
from petitions.counting.tasks import fold_counts
from petitions.mail import queue, signing_emails
from petitions.mail.smtp import SendOutcome
from petitions.models import Intake, LedgerEntry, Mailbox, MailedToken, Signature
from petitions.signers.tasks import erase_unconfirmed
from petitions.signing import intake
from tests.factories import make_petition, make_signature
from tests.petitions.post import PostOffice, Worker, text_of, wait_until
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    deliver,
    hurry,
    link_in,
    post_form,
    press,
    sign,
    store,
)


def rows() -> list[Intake]:
    return list(Intake.objects.order_by("pk"))


def attempts() -> list[int]:
    return [row.attempts for row in rows()]


def run_now(task: Task[Any, Any, Any]) -> None:
    """Queue a periodic job now, unless it was just queued."""
    with suppress(AlreadyEnqueued):
        task.defer(timestamp=0)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def send_and_close() -> None:
    """What a second worker does, in a thread with a connection of its own."""
    signing_emails.send_batch()
    connection.close()


def as_message(mail: Any) -> EmailMessage:
    return EmailMessage(body=text_of(mail).replace("\r\n", "\n"))


class TurnedAway(CommittingSigningTestCase):
    """A mail server that closes the connection with a 421."""

    def sign_all(self, number: int) -> list[str]:
        addresses = [f"{n}@provider-{n}.example.org" for n in range(number)]
        for each in addresses:
            post_form(self.petition, email=each)
        store()
        return addresses

    def send(self, post: PostOffice) -> None:
        with override_settings(MAILERS={"default": mailer(post.url)}), suppress(OSError):
            signing_emails.send_batch()

    def test_an_email_that_is_turned_away_each_time_holds_up_no_other(self) -> None:
        first, *others = self.sign_all(5)
        before = timezone.now()
        with PostOffice(turns_away=[first]) as post:
            for _ in range(3):
                self.send(post)
        self.assertEqual(sorted(address for address, _ in post.mails), others)
        self.assertGreater(rows()[0].due_at, before + timedelta(seconds=5))

    def test_one_that_turns_away_all_is_given_a_pause(self) -> None:
        with PostOffice(turns_away=self.sign_all(3)) as post:
            with (
                override_settings(MAILERS={"default": mailer(post.url)}),
                self.assertRaises(OSError),
            ):
                signing_emails.send_batch()
            # Emails behind them do not use up their attempts, however long it goes on.
            for _ in range(10):
                self.send(post)
        self.assertLessEqual(max(attempts()), 3)


class Worked(CommittingSigningTestCase):
    def test_an_email_goes_out_soon_after_the_signing(self) -> None:
        with PostOffice() as post, Worker(post.url):
            sign(self.petition)
            wait_until(lambda: post.mails, "the mail")
            [(address, mail)] = post.mails
            self.assertEqual(address, "gulnar@example.org")
            self.assertEqual(mail["From"], "The Campaign <petitions@campaign.example>")
            self.assertEqual(press(link_in(as_message(mail))).status_code, 303)
            self.assertEqual(tallies.count(self.petition.pk), 1)
            wait_until(lambda: not rows(), "the end of the row")

    def test_a_mail_server_that_is_down_delays_emails_and_loses_none(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            port = reserved.getsockname()[1]
        for number in range(3):
            post_form(self.petition, email=f"{number}@example.org")
        with Worker(f"smtp://127.0.0.1:{port}") as worker:
            wait_until(lambda: all(row.is_stored for row in rows()), "the signatures")
            time.sleep(1)
        self.assertIn("email-signers failed and is tried again", worker.log)
        # No email had its turn, so none is used up.
        self.assertEqual(attempts(), [0, 0, 0])
        self.assertFalse(Mailbox.objects.exists())
        with PostOffice() as post, Worker(post.url):
            wait_until(lambda: len(post.mails) == 3, "the mails")
            wait_until(lambda: not rows(), "the end of the rows")
        self.assertEqual(
            sorted(address for address, _ in post.mails),
            [f"{number}@example.org" for number in range(3)],
        )
        for _, mail in post.mails:
            self.assertEqual(press(link_in(as_message(mail))).status_code, 303)

    def test_what_is_refused_for_now_is_tried_again(self) -> None:
        post_form(self.petition)
        with (
            PostOffice(
                to_rcpt=["421 try later", "451 greylisted"], to_data=["452 out of space"]
            ) as post,
            Worker(post.url),
        ):
            # 421 is about the connection, not about this email: the next connection tries it at once.
            for number in (2, 3):
                wait_until(partial(self.were_tried, number), f"attempt {number}")
                self.assertEqual(post.mails, [])
                hurry()
            wait_until(lambda: post.mails, "the mail")
            wait_until(lambda: not rows(), "the end of the row")
        self.assertEqual(post.asked, 4)

    def were_tried(self, times: int) -> bool:
        return attempts() == [times]

    def test_what_is_refused_for_good_ends_that_email_alone(self) -> None:
        post_form(self.petition, email="canary@example.org")
        refusal = "550 5.1.1 <canary@example.org>: no such user"
        with PostOffice(to_rcpt=[refusal]) as post, Worker(post.url) as worker:
            wait_until(lambda: Signature.objects.filter(bounced_at__isnull=False), "the refusal")
            post_form(self.petition, email="other@example.org")
            wait_until(lambda: post.mails, "the other mail")
            wait_until(lambda: not rows(), "the end of the rows")
        self.assertEqual([address for address, _ in post.mails], ["other@example.org"])
        self.assertEqual(post.asked, 2)
        # The log identifies no one.
        self.assertNotIn("canary", worker.log)
        self.assertNotIn(PREFIX, worker.log)

    def test_a_connection_that_breaks_after_the_email_was_accepted_brings_the_same_email_twice(
        self,
    ) -> None:
        post = PostOffice()
        post._to_data.append(post.take_it_and_break_the_line)
        post_form(self.petition)
        with post, Worker(post.url):
            wait_until(lambda: post.mails, "the first email")
            [(_, first)] = post.mails
            self.assertEqual(press(link_in(as_message(first))).status_code, 303)
            self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_a_worker_that_is_killed_while_it_sends_leaves_its_email_to_another(self) -> None:
        post = PostOffice()
        post._to_data.append(post.take_it_and_fall_silent)
        post_form(self.petition)
        with post:
            with Worker(post.url) as killed:
                self.assertTrue(post.hung_up.wait(60))
                killed.kill()
            [row] = rows()
            self.assertLessEqual(row.due_at, timezone.now() + intake.LEASE)
            [(_, first)] = post.mails
            hurry()
            with Worker(post.url):
                wait_until(lambda: len(post.mails) == 2, "the mail")
                wait_until(lambda: not rows(), "the end of the row")
        [_, (_, second)] = post.mails
        self.assertEqual(text_of(first), text_of(second))
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        self.assertEqual(Mailbox.objects.get().sent_on_day, 1)
        self.assertEqual(press(link_in(as_message(first))).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_a_worker_that_sends_slowly_renews_its_lease_so_that_no_other_sends_the_same_email(
        self,
    ) -> None:
        sign(self.petition)
        post = PostOffice()
        post._to_data.append(post.take_it_and_wait)
        with (
            post,
            patch.object(intake, "RENEW_EVERY", 0.05),
            override_settings(MAILERS={"default": mailer(post.url)}),
        ):
            slow = Thread(target=send_and_close)
            slow.start()
            self.assertTrue(post.hung_up.wait(60))
            hurry()  # as if the lease had ended
            wait_until(lambda: rows()[0].due_at > timezone.now(), "the renewal")
            self.assertFalse(signing_emails.send_batch())
            post.released.set()
            slow.join()
        self.assertEqual(len(post.mails), 1)
        self.assertEqual(rows(), [])

    def test_upkeep_that_a_killed_worker_left_is_struck_off_and_stops_nothing(self) -> None:
        run_now(fold_counts)
        execute("UPDATE procrastinate_jobs SET status = 'doing'")
        # The next one is queued already, and only one may be queued.
        run_now(fold_counts)
        execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + '1 day' WHERE status = 'todo'"
        )
        with PostOffice() as post, Worker(post.url):
            run_now(retry_stalled)
            wait_until(
                lambda: (
                    not ProcrastinateJob.objects.filter(task_name="fold-counts", status="doing")
                ),
                "the end of the upkeep",
            )

    def test_a_mailbox_gets_three_of_twenty_and_the_rest_waits(self) -> None:
        for _ in range(20):
            post_form(make_petition())
        post_form(self.petition, email="other@example.org")
        with PostOffice() as post, Worker(post.url):
            wait_until(lambda: len(post.mails) == 4 and len(rows()) == 17, "the mails")
        addresses = [address for address, _ in post.mails]
        self.assertEqual(addresses.count("gulnar@example.org"), 3)
        self.assertEqual(addresses.count("other@example.org"), 1)
        tomorrow = timezone.now().date() + timedelta(days=1)
        self.assertEqual({row.due_at.date() for row in rows()}, {tomorrow})

    def test_many_emails_leave_no_connection_and_no_row_behind(self) -> None:
        for number in range(40):
            post_form(self.petition, email=f"{number}@example.org")
        with PostOffice() as post, Worker(post.url):
            wait_until(lambda: not rows(), "the end of the rows")
            self.assertEqual(len({address for address, _ in post.mails}), 40)
            self.assertEqual(len(post.mails), 40)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                )
                [(connections,)] = cursor.fetchall()
            self.assertLess(connections, 25)

    def test_upkeep_folds_the_count_and_forgets(self) -> None:
        make_signature(self.petition)
        old = make_signature(self.petition, confirmed=False)
        Signature.objects.filter(pk=old.pk).update(signed_at=timezone.now() - timedelta(days=8))
        with PostOffice() as post, Worker(post.url):
            run_now(erase_unconfirmed)
            # No request starts the folding: it runs every ten seconds.
            wait_until(lambda: not LedgerEntry.objects.exists(), "the folding")
            wait_until(lambda: Signature.objects.count() == 1, "the forgetting")
        self.assertEqual(tallies.count(self.petition.pk), 1)


class Hanging(CommittingSigningTestCase):
    def test_a_mail_server_that_says_nothing_is_given_up_and_tried_again(self) -> None:
        self.assertEqual(mailer("smtp://mail.example")["OPTIONS"]["timeout"], 60)
        sign(self.petition)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            mute = mailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
            mute["OPTIONS"]["timeout"] = 0.2
            with override_settings(MAILERS={"default": mute}), self.assertRaises(OSError):
                deliver()
        # Nothing is locked meanwhile, and nothing is lost.
        self.assertEqual(len(rows()), 1)
        self.assertEqual(len(deliver()), 1)

    def test_no_transaction_is_open_while_the_mail_server_is_spoken_to(self) -> None:
        seen = []

        def look(emails: dict[int, EmailMessage], *_: Any, **__: Any) -> dict[int, SendOutcome]:
            seen.append((len(emails), connection.in_atomic_block, MailedToken.objects.count()))
            return dict.fromkeys(emails, SendOutcome.SENT)

        sign(self.petition)
        with patch("petitions.mail.smtp.send_batch", look):
            deliver()
        self.assertEqual(seen, [(1, False, 1)])


class WhatIsTriedAgain(SimpleTestCase):
    def decide(self, exception: BaseException, attempts: int = 0) -> Any:
        job = Job(
            queue="mail", lock=None, queueing_lock=None, task_name="mine-mail", attempts=attempts
        )
        return queue.BackOff().get_retry_decision(exception=exception, job=job)

    def test_answers_of_the_mail_server(self) -> None:
        refused = smtplib.SMTPRecipientsRefused
        for again, exception in (
            (False, refused({"a@example.org": (550, b"5.1.1 no such user")})),
            (False, refused({"a@example.org": (553, b"bad address")})),
            (False, smtplib.SMTPDataError(552, b"5.2.2 mailbox full")),
            (False, smtplib.SMTPDataError(554, b"no")),
            (True, refused({"a@example.org": (451, b"greylisted")})),
            (True, refused({"a@example.org": (554, b"5.7.1 relay access denied")})),
            (True, smtplib.SMTPDataError(421, b"shutting down")),
            (True, smtplib.SMTPDataError(550, b"5.7.1 your address is on a list")),
            (True, smtplib.SMTPSenderRefused(550, b"who are you", "x@example.org")),
            (True, smtplib.SMTPAuthenticationError(535, b"wrong password")),
            (True, smtplib.SMTPConnectError(554, b"no")),
            (True, smtplib.SMTPServerDisconnected("gone")),
            (True, smtplib.SMTPNotSupportedError("STARTTLS extension not supported")),
            (True, TimeoutError()),
            (True, ConnectionRefusedError()),
            (True, ValueError("Encrypted with a key that is not in PII_KEYS.")),
        ):
            with self.subTest(repr(exception)):
                self.assertEqual(self.decide(exception) is not None, again)

    def test_pauses_grow_to_a_quarter_of_an_hour(self) -> None:
        pauses = [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]
        for attempts, seconds in enumerate(pauses):
            pause = timedelta(seconds=seconds)
            before = timezone.now()
            again = self.decide(TimeoutError(), attempts).retry_at
            with self.subTest(attempts=attempts):
                self.assertLessEqual(before + pause, again)
                self.assertLessEqual(again, timezone.now() + pause)

    def test_after_a_week_it_is_given_up_as_the_signature_is_by_then(self) -> None:
        self.assertIsNone(self.decide(TimeoutError(), queue.MAX_ATTEMPTS))
        self.assertGreaterEqual(
            timedelta(seconds=queue.MAX_WAIT) * queue.MAX_ATTEMPTS, periods.CONFIRMATION_LINK
        )

    def test_what_may_not_be_sent_yet_waits_for_its_time(self) -> None:
        tomorrow = timezone.now() + timedelta(days=1)
        self.assertEqual(self.decide(queue.Later(tomorrow), 9_999).retry_at, tomorrow)
