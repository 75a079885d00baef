"""A rule is changed while people sign, confirm and withdraw, and while the worker is killed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from unittest.mock import patch

from django.db import connection, transaction

from petitions.addresses import canonical
from petitions.counting import tallies
from petitions.models import RuleChange, Signature
from petitions.rule_changes import apply, preview, tasks
from petitions.signers import erasure
from petitions.signing.sign import sign_petitions
from petitions.transparency import count_audit
from tests.factories import make_signature, make_signatures
from tests.petitions.mail.test_worker import OFTEN, run_now
from tests.petitions.post import Worker, wait_until
from tests.petitions.rule_changes.test_apply import change_rule, propose
from tests.petitions.test_concurrency import at_once, given, make_link
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    link_in,
    press,
    sign,
    sign_and_get_mail,
)
from tests.testcases import somebody_waits

State = RuleChange.State
BOTH = ("gul.nar{}@small.example.org", "gulnar{}@small.example.org")


def applied() -> bool:
    return RuleChange.objects.get().state == State.DONE


@contextmanager
def small_batches() -> Iterator[None]:
    with patch.object(apply, "BATCH", 3), patch.object(apply, "WINDOW", 7):
        yield


@contextmanager
def in_another_thread(do: Callable[[], object]) -> Iterator[None]:
    """Done by the end of the block."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(run)
        yield
        done.result()


@contextmanager
def while_it_is_held(signature: Signature) -> Iterator[None]:
    with transaction.atomic():
        Signature.objects.select_for_update().get(pk=signature.pk)
        yield


def rereading_begins() -> None:
    """As far as it gets."""
    with (
        patch.object(apply, "_others_are_through", return_value=True),
        in_another_thread(lambda: apply.work(0.5)),
    ):
        pass


class WhilePeopleSign(CommittingSigningTestCase):
    def assert_true(self, counted: int) -> None:
        self.assertEqual(count_audit.differences(), [])
        self.assertEqual(tallies.count(self.petition.pk), counted)
        self.assertEqual(Signature.objects.filter(state="confirmed").count(), counted)

    def test_sign_confirm_and_withdraw_with_two_workers_at_it(self) -> None:
        people = 8
        for number in range(people):  # counted under both spellings
            for spelling in BOTH:
                make_signature(self.petition, spelling.format(f"-both-{number}"))
        links = [  # counted under one, and about to be confirmed under the other
            make_link(
                make_signature(self.petition, BOTH[1].format(f"-one-{number}"), confirmed=False)
            )
            for number in range(people)
        ]
        for number in range(people):
            make_signature(self.petition, BOTH[0].format(f"-one-{number}"))
        leaving = [
            make_signature(self.petition, BOTH[0].format(f"-leaves-{number}"))
            for number in range(people)
        ]
        change = propose()

        def do(number: int) -> int:
            who, kind = divmod(number, 4)
            match kind:
                case 0:
                    return int(press(links[who]).status_code)
                case 1:
                    erasure.withdraw(leaving[who])
                    return 303
                case 2:
                    return int(sign(self.petition, email=BOTH[who % 2].format("-new")).status_code)
            if who == 0:
                apply.apply(change)
            elif who < 3:
                while not applied():
                    apply.work(1)
            else:
                self.assertEqual(count_audit.differences(), [])
            return 303

        with small_batches():
            answers = at_once(do, 4 * people)
        self.assertEqual(set(answers), {303})
        self.assert_true(2 * people)
        new = Signature.objects.filter(state="pending")
        self.assertEqual(
            [bytes(each.email_digest) for each in new],
            [canonical.signature_digest(self.petition.pk, BOTH[1].format("-new"))],
        )

    def test_nobody_is_counted_twice_at_any_moment(self) -> None:
        """From the moment on in which the rule is in force."""
        first = make_signature(self.petition, BOTH[0].format(""))
        make_signature(self.petition, "other@small.example.org")
        apply.apply(propose())
        link = link_in(sign_and_get_mail(self.petition, email="g.u.l.nar@small.example.org"))
        with while_it_is_held(first):
            rereading_begins()
            press(link)
            self.assert_true(2)
        apply.work(60)
        self.assert_true(2)
        self.assertTrue(applied())

    def test_a_signing_by_the_rule_before_that_is_under_way_is_waited_for(self) -> None:
        make_signature(self.petition, BOTH[1].format(""))
        change = propose()
        with patch.object(apply, "OTHERS_TAKE", 0.2):
            with transaction.atomic():
                sign_petitions([self.petition], given(address=BOTH[0].format("")))
                with in_another_thread(lambda: apply.apply(change)):
                    pass
                with in_another_thread(lambda: apply.work(1)):
                    pass
                self.assertEqual(RuleChange.objects.get().cursor, 0)
            apply.work(60)
        self.assertTrue(applied())
        self.assertEqual(Signature.objects.get().state, "confirmed")

    def test_who_signs_with_the_mailbox_that_is_just_reread_gets_no_error(self) -> None:
        make_signature(self.petition, BOTH[0].format(""))
        apply.apply(propose())
        signed = Event()

        def work() -> None:
            signed.wait(60)
            rereading_begins()

        with in_another_thread(work), transaction.atomic():
            sign_petitions([self.petition], given(address=BOTH[1].format("")))
            signed.set()
            wait_until(somebody_waits, "the worker at the key")
        apply.work(60)
        self.assertTrue(applied())
        self.assert_true(1)
        self.assertEqual(Signature.objects.count(), 1)

    def test_parting_waits_for_the_keeper_whom_somebody_holds(self) -> None:
        kept = make_signature(self.petition, BOTH[0].format(""))
        make_signature(self.petition, BOTH[1].format(""))
        change_rule()
        back = propose(becomes=None)
        apply.apply(back)
        with while_it_is_held(kept):
            rereading_begins()
            self.assert_true(1)
        apply.work(60)
        self.assert_true(2)


class Killed(CommittingSigningTestCase):
    def test_a_worker_that_is_killed_half_way_is_gone_on_with_by_the_next(self) -> None:
        people = 5 * apply.BATCH
        spelt = (spelling.format(number) for number in range(people) for spelling in BOTH)
        make_signatures(self.petition, spelt)
        change = propose()
        self.assertEqual(preview.foreseen(change)[0].uncounted, people)
        apply.apply(change)
        with Worker("console:", *OFTEN) as worker:
            run_now(tasks.reread)
            wait_until(lambda: RuleChange.objects.get().cursor, "the first batch")
            worker.kill()
        self.assertEqual(count_audit.differences(), [])
        with Worker("console:", *OFTEN):
            run_now(tasks.reread)
            wait_until(applied, "the last batch")
        self.assertEqual(count_audit.differences(), [])
        self.assertEqual(tallies.count(self.petition.pk), people)
        self.assertEqual(RuleChange.objects.get().joined, people)
