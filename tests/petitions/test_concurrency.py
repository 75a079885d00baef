"""Many at once, each on a connection of its own: nothing is counted twice or lost, and nothing waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import sample
from threading import Barrier, Event, Thread
from typing import Any
from unittest.mock import patch

import psycopg
from django.core import mail
from django.db import connection, transaction
from django.db.models import F, QuerySet

from petitions import periods
from petitions.addresses import mailboxes
from petitions.addresses.mailboxes import Turn
from petitions.counting import tallies
from petitions.mail import signing_emails
from petitions.mail.smtp import SendOutcome
from petitions.models import Intake, Leaf, LedgerEntry, Mailbox, Petition, Signature, Tally
from petitions.moderation import review
from petitions.signers import my_signatures, unconfirmed
from petitions.signing import intake, storing, tokens
from petitions.signing.sign import SignatureInput, sign_petitions
from petitions.signing.tokens import MailSecret
from petitions.transparency import count_audit
from profiles.models import Detainee
from tests.databases import as_owner
from tests.factories import make_detainee, make_petition, make_signature, make_staff
from tests.petitions.post import database_url, wait_until
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    deliver,
    empty_queue,
    let_ten_minutes_pass,
    link_in,
    own_page_token,
    press,
    sign,
    sign_and_get_mail,
    store,
)
from tests.testcases import somebody_waits

MANY = 50


def at_once[T](do: Callable[[int], T], times: int = MANY) -> list[T]:
    """The results of `do` for each number, all started at the same moment."""
    start = Barrier(times)

    def run(number: int) -> T:
        try:
            connection.ensure_connection()
            start.wait(60)
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def without_waiting[T](do: Callable[[], T]) -> T:
    """Run it in a thread, on a connection of its own that gives up as soon as it has to wait for a lock."""

    def run() -> T:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def given(
    *, name: str = "A", address: str = "a@example.org", country: str = "NL"
) -> SignatureInput:
    return SignatureInput(name=name, address=address, country=country, consent_version="test")


def make_link(signature: Signature) -> str:
    mailed = MailSecret.from_seed(f"seed {signature.pk}")
    tokens.issue_confirmations(
        [tokens.Confirmation(mailed, [signature], f"{signature.pk}@example.org")]
    )
    return f"http://testserver/petitions/confirm/{mailed.token}/"


class SameMoment(CommittingSigningTestCase):
    def assert_counted(self, number: int) -> None:
        self.assertEqual(tallies.count(self.petition.pk), number)
        self.assertEqual(count_audit.differences(), [])

    def test_erasing_on_ones_own_page_and_storing_do_not_wait_in_a_circle(self) -> None:
        """The worker locks the row of the intake first, then the signature. So does whoever erases it."""
        signature = make_signature(self.petition, "a@example.org")
        link = own_page_token("a@example.org", signature)
        sign_petitions([self.petition.pk], given())

        def erase() -> None:
            try:
                page = my_signatures.find_page(link)
                assert page
                my_signatures.erase_signatures(page, page.signatures)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as thread:
            with transaction.atomic():
                intake.take(Intake.objects.all(), 1)
                erasing = thread.submit(erase)
                wait_until(somebody_waits, "the one who erases")
                list(Signature.objects.select_for_update())
            erasing.result()
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(Intake.objects.exists())

    def test_fifty_signings_with_one_mailbox_are_one_signature(self) -> None:
        answers = at_once(
            lambda number: (
                sign(
                    self.petition,
                    name=f"Signer {chr(65 + number % 26)}",
                    email=f"Gulnar+{number}@example.org",
                ).status_code
            )
        )
        self.assertEqual(answers, [303] * MANY)
        self.assertEqual(Signature.objects.count(), 1)
        events = LedgerEntry.objects.exclude(kind="counted").values_list("kind", "delta")
        self.assertEqual(sum(times for _kind, times in events), MANY)
        self.assertEqual(sum(times for kind, times in events if kind == "signed"), 1)

    def test_signing_overlapping_sets_while_they_are_mailed_and_confirmed(self) -> None:
        """In every order of the petitions there is no deadlock."""
        slugs = [make_petition().slug for _ in range(4)]
        # The rows of this address on later petitions are older.
        sign_petitions(
            [Petition.objects.get(slug=slugs[-1]).pk], given(address="gulnar@example.org")
        )
        store()
        empty_queue()
        links = [link_in(sign_and_get_mail(self.petition, also=slugs))]
        let_ten_minutes_pass()
        links.append(link_in(sign_and_get_mail(self.petition, also=slugs[2:])))

        def do(number: int) -> int:
            if number % 5 == 0:
                return int(press(links[number % 2]).status_code)
            also = sample(slugs, k=number % 5)
            return int(sign(self.petition, also=also).status_code)

        answers = at_once(do, MANY)
        self.assertEqual(set(answers), {303})
        self.assertEqual(Signature.objects.count(), 5)
        self.assertEqual(count_audit.differences(), [])

    def test_emails_and_confirmations_of_one_mailbox_do_not_block_each_other(self) -> None:
        slugs = [make_petition().slug for _ in range(3)]
        link = link_in(sign_and_get_mail(self.petition, also=slugs))
        for number in range(12):
            sign(self.petition, also=slugs[number % 3 :])

        def do(number: int) -> None:
            if number % 2:
                self.assertEqual(press(link).status_code, 303)
            else:
                signing_emails.send_batch()

        at_once(do, 24)
        self.assertEqual(Signature.objects.filter(state="confirmed").count(), 4)

    def test_fifty_signings_with_as_many_mailboxes_are_fifty(self) -> None:
        answers = at_once(
            lambda number: sign(self.petition, email=f"{number}@example.org").status_code
        )
        self.assertEqual(answers, [303] * MANY)
        self.assertEqual(Signature.objects.count(), MANY)

    def test_pressing_the_button_fifty_times_counts_once(self) -> None:
        link = link_in(sign_and_get_mail(self.petition))
        self.assertEqual(at_once(lambda _: press(link).status_code), [303] * MANY)
        self.assertEqual(LedgerEntry.objects.filter(kind="counted").count(), 1)
        self.assert_counted(1)

    def test_confirming_and_folding(self) -> None:
        links = [
            make_link(
                make_signature(self.petition, confirmed=False, country=("NL", "KZ")[number % 2])
            )
            for number in range(30)
        ]
        seen: list[int] = []

        def do(number: int) -> None:
            if number < len(links):
                self.assertEqual(press(links[number]).status_code, 303)
                return
            for _ in range(20):
                tallies.fold()
                seen.append(tallies.count(self.petition.pk))

        with patch.object(tallies, "FOLD_BATCH_SIZE", 3):
            at_once(do, len(links) + 3)
        self.assertLessEqual(max(seen), 30)
        self.assert_counted(30)
        while tallies.fold():
            pass
        self.assert_counted(30)
        self.assertEqual(dict(Tally.objects.values_list("country", "count")), {"NL": 15, "KZ": 15})

    def test_folding_at_once_never_counts_a_line_twice(self) -> None:
        for number in range(60):
            make_signature(self.petition, country=("NL", "KZ", "TR")[number % 3])

        def fold_all(_: int) -> int:
            moved = 0
            while LedgerEntry.objects.exists():
                moved += tallies.fold()
            return moved

        with patch.object(tallies, "FOLD_BATCH_SIZE", 7):
            self.assertEqual(sum(at_once(fold_all, 4)), 60)
        self.assert_counted(60)

    def test_the_button_and_not_me_leave_a_count_that_is_true(self) -> None:
        for _ in range(5):
            Mailbox.objects.all().delete()
            link = make_link(make_signature(self.petition, "a@example.org", confirmed=False))
            answers = at_once(partial(self.press_one_of_two, link), 8)
            counted = Signature.objects.count()
            self.assertEqual(answers.count(303), 4 * counted)
            self.assertEqual(answers.count(200), 1 - counted)
            self.assert_counted(counted)
            for model in (Signature, LedgerEntry, Leaf):
                model._default_manager.all().delete()

    def press_one_of_two(self, link: str, number: int) -> int:
        return int(press(link if number % 2 else f"{link}not-me/").status_code)

    def test_signing_again_while_confirming_counts_the_country_that_is_stored(self) -> None:
        for round_ in range(6):
            address = f"{round_}@example.org"
            link = make_link(make_signature(self.petition, address, confirmed=False, country="NL"))
            at_once(partial(self.press_or_sign, link, address), 6)
        for signature in Signature.objects.all():
            self.assertEqual(signature.state, "confirmed")
        kept = [str(signature.country) for signature in Signature.objects.order_by("country")]
        self.assertEqual(
            sorted(LedgerEntry.objects.filter(kind="counted").values_list("country", flat=True)),
            kept,
        )
        self.assert_counted(6)

    def press_or_sign(self, link: str, address: str, number: int) -> None:
        if number % 2:
            press(link)
        else:
            sign_petitions([self.petition.pk], given(address=address, country="KZ"))
            storing.store_batch()

    def test_three_of_twenty_emails_to_one_mailbox_have_their_turn(self) -> None:
        turns = at_once(lambda _: mailboxes.take_turn("a@example.org", b"link"), 20)
        self.assertEqual(turns.count(Turn.NOW), mailboxes.MAX_EMAILS_A_DAY)
        self.assertEqual(turns.count(Turn.TOMORROW), 20 - mailboxes.MAX_EMAILS_A_DAY)
        self.assertEqual(Mailbox.objects.get().sent_on_day, mailboxes.MAX_EMAILS_A_DAY)

    def test_four_workers_send_three_of_twenty_emails_to_one_mailbox(self) -> None:
        for _ in range(20):
            sign_petitions([make_petition().pk], given())

        def work(_number: int) -> None:
            while storing.store_batch(3):
                pass
            with patch.object(signing_emails, "BATCH", 3):
                while signing_emails.send_batch():
                    pass

        at_once(work, 4)
        self.assertEqual(Signature.objects.count(), 20)
        self.assertEqual(len(mail.outbox), 3)

    def test_four_workers_store_and_answer_everyone_once(self) -> None:
        for number in range(60):
            sign_petitions([self.petition.pk], given(address=f"{number % 40}@example.org"))

        def work(_number: int) -> None:
            while storing.store_batch(5):
                pass
            while signing_emails.send_batch():
                pass

        with patch.object(signing_emails, "BATCH", 4):
            at_once(work, 4)
        self.assertEqual(Signature.objects.count(), 40)
        self.assertEqual(
            {message.to[0] for message in mail.outbox}, {f"{n}@example.org" for n in range(40)}
        )
        self.assertFalse(Intake.objects.exists())
        signed = LedgerEntry.objects.filter(kind__in=["signed", "repeated"])
        self.assertEqual(sum(signed.values_list("delta", flat=True)), 60)

    def test_ten_of_thirty_codes_are_looked_at(self) -> None:
        tries = at_once(lambda _: mailboxes.count_code_attempt("a@example.org"), 30)
        self.assertEqual(tries.count(True), mailboxes.MAX_CODES_A_DAY)


class NobodyWaits(CommittingSigningTestCase):
    def test_signing_and_confirming_while_someone_holds_the_petition(self) -> None:
        person = make_detainee()
        link = link_in(sign_and_get_mail(self.petition))
        with transaction.atomic():
            Petition.objects.select_for_update().get()
            Detainee.objects.select_for_update().get()
            signed = without_waiting(
                lambda: (
                    sign(
                        self.petition, email="b@example.org", **{"for": person.reference}
                    ).status_code
                )
            )
            confirmed = without_waiting(lambda: press(link).status_code)
            mailed = without_waiting(lambda: len(deliver()))
            shown = without_waiting(
                lambda: self.client.get("/petitions/free-the-teachers/").status_code
            )
        self.assertEqual((signed, confirmed, mailed, shown), (303, 303, 1, 200))

    def test_signing_and_confirming_while_others_are_being_confirmed_and_folded(self) -> None:
        links = [
            make_link(make_signature(self.petition, confirmed=False, country=country))
            for country in ("NL", "KZ")
        ]
        make_signature(self.petition)
        with transaction.atomic():
            self.assertEqual(tallies.fold(), 1)  # its rows stay locked until the end of the block
            self.assertEqual(press(links[0]).status_code, 303)
            signed = without_waiting(lambda: sign(self.petition).status_code)
            confirmed = without_waiting(lambda: press(links[1]).status_code)
            count = without_waiting(lambda: tallies.count(self.petition.pk))
            self.assertEqual(without_waiting(tallies.fold), 0)  # the other one does it
        self.assertEqual((signed, confirmed), (303, 303))
        self.assertEqual(count, 2)  # the folded one, and the one just confirmed
        self.assertEqual(tallies.count(self.petition.pk), 3)

    def test_signing_does_not_wait_for_an_email_under_way(self) -> None:
        under_way, go_on = Event(), Event()

        def slow(*args: object, **kwargs: object) -> dict[int, SendOutcome]:
            under_way.set()
            go_on.wait(60)
            return {}

        def work() -> None:
            try:
                deliver()
            finally:
                connection.close()

        sign(self.petition)
        with patch("petitions.mail.smtp.send_batch", slow):
            worker = Thread(target=work)
            worker.start()
            self.assertTrue(under_way.wait(60))
            again = without_waiting(lambda: sign(self.petition).status_code)
            turn = without_waiting(lambda: mailboxes.take_turn("gulnar@example.org"))
            go_on.set()
            worker.join()
        self.assertEqual((again, turn), (303, Turn.NOW))

    def test_the_commit_of_another_signing(self) -> None:
        """Postgres lets transactions that send a notification commit one by one."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
                WHERE tgrelid IN ('petitions_intake'::regclass, 'petitions_signature'::regclass)
                    AND tgtype & 4 = 4 -- on INSERT
                    AND tgenabled <> 'D' AND prosrc ILIKE '%notify%'
                """
            )
            self.assertEqual(cursor.fetchall(), [])


class Killed(CommittingSigningTestCase):
    def test_a_folding_that_is_killed_loses_nothing(self) -> None:
        for _ in range(5):
            make_signature(self.petition)
        with psycopg.connect(database_url()) as other:
            other.execute("DELETE FROM petitions_ledgerentry")
            other.execute(
                "INSERT INTO petitions_tally (petition_id, country, count) VALUES (%s, 'NL', 5)",
                [self.petition.pk],
            )
            with as_owner(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [other.info.backend_pid])
            with self.assertRaises(psycopg.OperationalError):
                other.execute("SELECT 1")
        self.assertEqual(tallies.fold(), 5)
        self.assertEqual(tallies.count(self.petition.pk), 5)
        self.assertEqual(count_audit.differences(), [])


class InOneOrder(CommittingSigningTestCase):
    """Signatures are locked in the order of their petitions, and before the mailbox: so there is no deadlock."""

    def setUp(self) -> None:
        super().setUp()
        later = make_petition()
        # The row of this address on the later petition is older.
        self.last = make_signature(
            later, "a@example.org", state="quarantined", quarantine_reason="domain"
        )
        self.first = make_signature(
            self.petition, "a@example.org", state="quarantined", quarantine_reason="domain"
        )

    def assert_waits_for_the_first_alone(
        self, do: Callable[[], object], then: QuerySet[Any]
    ) -> None:
        """While we hold the lock on the first row, `do` waits for it and has locked none of `then`."""

        def run() -> None:
            try:
                do()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as thread:
            with transaction.atomic():
                Signature.objects.select_for_update().get(pk=self.first.pk)
                done = thread.submit(run)
                wait_until(somebody_waits, "the other at the row")
                self.assertTrue(list(then.select_for_update(nowait=True)))
            done.result()

    def last_row(self) -> QuerySet[Any]:
        return Signature.objects.filter(pk=self.last.pk)

    def test_accepting_after_review(self) -> None:
        author = make_staff()
        self.assert_waits_for_the_first_alone(
            lambda: review.approve([self.last, self.first], author), self.last_row()
        )
        self.assertEqual(set(Signature.objects.values_list("state", flat=True)), {"confirmed"})

    def test_erasing_on_the_own_page(self) -> None:
        mailboxes.take_turn("a@example.org")
        found = my_signatures.find_page(own_page_token("a@example.org"))
        assert found
        self.assert_waits_for_the_first_alone(
            lambda: my_signatures.erase_signatures(found, found.signatures), Mailbox.objects.all()
        )
        self.assertFalse(Signature.objects.exists())

    def test_erasing_twice_from_two_windows(self) -> None:
        found = my_signatures.find_page(own_page_token("a@example.org"))
        assert found
        self.assertEqual(
            at_once(lambda _number: my_signatures.erase_signatures(found, found.signatures), 6),
            [None] * 6,
        )
        self.assertFalse(Signature.objects.exists())

    def test_what_is_signed_afresh_while_old_ones_are_erased_stays_and_is_not_waited_for(
        self,
    ) -> None:
        Signature.objects.all().delete()
        sign_petitions([self.petition.pk], given())
        sign_petitions([self.petition.pk], given(address="other@example.org"))
        store()
        Signature.objects.update(signed_at=F("signed_at") - periods.CONFIRMATION_LINK)
        with transaction.atomic():
            sign_petitions([self.petition.pk], given(name="Afresh"))
            store()
            without_waiting(unconfirmed.erase_expired)
        self.assertEqual(Signature.objects.get().known_details.name, "Afresh")
