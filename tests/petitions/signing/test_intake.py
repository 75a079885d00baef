"""The intake: rows of the form become signatures in sets, as if the worker had taken them one by one."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.run.in_process import InProcess
from petitions import periods
from petitions.addresses import canonical
from petitions.addresses.canonical import Rule
from petitions.models import Intake, LedgerEntry, Petition, Signature
from petitions.signers import erasure, unconfirmed
from petitions.signing import intake, storing
from petitions.signing.sign import SignatureInput, Signing, sign_petitions
from tests.factories import edit_rule, make_detainee, make_petition
from tests.petitions.testcases import (
    SigningTestCase,
    deliver,
    post_form,
    sign,
    sign_and_confirm,
    store,
)
from tests.testcases import FreshPages


def typed(**values: Any) -> SignatureInput:
    form = {"name": "A", "address": "a@example.org", "country": "NL", "consent_version": "test"}
    return SignatureInput(**form | values)


def events() -> dict[str, int]:
    found: Counter[str] = Counter()
    for kind, times in LedgerEntry.objects.values_list("kind", "delta"):
        found[kind] += times
    return dict(found)


class Rows(SigningTestCase):
    def test_a_row_is_gone_once_its_email_is_sent(self) -> None:
        post_form(self.petition)
        self.assertFalse(Intake.objects.get().is_stored)
        store()
        self.assertTrue(Intake.objects.get().is_stored)
        deliver()
        self.assertFalse(Intake.objects.exists())

    def test_a_row_that_no_key_opens_waits_and_holds_up_no_other(self) -> None:
        Intake.objects.create(digests=[b"d" * 32], signing=b"not a token")
        post_form(self.petition)
        with self.assertLogs("petitions.signing.intake", "ERROR"):
            store()
        self.assertEqual(Signature.objects.count(), 1)
        self.assertGreater(Intake.objects.get(is_stored=False).due_at, timezone.now())

    def test_a_row_that_the_database_refuses_waits_alone(self) -> None:
        for number in range(3):
            post_form(self.petition, email=f"{number}@example.org")
        sign_petitions([self.petition.pk], typed(country="Netherlands"))
        with self.assertLogs("petitions.signing.storing", "ERROR") as log:
            store()
        self.assertEqual(Signature.objects.count(), 3)
        self.assertEqual(Intake.objects.filter(is_stored=False).count(), 1)
        self.assertNotIn("Netherlands", "".join(log.output))

    def test_a_petition_that_was_deleted_meanwhile_is_left_out(self) -> None:
        gone = Petition.objects.latest("pk").pk + 1
        sign_petitions([gone, self.petition.pk], typed())
        sign_petitions([gone], typed())
        store()
        self.assertEqual(Signature.objects.get().petition, self.petition)
        self.assertEqual(len(deliver()), 1)
        self.assertFalse(Intake.objects.exists())

    def test_an_email_that_has_waited_for_a_week_is_given_up(self) -> None:
        sign(self.petition)
        week = timezone.now() - periods.CONFIRMATION_LINK
        Intake.objects.update(received_at=week)
        Signature.objects.update(signed_at=week)
        unconfirmed.erase_expired()
        self.assertFalse(Intake.objects.exists())
        self.assertFalse(Signature.objects.exists())

    def test_so_is_a_row_that_no_key_opens(self) -> None:
        week = timezone.now() - periods.CONFIRMATION_LINK
        Intake.objects.create(digests=[b"d" * 32], signing=b"not a token", received_at=week)
        unconfirmed.erase_expired()
        self.assertFalse(Intake.objects.exists())

    def test_nothing_but_the_row_says_who_signed(self) -> None:
        post_form(self.petition, comment="For my teacher")
        [row] = Intake.objects.all()
        signing = Signing.decrypt(row.signing, row.digests)
        self.assertEqual(signing.given.name, "Gülnar Ablet")
        self.assertNotIn("Gülnar", repr(signing))
        self.assertNotIn("gulnar", repr(signing))


class Order(SigningTestCase):
    def test_what_was_signed_last_stays_whatever_is_stored_last(self) -> None:
        """Two workers may store two rows of one address in the other order."""
        post_form(self.petition, name="First")
        post_form(self.petition, name="Second")
        first = Intake.objects.earliest("pk")
        Intake.objects.filter(pk=first.pk).update(due_at=timezone.now() + timedelta(hours=1))
        store()
        Intake.objects.filter(pk=first.pk).update(due_at=timezone.now())
        store()
        self.assertEqual(Signature.objects.get().known_details.name, "Second")
        self.assertEqual(events(), {"signed": 1, "repeated": 1})

    def test_the_person_of_each_is_found_for_the_set(self) -> None:
        person, other = make_detainee(), make_detainee("Tursun Misal")
        about = make_petition(slug="about-one")
        about.people.add(person)
        for number, reference in enumerate([person.reference, other.reference, "", "P-9999"]):
            post_form(
                self.petition, email=f"{number}@example.org", also=[about.slug],
                **{"for": reference},
            )  # fmt: skip
        store()
        signed_for = Signature.objects.order_by("petition_id", "pk").values_list(
            "signed_for", flat=True
        )
        self.assertCountEqual(signed_for[:4], [person.pk, other.pk, None, None])
        self.assertCountEqual(signed_for[4:], [person.pk, None, None, None])

    def test_a_set_takes_as_many_statements_as_one(self) -> None:
        post_form(self.petition, email="first@example.org")
        store()  # what each process asks once
        numbers = []
        for size in (1, 40):
            for number in range(size):
                post_form(self.petition, email=f"{size}-{number}@example.org")
            with CaptureQueriesContext(connection) as queries:
                store()
            numbers.append(len(queries))
        self.assertLessEqual(abs(numbers[0] - numbers[1]), 3)


class AnySets(FreshPages, PropertyTestCase):
    @settings(max_examples=25, deadline=None)
    @for_all(
        st.lists(
            st.tuples(
                st.sampled_from(["a", "A+tag", "b", "c"]),
                st.sets(st.integers(0, 2), min_size=1),
                st.text("xyz", min_size=1, max_size=5),
            ),
            min_size=1,
            max_size=12,
        ),
        st.integers(1, 5),
    )
    def test_sets_of_any_size_leave_what_single_ones_would(
        self, signed: list[tuple[str, set[int], str]], size: int
    ) -> None:
        petitions = [make_petition() for _ in range(3)]
        expected: dict[tuple[int, str], str] = {}
        for local, chosen, name in signed:
            ids = [petitions[each].pk for each in sorted(chosen)]
            sign_petitions(ids, typed(name=name, address=f"{local}@example.org"))
            expected |= {(pk, local[0].lower()): name for pk in ids}
        while storing.store_batch(size):
            pass
        stored = Signature.objects.filter(petition__in=petitions)
        found = {
            (each.petition_id, str(each.email)[0].lower()): each.known_details.name
            for each in stored
        }
        self.assertEqual(found, expected)
        entered = LedgerEntry.objects.filter(petition__in=petitions).values_list("kind", "delta")
        given = sum(len(chosen) for _local, chosen, _name in signed)
        self.assertEqual(sum(times for _kind, times in entered), given)
        new = sum(times for kind, times in entered if kind == "signed")
        self.assertEqual(new, len(expected))


class Erased(SigningTestCase):
    def test_a_row_that_a_restored_backup_brings_back_is_left_out(self) -> None:
        signature = sign_and_confirm(self.petition)
        post_form(self.petition)
        row = Intake.objects.values().get()
        erasure.withdraw(signature)
        Intake.objects.create(**row)  # as it was in the backup
        mail.outbox.clear()
        store()
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(deliver(), [])
        self.assertFalse(Intake.objects.exists())

    def test_who_signs_again_after_withdrawing_signs_anew(self) -> None:
        erasure.withdraw(sign_and_confirm(self.petition))
        sign(self.petition)
        self.assertEqual(Signature.objects.get().state, "pending")

    def test_a_row_is_left_out_also_if_its_address_has_another_form_by_now(self) -> None:
        signature = sign_and_confirm(self.petition, email="gul.nar@small.net")
        edit_rule("small.net", Rule(ignores_dots=True))
        InProcess.forget_all()  # as in half a minute
        sign_petitions([self.petition.pk], typed(address="gul.nar@small.net"))
        erasure.withdraw(signature)
        store()
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(Intake.objects.exists())

    def test_a_mailbox_that_a_wrong_rule_made_the_same_is_not_left_out_with_it(self) -> None:
        edit_rule("small.net", Rule(ignores_dots=True))
        signature = sign_and_confirm(self.petition, email="gulnar@small.net")
        edit_rule("small.net", Rule(ignores_dots=False))
        InProcess.forget_all()  # as in half a minute
        sign_petitions([self.petition.pk], typed(address="gul.nar@small.net"))
        erasure.withdraw(signature)
        store()
        self.assertEqual(Signature.objects.count(), 1)

    def test_a_row_by_rules_that_were_put_right_a_moment_ago_is_found_by_its_address(self) -> None:
        edit_rule("small.net", Rule(ignores_dots=True))
        canonical.recent_history()
        edit_rule("small.net", None)
        sign_petitions([self.petition.pk], typed(address="gul.nar@small.net"))
        self.assertEqual(len(intake.waiting("gul.nar@small.net")), 1)
        store()
        by_todays = canonical.signature_digest(self.petition.pk, "gul.nar@small.net")
        self.assertEqual(bytes(Signature.objects.get().email_digest), by_todays)

    def test_a_row_that_no_key_opens_hinders_no_erasing(self) -> None:
        signature = sign_and_confirm(self.petition)
        second = make_petition()
        sign_petitions([self.petition.pk], typed(address="gulnar@example.org"))
        sign_petitions([self.petition.pk, second.pk], typed(address="gulnar@example.org"))
        readable = bytes(Intake.objects.latest("pk").signing)
        Intake.objects.update(signing=b"not a token")
        erasure.withdraw(signature)
        # Of the row that signs something else besides, that is made later, once the key is back.
        Intake.objects.get()
        Intake.objects.update(signing=readable)
        store()
        self.assertEqual(Signature.objects.get().petition, second)

    def test_what_a_row_signs_besides_stays(self) -> None:
        other = make_petition(slug="another-letter")
        signature = sign_and_confirm(self.petition)
        post_form(self.petition, also=[other.slug])
        erasure.withdraw(signature)
        store()
        self.assertEqual(Signature.objects.get().petition, other)
