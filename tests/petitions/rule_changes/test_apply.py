"""A changed rule for addresses is counted first, then applied to the signatures given before."""

from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from petitions.addresses import canonical
from petitions.addresses.canonical import Rule
from petitions.counting import tallies
from petitions.models import (
    AddressRule,
    Domain,
    Invalidation,
    Leaf,
    NewDigest,
    Petition,
    RuleChange,
    Signature,
)
from petitions.moderation import invalidations
from petitions.rule_changes import apply, preview
from petitions.rule_changes.preview import Foreseen
from petitions.signers import erasure
from petitions.signing import confirm
from petitions.signing.sign import sign_petitions
from petitions.transparency import count_audit
from tests.factories import make_petition, make_signature, make_staff
from tests.petitions.test_concurrency import given
from tests.petitions.testcases import (
    SigningTestCase,
    code_in,
    deliver,
    link_in,
    press,
    sign,
    sign_and_get_mail,
)

State = RuleChange.State
DOTS = Rule(ignores_dots=True, ignores_tags=True)


def propose(domain: str = "small.example.org", becomes: Rule | None = DOTS) -> RuleChange:
    author = User.objects.first() or make_staff()
    change = apply.propose(domain, becomes, author)
    apply.work(60)
    change.refresh_from_db()
    return change


def change_rule(domain: str = "small.example.org", becomes: Rule | None = DOTS) -> RuleChange:
    change = propose(domain, becomes)
    apply.apply(change)
    apply.work(60)
    change.refresh_from_db()
    return change


def note(petition: Petition, *domains: str) -> None:
    """As the worker does with the first mail to somebody there."""
    for domain in domains:
        digest = canonical.domain_digest(petition.pk, domain)
        Domain.objects.create(petition=petition, digest=digest, name=domain)


class RereadingTestCase(SigningTestCase):
    def make(
        self, *addresses_: str, petition: Petition | None = None, **fields: Any
    ) -> list[Signature]:
        return [make_signature(petition or self.petition, each, **fields) for each in addresses_]

    def assert_states(self, *expected: str) -> None:
        """Of all signatures in the order in which they were given; and the count is true."""
        states = Signature.objects.order_by("pk").values_list("state", flat=True)
        self.assertEqual(list(states), list(expected))
        self.assertEqual(count_audit.differences(), [])
        counted = sum(tallies.counts(Petition.objects.values_list("pk", flat=True)).values())
        self.assertEqual(counted, expected.count("confirmed"))


class CountedFirst(RereadingTestCase):
    def foreseen(self, change: RuleChange) -> Foreseen:
        return preview.foreseen(change)[0]

    def test_nothing_happens_before_it_is_applied(self) -> None:
        self.make("gul.nar@small.example.org", "gulnar@small.example.org")
        change = propose()
        self.assertEqual(change.state, State.COUNTED)
        self.assertFalse(AddressRule.objects.filter(domain="small.example.org").exists())
        self.assert_states("confirmed", "confirmed")
        self.assertFalse(NewDigest.objects.exists())

    def test_how_many_are_read_otherwise_and_how_many_would_be_joined(self) -> None:
        self.make("gul.nar@small.example.org", "gulnar@small.example.org", "g.ul@other.example.org")
        self.make("g.ul.nar@small.example.org", confirmed=False)
        self.make("ai.gul@small.example.org")
        found = self.foreseen(propose())
        self.assertEqual((found.other, found.joined), (3, {"confirmed": 1, "pending": 1}))
        self.assertEqual((found.uncounted, found.counted_again, found.unreadable), (1, 0, 0))

    def test_it_is_told_by_petition_those_that_it_concerns_most_first(self) -> None:
        small, large = make_petition(title="Small"), make_petition(title="Large")
        self.make("a.b@small.example.org", petition=small)
        self.make(
            "a.b@small.example.org", "ab@small.example.org", "c.d@small.example.org", petition=large
        )
        _in_all, rows = preview.foreseen(propose())
        self.assertEqual(
            [(str(row.petition), row.other, row.all_joined) for row in rows],
            [("Large", 2, 1), ("Small", 1, 0)],
        )

    def test_those_that_cannot_be_read_again_are_told(self) -> None:
        self.make("gul.nar@small.example.org", local_digests=None, domain_digest=None)
        self.make("gulnar@small.example.org")
        found = self.foreseen(propose())
        self.assertEqual((found.other, found.all_joined, found.unreadable), (0, 0, 1))

    def test_one_change_at_a_time(self) -> None:
        change = propose()
        with self.assertRaisesMessage(ValidationError, "Another change is under way."):
            propose("other.example.org")
        apply.drop(change)
        self.assertEqual(propose("other.example.org").state, State.COUNTED)

    def test_what_is_dropped_or_applied_is_not_applied_again(self) -> None:
        dropped = propose()
        apply.drop(dropped)
        applied = change_rule()
        for change, action in (
            (dropped, apply.apply),
            (applied, apply.apply),
            (applied, apply.drop),
        ):
            with self.assertRaises(ValidationError):
                action(change)


class Applied(RereadingTestCase):
    def test_the_earliest_confirmed_is_kept_and_counts(self) -> None:
        self.make(
            "gul.nar@small.example.org", "gulnar@small.example.org", "g.u.l.n.a.r@small.example.org"
        )
        change = change_rule()
        self.assert_states("confirmed", "joined", "joined")
        self.assertEqual((change.state, change.joined, change.restored), (State.DONE, 2, 0))
        kept, *others = Signature.objects.order_by("pk")
        self.assertEqual({each.joined_to_id for each in others}, {kept.pk})
        self.assertEqual(
            bytes(kept.email_digest),
            canonical.signature_digest(self.petition.pk, "gulnar@small.example.org"),
        )
        removals = Leaf.objects.filter(action="remove").values_list("reason", flat=True)
        self.assertEqual(list(removals), ["joined", "joined"])

    def test_the_rule_holds_for_who_signs_afterwards(self) -> None:
        change_rule()
        self.assertEqual(canonical.current_rules()["small.example.org"], DOTS)
        change_rule(becomes=None)
        self.assertNotIn("small.example.org", canonical.current_rules())

    def test_changing_it_back_parts_them_and_they_count_again(self) -> None:
        self.make(
            "gul.nar@small.example.org", "gulnar@small.example.org", "gul.nar@other.example.org"
        )
        change_rule()
        self.assert_states("confirmed", "joined", "confirmed")
        back = propose(becomes=None)
        self.assertEqual(preview.foreseen(back)[0].counted_again, 1)
        apply.apply(back)
        apply.work(60)
        self.assert_states("confirmed", "confirmed", "confirmed")
        back.refresh_from_db()
        self.assertEqual((back.joined, back.restored), (0, 1))

    def test_domains_that_become_one_and_two_again(self) -> None:
        self.make("gulnar@new.example.org", "gulnar@old.example.org", "ai@old.example.org")
        change_rule("old.example.org", Rule(ignores_tags=True, alias_of="new.example.org"))
        self.assert_states("confirmed", "joined", "confirmed")
        change_rule("old.example.org", None)
        self.assert_states("confirmed", "confirmed", "confirmed")

    def test_the_keeper_may_be_the_one_that_leaves(self) -> None:
        self.make("gulnar@old.example.org", "gulnar@new.example.org")
        change_rule("old.example.org", Rule(ignores_tags=True, alias_of="new.example.org"))
        self.assert_states("confirmed", "joined")
        change_rule("old.example.org", None)
        self.assert_states("confirmed", "confirmed")
        for address in ("gulnar@old.example.org", "gulnar@new.example.org"):
            self.assertEqual(canonical.signatures_by_address(address).count(), 1)

    def test_a_rule_for_all_others(self) -> None:
        self.make("a.b@one.example.org", "ab@one.example.org", "a.b@outlook.com", "ab@outlook.com")
        self.make("a.b@forgotten.example.org", "ab@forgotten.example.org")
        self.make("a.b@mailed.soon.example.org", "ab@mailed.soon.example.org", confirmed=False)
        note(self.petition, "one.example.org")
        change = change_rule("*", DOTS)
        self.assert_states("confirmed", "joined", *4 * ["confirmed"], "pending")
        self.assertEqual(preview.foreseen(change)[0].unreadable, 2)

    def test_a_rule_for_all_below_a_domain(self) -> None:
        self.make(
            "a.b@mail.edu.example.org",
            "ab@mail.edu.example.org",
            "a.b@edu.example.org",
            "ab@edu.example.org",
        )
        note(self.petition, "mail.edu.example.org", "edu.example.org")
        change_rule("*.edu.example.org", DOTS)
        self.assert_states("confirmed", "joined", "confirmed", "confirmed")

    def test_a_rule_twisted_in_two_ways_at_once_moves_those_in_the_way(self) -> None:
        self.make("a.b@small.example.org", "ab+t.u@small.example.org")
        change_rule(becomes=Rule(ignores_dots=True, ignores_tags=False))
        self.assert_states("confirmed", "confirmed")
        found = {bytes(each) for each in Signature.objects.values_list("email_digest", flat=True)}
        self.assertEqual(
            found,
            {
                canonical.signature_digest(self.petition.pk, f"{local}@small.example.org")
                for local in ("ab", "ab+tu")
            },
        )


class OfOneMailbox(RereadingTestCase):
    """Whatever the two are, the one that counts is kept."""

    def quarantined(self, address: str) -> Signature:
        return make_signature(
            self.petition, address, state="quarantined", quarantine_reason="attack mode"
        )

    def invalidated(self, address: str) -> Signature:
        signature = make_signature(self.petition, address)
        invalidation = Invalidation(
            petition=self.petition, reason="Made up", author=User.objects.first() or make_staff()
        )
        invalidations.invalidate_selected(invalidation, [signature.pk])
        return signature

    def test_one_that_counts_before_one_that_is_quarantined(self) -> None:
        self.quarantined("gul.nar@small.example.org")
        self.make("gulnar@small.example.org")
        change_rule()
        self.assert_states("joined", "confirmed")
        change_rule(becomes=None)
        self.assert_states("quarantined", "confirmed")

    def test_one_that_counts_before_one_that_staff_took_out(self) -> None:
        self.invalidated("gul.nar@small.example.org")
        self.make("gulnar@small.example.org")
        change_rule()
        self.assert_states("joined", "confirmed")
        change_rule(becomes=None)
        self.assert_states("invalidated", "confirmed")

    def test_an_invalidation_that_is_undone_counts_no_joined_one(self) -> None:
        taken = self.invalidated("gul.nar@small.example.org")
        self.make("gulnar@small.example.org")
        change_rule()
        invalidation = Invalidation.objects.get()
        invalidations.undo(invalidation)
        while invalidations.run_batch(invalidation.pk):
            pass
        self.assert_states("joined", "confirmed")
        change_rule(becomes=None)
        self.assert_states("confirmed", "confirmed")
        self.assertIsNone(Signature.objects.get(pk=taken.pk).invalidation)

    def test_an_invalidation_takes_no_joined_one(self) -> None:
        self.make("gul.nar@small.example.org", "gulnar@small.example.org")
        change_rule()
        invalidation = Invalidation.objects.create(
            petition=self.petition, reason="Flood", country="NL", author=User.objects.get()
        )
        invalidations.start(invalidation)
        while invalidations.run_batch(invalidation.pk):
            pass
        self.assert_states("invalidated", "joined")

    def test_one_that_nobody_confirmed_goes_and_its_link_leads_to_the_other(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, email="gul.nar@small.example.org"))
        self.make("gulnar@small.example.org")
        change_rule()
        self.assert_states("confirmed")
        self.assertEqual(press(link).status_code, 303)
        self.assert_states("confirmed")

    def test_of_two_that_nobody_confirmed_the_newest_is_kept_with_the_links_of_both(self) -> None:
        links = [
            link_in(sign_and_get_mail(self.petition, email=address, name=name))
            for name, address in (
                ("First", "gul.nar@small.example.org"),
                ("Second", "gulnar@small.example.org"),
            )
        ]
        change_rule()
        self.assertEqual(Signature.objects.get().name, "Second")
        for link in links:
            self.assertEqual(press(link).status_code, 303)
        self.assert_states("confirmed")

    def test_nobody_gets_rid_of_a_hold_by_another_spelling(self) -> None:
        make_signature(
            self.petition,
            "gul.nar@small.example.org",
            confirmed=False,
            quarantine_reason="attack mode",
        )
        make_signature(self.petition, "gulnar@small.example.org", confirmed=False)
        change_rule()
        self.assertEqual(Signature.objects.get().quarantine_reason, "attack mode")

    def test_one_without_parts_keeps_what_it_is(self) -> None:
        self.make("gul.nar@small.example.org", local_digests=None, domain_digest=None)
        self.make("gulnar@small.example.org")
        change_rule()
        self.assert_states("confirmed", "confirmed")


class TheSigner(RereadingTestCase):
    def test_a_mail_that_is_waiting_goes_out_and_its_link_and_code_are_good(self) -> None:
        sign(self.petition, email="gul.nar@small.example.org")
        change_rule()
        [message] = deliver()
        self.assertEqual(message.to, ["gul.nar@small.example.org"])
        token = confirm.token_for_code(self.petition, "gulnar@small.example.org", code_in(message))
        self.assertIsNotNone(token)
        self.assertEqual(press(link_in(message)).status_code, 303)
        self.assert_states("confirmed")

    def test_a_mail_that_the_worker_has_in_hand_goes_out(self) -> None:
        sign(self.petition, email="gul.nar@small.example.org")
        job = ProcrastinateJob.objects.get()
        change_rule()
        app.tasks["signing-mail"](**job.args)
        self.assertEqual(len(mail.outbox), 1)

    def test_a_code_that_was_mailed_before_is_good_still(self) -> None:
        code = code_in(sign_and_get_mail(self.petition, email="gul.nar+x@old.example.org"))
        change_rule("old.example.org", Rule(alias_of="gmail.com"))
        for address in ("gul.nar@old.example.org", "gulnar+y@gmail.com"):
            self.assertIsNotNone(confirm.token_for_code(self.petition, address, code))

    def test_an_erasure_takes_what_was_joined_and_what_waits_in_the_queue(self) -> None:
        kept, joined = self.make("gul.nar@small.example.org", "gulnar@small.example.org")
        sign(self.petition, email="gul.nar@small.example.org")
        change_rule()
        erasure.withdraw(kept)
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(ProcrastinateJob.objects.filter(task_name="signing-mail").exists())
        self.assert_states()
        # A backup from before the change brings neither of the two back.
        for each in (kept, joined):
            each.pk, each.state, each.confirmed_at = None, "pending", None
            each.save(force_insert=True)
        self.assertEqual(erasure.replay(), 2)

    def test_the_own_page_shows_both(self) -> None:
        self.make("gul.nar@small.example.org", "gulnar@small.example.org")
        change_rule()
        self.assertEqual(canonical.signatures_by_address("gul.nar@small.example.org").count(), 2)


class WhileItIsApplied(RereadingTestCase):
    """The rule is in force, and what was signed before is not reread yet."""

    def begin(self, domain: str = "small.example.org", becomes: Rule | None = DOTS) -> RuleChange:
        change = propose(domain, becomes)
        apply.apply(change)
        return change

    def test_what_was_signed_before_is_found_by_its_address(self) -> None:
        self.make("gul.nar@small.example.org")
        self.begin()
        self.assertEqual(canonical.signatures_by_address("gul.nar@small.example.org").count(), 1)

    def test_what_is_confirmed_meanwhile_waits_and_counts_afterwards(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, email="gul.nar@small.example.org"))
        change = self.begin()
        press(link)
        self.assert_states("quarantined")
        apply.work(60)
        self.assert_states("confirmed")
        change.refresh_from_db()
        self.assertEqual(change.state, State.DONE)

    def test_nobody_waits_whose_mailbox_stays_what_it_is(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, email="gul.nar@other.example.org"))
        self.begin()
        press(link)
        self.assert_states("confirmed")

    def test_who_signs_anew_by_the_new_rule_is_not_counted_twice(self) -> None:
        self.make("gul.nar@small.example.org")
        self.begin()
        link = link_in(sign_and_get_mail(self.petition, email="g.ulnar@small.example.org"))
        press(link)
        self.assert_states("confirmed", "quarantined")
        apply.work(60)
        self.assert_states("confirmed", "joined")

    def test_a_signing_that_worked_by_the_rules_before_begins_again(self) -> None:
        before = canonical.rules_in_force()
        self.begin()
        now = canonical.rules_in_force()
        with patch.object(canonical, "rules_in_force", side_effect=[before, now]):
            sign_petitions([self.petition], given(address="gul.nar@small.example.org"))
        self.assertEqual(
            bytes(Signature.objects.get().email_digest),
            canonical.signature_digest(self.petition.pk, "gulnar@small.example.org"),
        )
