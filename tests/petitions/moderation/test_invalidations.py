"""Invalidations take many signatures out of the count and restore them. The count is right at every moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demo import signatures
from petitions.counting import ledger, tallies
from petitions.models import (
    DayTally,
    Invalidation,
    Kind,
    Leaf,
    Petition,
    Signature,
)
from petitions.moderation import invalidations, matching, tasks
from petitions.signers import erasure
from petitions.transparency import count_audit
from tests.factories import make_petition, make_signature, make_staff, make_trace
from tests.petitions.mail.test_worker import run_now
from tests.petitions.post import Worker, wait_until
from tests.petitions.test_concurrency import at_once, make_link
from tests.petitions.testcases import CommittingSigningTestCase, SigningTestCase, press, sign

State = Invalidation.State

NETWORKS = {"Bot One": b"\xab" * 16, "Jane Roe": b"\xcd" * 16}


def make_invalidation(petition: Petition, **conditions: Any) -> Invalidation:
    author = User.objects.first() or make_staff()
    return Invalidation.objects.create(
        petition=petition, reason="Made-up names", author=author, **conditions
    )


def finish(invalidation: Invalidation) -> None:
    while invalidations.run_batch(invalidation.pk):
        pass
    invalidation.refresh_from_db()


def happened(petition: Petition) -> dict[str, int]:
    """How often each kind of event happened, without the count itself."""
    while tallies.fold():
        pass
    return {
        tally.kind: tally.count
        for tally in DayTally.objects.filter(petition=petition).exclude(kind=Kind.COUNTED)
    }


class ConditionTests(SigningTestCase):
    def found(self, **conditions: Any) -> set[str]:
        invalidation = make_invalidation(self.petition, **conditions)
        return {
            each.name_for_staff
            for each in matching.matching_signatures(invalidation)
            if matching.has_name(invalidation, each)
        }

    def setUp(self) -> None:
        super().setUp()
        now = timezone.now()
        for name, address, fields in (
            ("Bot One", "a@flood.example", {"country": "FR"}),
            ("Bot Two", "b@mx.flood.example", {"signed_at": now - timedelta(hours=5)}),
            ("Jane Roe", "c@example.org", {"confirmed": False}),
            (
                "Quarantined Roe",
                "d@example.org",
                {"state": "quarantined", "quarantine_reason": "domain"},
            ),
        ):
            signature = make_signature(self.petition, address, name=name, **fields)
            domain = "flood.example" if name.startswith("Bot") else "example.org"
            make_trace(signature, domain, network=NETWORKS.get(name))
        elsewhere = make_signature(make_petition(), "a@flood.example", name="Of Another Petition")
        make_trace(elsewhere, "flood.example")

    def test_by_name_country_time_and_reason(self) -> None:
        now = timezone.now()
        for conditions, names in (
            ({"name_contains": "bot"}, {"Bot One", "Bot Two"}),
            ({"country": "FR"}, {"Bot One"}),
            ({"signed_from": now - timedelta(hours=1)}, {"Bot One", "Jane Roe", "Quarantined Roe"}),
            ({"signed_until": now - timedelta(hours=1)}, {"Bot Two"}),
            ({"quarantine_reason": "domain"}, {"Quarantined Roe"}),
            ({"quarantine_reason": "*"}, {"Quarantined Roe"}),
            ({"name_contains": "bot", "country": "FR"}, {"Bot One"}),
            ({"name_contains": "roe"}, {"Jane Roe", "Quarantined Roe"}),
            ({"name_contains": "roe", "covers_pending": False}, {"Quarantined Roe"}),
        ):
            with self.subTest(conditions):
                self.assertEqual(self.found(**conditions), names)

    def test_encrypted_names_are_read_batch_by_batch(self) -> None:
        for number in range(5):
            make_signature(self.petition, name=f"Flood {number}", confirmed=False)
            make_signature(self.petition, name=f"Honest {number}", confirmed=False)
        flood = make_invalidation(self.petition, name_contains="FLOOD")
        found = invalidations.preview(flood)
        self.assertEqual((found.counted, found.quarantined, found.pending), (0, 0, 5))
        self.assertEqual(
            [each.name_for_staff for each in found.sample], [f"Flood {n}" for n in (4, 3, 2, 1, 0)]
        )
        with patch.object(invalidations, "BATCH_SIZE", 3):
            invalidations.start(flood)
            finish(flood)
        taken = Signature.objects.filter(invalidation=flood)
        self.assertEqual({each.name_for_staff for each in taken}, {f"Flood {n}" for n in range(5)})
        self.assertEqual(flood.done, flood.found)

    def test_too_many_encrypted_names_ask_for_more_conditions(self) -> None:
        with (
            patch.object(invalidations, "PREVIEW_TIMEOUT", 0),
            self.assertRaisesMessage(ValidationError, "takes too long"),
        ):
            invalidations.preview(make_invalidation(self.petition, name_contains="jane"))

    def test_by_domain_with_all_below_it(self) -> None:
        self.assertEqual(self.found(domain="flood.example"), {"Bot One", "Bot Two"})
        self.assertEqual(self.found(domain="nobody.example"), set())

    def test_by_network(self) -> None:
        self.assertEqual(self.found(network="abababab"), {"Bot One"})
        self.assertEqual(self.found(network="cd" * 16), {"Jane Roe"})
        self.assertEqual(self.found(network="abababac"), set())

    def test_a_domain_is_read_as_people_write_it(self) -> None:
        for typed, read in (
            (" Example.ORG ", "example.org"),
            ("@example.org", "example.org"),
            ("*.bücher.example", "*.xn--bcher-kva.example"),
        ):
            self.assertEqual(matching.clean_domain(typed), read)
        for typed in ("", "*", "org", "*.org", "a b.example", "someone@example.org", "-.."):
            with self.subTest(typed), self.assertRaises(ValidationError):
                matching.clean_domain(typed)

    def test_a_search_is_for_the_domain_that_someone_registered(self) -> None:
        for typed in ("mx.flood.example", "*.flood.example", "a.b.flood.example"):
            self.assertEqual(matching.clean_registrable_domain(typed), "flood.example")
        self.assertEqual(matching.clean_registrable_domain("mx.flood.co.uk"), "flood.co.uk")
        for typed in ("co.uk", "*.edu.cn"):
            with self.subTest(typed), self.assertRaises(ValidationError):
                matching.clean_registrable_domain(typed)

    def test_without_any_condition_nothing_can_be_counted_or_started(self) -> None:
        nothing = make_invalidation(self.petition)
        for action in (invalidations.preview, invalidations.start):
            with self.assertRaises(ValidationError):
                action(nothing)
        self.assertEqual(Signature.objects.filter(state="invalidated").count(), 0)


class InvalidationTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        for number in range(7):
            make_signature(self.petition, name=f"Bot {number}", country="FR")
        make_signature(self.petition, name="Bot who waits", confirmed=False)
        make_signature(
            self.petition, name="Bot in quarantine", state="quarantined", quarantine_reason="domain"
        )
        make_signature(self.petition, name="Jane Roe")
        self.bots = make_invalidation(self.petition, name_contains="bot")
        self.enterContext(patch.object(invalidations, "BATCH_SIZE", 3))
        self.enterContext(patch.object(invalidations, "SCAN_WINDOW", 4))

    def states(self) -> list[str]:
        return sorted(Signature.objects.values_list("state", flat=True))

    def assert_true(self, count: int) -> None:
        self.assertEqual(tallies.count(self.petition.pk), count)
        self.assertEqual(count_audit.differences(), [])

    def test_they_are_counted_first_and_some_are_shown(self) -> None:
        found = invalidations.preview(self.bots)
        self.assertEqual((found.counted, found.quarantined, found.pending), (7, 1, 1))
        self.assertEqual(found.total, 9)
        self.assertEqual({each.name_for_staff[:3] for each in found.sample}, {"Bot"})
        self.assert_true(8)

    def test_it_takes_them_out_in_batches_and_undoing_puts_each_back_as_it_was(self) -> None:
        before = self.states()
        invalidations.start(self.bots)
        self.assertEqual(self.bots.found, 9)
        self.assertTrue(invalidations.run_batch(self.bots.pk))
        self.bots.refresh_from_db()
        self.assertEqual((self.bots.state, self.bots.done), (State.RUNNING, 3))
        self.assert_true(5)
        finish(self.bots)
        self.assertEqual((self.bots.state, self.bots.done, self.bots.uncounted), (State.DONE, 9, 7))
        self.assertEqual(self.states(), ["confirmed"] + ["invalidated"] * 9)
        self.assert_true(1)
        self.assertEqual(happened(self.petition)[Kind.INVALIDATED], 9)

        invalidations.undo(self.bots)
        finish(self.bots)
        self.assertEqual(
            (self.bots.state, self.bots.done, self.bots.uncounted), (State.UNDONE, 0, 0)
        )
        self.assertEqual(self.states(), before)
        self.assert_true(8)
        self.assertEqual(happened(self.petition)[Kind.RESTORED], 9)
        self.assertFalse(Signature.objects.exclude(invalidation=None).exists())

    def test_the_public_log_says_what_was_taken_out_and_adds_it_anew(self) -> None:
        invalidations.start(self.bots)
        finish(self.bots)
        removed = Leaf.objects.filter(action="remove")
        self.assertEqual(set(removed.values_list("reason", flat=True)), {Kind.INVALIDATED})
        self.assertEqual(removed.count(), 7)
        invalidations.undo(self.bots)
        finish(self.bots)
        self.assertEqual(Leaf.objects.filter(action="add").count(), 8 + 7)
        for signature in Signature.objects.filter(state="confirmed").select_related("petition"):
            commitment = ledger.commitment(self.petition.slug, bytes(signature.receipt or b""))
            self.assertEqual(
                list(Leaf.objects.filter(commitment=commitment).values_list("action", flat=True)),
                ["add"],
            )

    def test_it_can_be_cancelled_gone_on_with_and_undone_from_half_way(self) -> None:
        invalidations.start(self.bots)
        invalidations.run_batch(self.bots.pk)
        invalidations.cancel(self.bots)
        self.assertFalse(invalidations.run_batch(self.bots.pk))
        self.assert_true(5)
        invalidations.start(self.bots)
        self.assertEqual(self.bots.found, 9)
        finish(self.bots)
        self.assert_true(1)
        invalidations.undo(self.bots)
        invalidations.run_batch(self.bots.pk)
        invalidations.cancel(self.bots)
        self.assert_true(4)
        invalidations.undo(self.bots)
        finish(self.bots)
        self.assert_true(8)

    def test_only_what_is_at_work_is_cancelled_and_only_what_was_done_is_undone(self) -> None:
        for action in (invalidations.cancel, invalidations.undo):
            with self.assertRaises(ValidationError):
                action(self.bots)
        invalidations.start(self.bots)
        for action in (invalidations.start, invalidations.undo):
            with self.assertRaises(ValidationError):
                action(self.bots)

    def test_one_is_at_work_on_a_petition_at_a_time(self) -> None:
        other = make_invalidation(self.petition, country="FR")
        invalidations.start(self.bots)
        with self.assertRaisesMessage(ValidationError, "Another invalidation is running"):
            invalidations.start(other)
        finish(self.bots)
        invalidations.start(other)

    def test_two_that_mean_the_same_do_not_take_or_give_back_each_others(self) -> None:
        other = make_invalidation(self.petition, country="FR")
        invalidations.start(self.bots)
        finish(self.bots)
        make_signature(self.petition, name="Late Bot", country="FR")
        invalidations.start(other)
        finish(other)
        self.assertEqual((self.bots.done, other.done), (9, 1))
        invalidations.undo(self.bots)
        finish(self.bots)
        self.assertEqual(Signature.objects.get(invalidation=other).name, "Late Bot")
        self.assert_true(8)

    def test_those_who_sign_after_the_start_are_not_meant(self) -> None:
        invalidations.start(self.bots)
        make_signature(self.petition, name="A later bot")
        finish(self.bots)
        self.assertEqual(Signature.objects.get(name="A later bot").state, "confirmed")

    def test_a_batch_that_breaks_leaves_nothing_half_done(self) -> None:
        invalidations.start(self.bots)
        with (
            patch.object(ledger, "record_events", side_effect=RuntimeError),
            self.assertRaises(RuntimeError),
            transaction.atomic(),
        ):
            invalidations.run_batch(self.bots.pk)
        self.assert_true(8)
        finish(self.bots)
        self.assert_true(1)

    def test_a_batch_costs_the_same_number_of_queries_however_large(self) -> None:
        costs = []
        for batch in (2, 5):
            invalidations.start(self.bots)
            with (
                patch.object(invalidations, "BATCH_SIZE", batch),
                CaptureQueriesContext(connection) as queries,
            ):
                invalidations.run_batch(self.bots.pk)
            costs.append(len(queries))
            invalidations.cancel(self.bots)
        self.assertEqual(costs[0], costs[1])


class SignerTests(SigningTestCase):
    """Signers of invalidated signatures see the same as every signer."""

    def invalidate_all(self) -> Invalidation:
        invalidation = make_invalidation(self.petition, country="NL")
        invalidations.start(invalidation)
        finish(invalidation)
        return invalidation

    def test_a_link_of_one_that_waited_works_and_does_not_count(self) -> None:
        link = make_link(make_signature(self.petition, confirmed=False))
        invalidation = self.invalidate_all()
        page = self.client.get(f"/{link.split('/', 3)[3]}")
        self.assertContains(page, "<button")
        self.assertEqual(press(link).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 0)
        invalidations.undo(invalidation)
        finish(invalidation)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_withdrawing_takes_nothing_from_the_count_twice(self) -> None:
        signature = make_signature(self.petition)
        invalidation = self.invalidate_all()
        erasure.withdraw(signature)
        invalidations.undo(invalidation)
        finish(invalidation)
        self.assertEqual(tallies.count(self.petition.pk), 0)
        self.assertEqual(count_audit.differences(), [])

    def test_one_that_is_signed_afresh_is_looked_at_and_not_given_back(self) -> None:
        sign(self.petition)
        invalidation = self.invalidate_all()
        sign(self.petition)
        signature = Signature.objects.get()
        self.assertEqual(
            (signature.state, signature.quarantine_reason), ("pending", "invalidated before")
        )
        invalidations.undo(invalidation)
        finish(invalidation)
        self.assertEqual(Signature.objects.get().quarantine_reason, "invalidated before")


class AtOnceTests(CommittingSigningTestCase):
    def assert_true(self) -> None:
        while tallies.fold():
            pass
        self.assertEqual(count_audit.differences(), [])
        self.assertEqual(
            tallies.count(self.petition.pk), Signature.objects.filter(state="confirmed").count()
        )

    @contextmanager
    def small_batches(self) -> Iterator[None]:
        with (
            patch.object(invalidations, "BATCH_SIZE", 3),
            patch.object(invalidations, "SCAN_WINDOW", 7),
        ):
            yield

    def test_while_people_confirm_withdraw_and_two_workers_are_at_it(self) -> None:
        links = [make_link(make_signature(self.petition, confirmed=False)) for _ in range(15)]
        leaving = [make_signature(self.petition) for _ in range(15)]
        for _ in range(10):
            make_signature(self.petition)
        invalidation = make_invalidation(self.petition, country="NL")
        invalidations.start(invalidation)

        def do(number: int) -> None:
            if number < len(links):
                self.assertEqual(press(links[number]).status_code, 303)
            elif number < len(links) + len(leaving):
                erasure.withdraw(leaving[number - len(links)])
            else:
                while Invalidation.objects.get().state == State.RUNNING:
                    invalidations.run_batch(invalidation.pk)

        with self.small_batches():
            at_once(do, len(links) + len(leaving) + 2)
        self.assert_true()
        self.assertEqual(set(Signature.objects.values_list("state", flat=True)), {"invalidated"})
        invalidations.undo(invalidation)
        with self.small_batches():
            finish(invalidation)
        self.assert_true()
        self.assertEqual(tallies.count(self.petition.pk), 25)

    def test_a_locked_row_is_skipped_and_taken_later(self) -> None:
        rows = [make_signature(self.petition) for _ in range(9)]
        invalidation = make_invalidation(self.petition, country="NL")
        invalidations.start(invalidation)

        def work() -> None:
            try:
                finish(invalidation)
            finally:
                connection.close()

        with self.small_batches(), ThreadPoolExecutor(1) as thread:
            with transaction.atomic():
                Signature.objects.select_for_update().get(pk=rows[4].pk)
                thread.submit(work).result()
                self.assertEqual((invalidation.state, invalidation.done), (State.RUNNING, 8))
            finish(invalidation)
        self.assertEqual((invalidation.state, invalidation.done), (State.DONE, 9))
        self.assert_true()

    def test_a_worker_that_is_killed_half_way_is_gone_on_with_by_the_next(self) -> None:
        until = timezone.now()
        many = 6 * invalidations.BATCH_SIZE
        signatures.write(self.petition, many, countries=3, until=until, people=[])
        invalidation = make_invalidation(self.petition, signed_until=until + timedelta(days=1))
        invalidations.start(invalidation)

        def done() -> int:
            invalidation.refresh_from_db()
            return invalidation.done

        with Worker("console:") as worker:
            run_now(tasks.invalidate)
            wait_until(done, "the first batch")
            worker.kill()
        self.assert_true()
        with Worker("console:"):
            run_now(tasks.invalidate)
            wait_until(lambda: done() == many, "the last batch")
        self.assert_true()
        self.assertEqual(tallies.count(self.petition.pk), 0)
