"""Who waits for staff, and for how long: no one honest waits unseen, however few they are."""

from datetime import timedelta
from typing import Any

from django.core import mail
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from petitions.models import Intake, Petition, Signature
from petitions.moderation import alerts, review, waiting
from petitions.moderation.metrics import PetitionMetrics
from petitions.moderation.waiting import Queue, Waiting
from tests.factories import make_petition, make_signature, make_staff
from tests.petitions.testcases import SigningTestCase


def days_ago(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def make_quarantined(petition: Petition, *, days: float = 0, **fields: Any) -> Signature:
    """A confirmed signature that waits for review."""
    moments = {"signed_at": days_ago(days), "confirmed_at": days_ago(days)}
    return make_signature(
        petition, **{"state": "quarantined", "quarantine_reason": "rule: domain"} | moments | fields
    )


def make_held_email(petition: Petition, *, days: float = 0, **fields: Any) -> Signature:
    """A signer over a limit, who gets no email until staff approve them."""
    held = {"signed_at": days_ago(days), "quarantine_reason": "many: host", "mailed_at": None}
    return make_signature(petition, **{"confirmed": False} | held | fields)


class NumberTests(SigningTestCase):
    def waiting(self) -> Waiting:
        return waiting.of_petition(self.petition.pk)

    def test_confirmed_signatures_and_signers_without_email_are_named_apart(self) -> None:
        oldest = make_quarantined(self.petition, days=4)
        make_quarantined(self.petition)
        held = make_held_email(self.petition, days=1)
        self.assertEqual(
            self.waiting(), Waiting(Queue(2, oldest.confirmed_at), Queue(1, held.signed_at))
        )

    def test_whoever_waits_for_their_own_signer_or_for_no_one_is_not_among_them(self) -> None:
        now = timezone.now()
        make_signature(self.petition)
        make_signature(self.petition, confirmed=False)
        make_signature(self.petition, state="invalidated", quarantine_reason="rule: domain")
        make_held_email(self.petition, mailed_at=now)
        make_held_email(self.petition, mailed_at=now, quarantine_reason="attack mode")
        make_held_email(self.petition, quarantine_reason="many: address")  # no email waits for it
        make_held_email(self.petition, bounced_at=now)
        make_held_email(self.petition, days=8)  # about to be erased
        self.assertFalse(self.waiting())
        self.assertEqual(waiting.by_petition(), [])

    def test_whom_staff_have_dealt_with_waits_no_longer(self) -> None:
        author = make_staff()
        approved, rejected = make_quarantined(self.petition), make_quarantined(self.petition)
        held = make_held_email(self.petition)
        review.approve([approved, held], author)
        review.reject([rejected], author, "Made up")
        self.assertFalse(self.waiting())

    def test_petitions_that_are_closed_or_not_public_are_among_them_and_the_longest_wait_is_first(
        self,
    ) -> None:
        closed = make_petition(opens_at=days_ago(90), closes_at=days_ago(60))
        withdrawn = make_petition(state="withdrawn")
        for petition, days in ((self.petition, 1), (closed, 30), (withdrawn, 3)):
            make_quarantined(petition, days=days)
        self.assertEqual(
            [petition for petition, _waiting in waiting.by_petition()],
            [closed, withdrawn, self.petition],
        )

    def test_one_who_signed_long_ago_and_confirmed_today_waits_since_today(self) -> None:
        make_quarantined(self.petition, signed_at=days_ago(6))
        self.assertFalse(self.waiting().is_overdue(timezone.now()))

    def test_the_oldest_is_found_by_an_index_however_many_wait(self) -> None:
        make_quarantined(self.petition)
        sql = (
            "EXPLAIN SELECT confirmed_at FROM petitions_signature "
            "WHERE petition_id = %s AND state = 'quarantined' ORDER BY confirmed_at LIMIT 20000"
        )
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(sql, [self.petition.pk])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        self.assertIn("signature_to_review", plan)
        self.assertNotIn("Sort", plan)


class AlertTests(SigningTestCase):
    def raised(self) -> dict[str, str]:
        return {each.rule: each.message for each in alerts.current_alerts(timezone.now())}

    def test_two_days_are_too_long_for_a_single_one(self) -> None:
        signature = make_quarantined(self.petition, days=1.99)
        self.assertEqual(self.raised(), {})
        Signature.objects.filter(pk=signature.pk).update(confirmed_at=days_ago(3.5))
        self.assertEqual(
            self.raised(),
            {
                "held-long": "Confirmed signatures that wait for review: 1. The oldest has waited for 3 days."
            },
        )

    def test_two_days_are_too_long_for_a_signer_without_email(self) -> None:
        make_held_email(self.petition, days=1.9)
        self.assertEqual(self.raised(), {})
        make_held_email(self.petition, days=2.1)
        [(rule, message)] = self.raised().items()
        self.assertEqual(rule, "emails-held-long")
        self.assertIn("until you approve them: 2. The first has waited for 2 days.", message)

    def test_two_days_are_too_long_for_an_email_over_a_limit_of_emails(self) -> None:
        for waits_for, days in (("petition", 1), ("host", 3), ("", 3)):
            Intake.objects.create(
                digests=[], signing=b"", waits_for=waits_for, received_at=days_ago(days),
                is_stored=True, due_at=timezone.now() + timedelta(hours=1),
            )  # fmt: skip
        self.assertEqual(self.raised(), {})
        Intake.objects.update(received_at=days_ago(2))
        self.assertEqual(list(self.raised()), ["emails-wait-long"])

    @override_settings(ADMINS=["operator@example.org"])
    def test_it_is_emailed_each_day_long_after_the_closing(self) -> None:
        closed = make_petition(opens_at=days_ago(90), closes_at=days_ago(60))
        make_quarantined(closed, days=59)
        for _ in range(2):
            alerts.email_new_alerts()
        [message] = mail.outbox
        self.assertIn("The oldest has waited for 59 days.", str(message.body))
        self.assertIn(f"/admin/petitions/petition/{closed.pk}/desk/", str(message.body))

    def test_it_is_on_the_dashboard_and_raised_once(self) -> None:
        make_quarantined(self.petition, days=3)
        now = timezone.now()
        shown = alerts.petition_alerts(
            self.petition, PetitionMetrics(self.petition.pk, now, self.petition.opens_at)
        )
        self.assertEqual([each.rule for each in shown], ["held-long"])
        self.assertEqual([each.rule for each in alerts.current_alerts(now)], ["held-long"])
