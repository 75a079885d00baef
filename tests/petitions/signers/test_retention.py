"""Signers' data is erased when its time is over, and the count stays the same."""

import os
import signal
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import chain, repeat
from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from campaign.models import Activity
from petitions import periods
from petitions.addresses import canonical
from petitions.counting import tallies
from petitions.mail import updates
from petitions.models import (
    LedgerEntry,
    MailedToken,
    PersonTally,
    Petition,
    ScheduledErasure,
    Signature,
    Tally,
)
from petitions.signers import erasure, my_signatures, retention, unconfirmed
from petitions.signers.retention import Plan, Rule
from petitions.signing import tokens
from petitions.transparency import count_audit
from tests.factories import make_delivery, make_detainee, make_petition, make_signature
from tests.petitions.moderation.test_metrics import scans
from tests.petitions.testcases import SigningTestCase, deliver, given_for, own_page, sign

TODAY = timezone.now().date()
ALWAYS = repeat(True).__next__


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 14, 30, 15, tzinfo=UTC)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def make_petition_of(
    *, closed: date | None = None, delivered: date | None = None, **fields: Any
) -> Petition:
    petition = make_petition(
        opens_at=at(ago(900)), closes_at=at(closed) if closed else None, **fields
    )
    if delivered:
        make_delivery(petition, days_ago=(TODAY - delivered).days)
    return petition


def make_signer(petition: Petition, confirmed: date, **fields: Any) -> Signature:
    given: dict[str, Any] = {
        "name": "Gülnar Ablet", "city": "Utrecht", "comment": "For my aunt.", "visibility": "name",
        "signed_at": at(confirmed), "confirmed_at": at(confirmed), "mailed_at": at(confirmed),
    }  # fmt: skip
    return make_signature(petition, **given | fields)


def erase_what_was_announced() -> int:
    """Do what the nightly runs do: announce in time, and erase when it is due."""
    retention.announce(TODAY - periods.ERASURE_NOTICE)
    return retention.erase_expired(ALWAYS)


@override_settings(RETENTION_MONTHS=6)
class WhenTests(SigningTestCase):
    def plans(self, *, closed: date | None = None, delivered: date | None = None) -> list[Plan]:
        return retention.plans(make_petition_of(closed=closed, delivered=delivered))

    def test_months_after_the_last_delivery_or_the_closing_without_one(self) -> None:
        march, june = date(2025, 3, 31), date(2025, 6, 10)
        ended_march = Plan(Rule.ENDED, march, date(2025, 9, 30))
        ended_june = Plan(Rule.ENDED, june, date(2025, 12, 10))
        handed_over = Plan(Rule.DELIVERED, march, date(2025, 9, 30))
        self.assertEqual(self.plans(), [])
        self.assertEqual(self.plans(closed=march), [ended_march])
        self.assertEqual(self.plans(delivered=march), [handed_over])
        self.assertEqual(self.plans(closed=march, delivered=june), [ended_june])
        self.assertEqual(self.plans(closed=march, delivered=march), [ended_march])
        self.assertEqual(self.plans(closed=june, delivered=march), [handed_over, ended_june])

    @override_settings(RETENTION_MONTHS=14)
    def test_over_the_end_of_a_year_and_to_the_last_day_of_a_short_month(self) -> None:
        [plan] = self.plans(closed=date(2024, 12, 31))
        self.assertEqual(plan.due_on, date(2026, 2, 28))

    def test_a_later_delivery_puts_it_off(self) -> None:
        petition = make_petition_of(delivered=ago(300))
        make_delivery(petition, days_ago=20)
        [plan] = retention.plans(petition)
        self.assertEqual(plan.since, ago(20))


@override_settings(RETENTION_MONTHS=6)
class AnnouncingTests(SigningTestCase):
    def announced(self) -> list[tuple[str, date]]:
        return list(ScheduledErasure.objects.values_list("rule", "due_on"))

    def test_two_weeks_before_it_is_due(self) -> None:
        petition = make_petition_of(closed=date(2025, 3, 10))
        make_signer(petition, date(2025, 3, 9))
        retention.announce(date(2025, 8, 26))
        self.assertEqual(self.announced(), [])
        retention.announce(date(2025, 8, 27))
        retention.announce(date(2025, 8, 28))
        self.assertEqual(self.announced(), [("ended", date(2025, 9, 10))])

    def test_a_date_that_is_typed_late_erases_nothing_for_two_weeks(self) -> None:
        make_signer(make_petition_of(delivered=ago(800)), ago(801))
        self.assertEqual(retention.erase_expired(ALWAYS), 0)
        self.assertEqual(self.announced(), [("delivered", TODAY + periods.ERASURE_NOTICE)])
        self.assertEqual(Signature.objects.get().name, "Gülnar Ablet")

    def test_a_slip_that_is_mended_in_time_is_forgotten(self) -> None:
        petition = make_petition_of(delivered=ago(800))
        make_signer(petition, ago(801))
        retention.announce(ago(20))
        petition.deliveries.update(delivered_on=ago(8))
        self.assertEqual(retention.erase_expired(ALWAYS), 0)
        self.assertEqual(self.announced(), [])

    def test_a_slip_that_is_mended_at_the_last_moment_erases_nothing_either(self) -> None:
        petition = make_petition_of(delivered=ago(800))
        make_signer(petition, ago(801))
        retention.announce(ago(20))
        petition.deliveries.all().delete()
        with patch.object(retention, "announce"):
            self.assertEqual(retention.erase_expired(ALWAYS), 0)

    def test_longer_keeping_puts_off_what_was_announced(self) -> None:
        make_signer(make_petition_of(closed=date(2025, 3, 10)), date(2025, 3, 9))
        retention.announce(date(2025, 9, 9))
        self.assertEqual(self.announced(), [("ended", date(2025, 9, 23))])
        with override_settings(RETENTION_MONTHS=7):
            retention.announce(date(2025, 9, 26))
        self.assertEqual(self.announced(), [("ended", date(2025, 10, 10))])

    def test_a_legal_hold_takes_it_back_and_begins_the_notice_anew(self) -> None:
        petition = make_petition_of(closed=ago(400))
        make_signer(petition, ago(401))
        retention.announce(ago(20))
        Petition.objects.update(legal_hold=True)
        self.assertEqual(retention.erase_expired(ALWAYS), 0)
        self.assertEqual(self.announced(), [])
        Petition.objects.update(legal_hold=False)
        self.assertEqual(retention.erase_expired(ALWAYS), 0)
        self.assertEqual(self.announced(), [("ended", TODAY + periods.ERASURE_NOTICE)])

    def test_without_signatures_nothing_is_announced(self) -> None:
        make_petition_of(closed=ago(400))
        retention.announce(TODAY)
        self.assertEqual(self.announced(), [])


class HandedOver(SigningTestCase):
    """The petition still takes signatures."""

    def setUp(self) -> None:
        super().setUp()
        self.aunt = make_detainee()
        self.petition = make_petition_of(delivered=ago(300), slug="go-on")
        self.old = make_signer(
            self.petition, ago(300), address="gulnar@example.org", signed_for=self.aunt
        )
        self.new = make_signer(self.petition, ago(299), address="late@example.org")

    def test_those_who_were_in_it_are_named_no_longer_and_those_after_it_wait(self) -> None:
        self.assertEqual(erase_what_was_announced(), 1)
        old, new = Signature.objects.order_by("pk")
        self.assertEqual((old.name, old.city, old.comment, old.visibility), ("", "", "", "counted"))
        self.assertIsNone(old.mailed_at)
        self.assertEqual(old.confirmed_at, old.signed_at)
        self.assertEqual(str(old.confirmed_at), f"{ago(300)} 23:59:59.999999+00:00")
        self.assertEqual((new.name, new.erased_at), ("Gülnar Ablet", None))

    def test_they_go_on_counting_where_they_counted(self) -> None:
        tallies.fold()
        erase_what_was_announced()
        self.assertEqual(tallies.count(self.petition.pk), 2)
        self.assertEqual(given_for(self.aunt.pk), 1)
        self.assertEqual(count_audit.differences(), [])

    def test_a_signer_who_signs_again_counts_once(self) -> None:
        erase_what_was_announced()
        sign(self.petition, name="Somebody Else")
        [message] = deliver()
        self.assertEqual(message.subject, "You have already signed")
        self.assertEqual(Signature.objects.get(pk=self.old.pk).name, "")

    def test_it_can_still_be_taken_back(self) -> None:
        erase_what_was_announced()
        erasure.withdraw(Signature.objects.get(pk=self.old.pk))
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.assertEqual(count_audit.differences(), [])

    def test_once_is_enough(self) -> None:
        self.assertEqual(erase_what_was_announced(), 1)
        self.assertEqual(erase_what_was_announced(), 0)
        run = ScheduledErasure.objects.get()
        self.assertEqual((run.done, run.finished_at is not None), (1, True))

    def test_the_activity_log_says_once_that_it_was_done(self) -> None:
        erase_what_was_announced()
        erase_what_was_announced()
        entry = Activity.objects.get(kind=Activity.Kind.ERASED)
        self.assertEqual(
            (entry.actor, entry.subject, entry.subject_pk, entry.detail),
            (None, "petitions.petition", self.petition.pk, "delivered"),
        )

    def test_the_next_delivery_takes_those_who_came_after_the_last_one(self) -> None:
        erase_what_was_announced()
        make_delivery(self.petition, days_ago=290)
        self.assertEqual(erase_what_was_announced(), 1)
        self.assertEqual(set(Signature.objects.values_list("name", flat=True)), {""})

    def test_the_database_keeps_no_name_with_one_that_is_erased(self) -> None:
        erase_what_was_announced()
        with (
            self.assertRaisesMessage(IntegrityError, "signature_erased_names_nobody"),
            transaction.atomic(),
        ):
            Signature.objects.filter(pk=self.old.pk).update(visibility="name", name="Gülnar Ablet")

    def test_held_and_invalidated_ones_are_no_exception(self) -> None:
        make_signer(self.petition, ago(301), state="quarantined", quarantine_reason="many: host")
        make_signer(self.petition, ago(301), state="invalidated")
        self.assertEqual(erase_what_was_announced(), 3)


class Ended(SigningTestCase):
    """It is closed, and its time is over."""

    def setUp(self) -> None:
        super().setUp()
        self.aunt = make_detainee()
        self.petition = make_petition_of(closed=ago(300), slug="over")
        for number, country in enumerate(("NL", "NL", "KZ")):
            make_signer(
                self.petition, ago(301 + number), address=f"{number}@example.org", country=country,
                signed_for=self.aunt if number else None,
            )  # fmt: skip
        make_signer(self.petition, ago(310), state="quarantined", quarantine_reason="many: host")
        # Another petition, which is open and not affected.
        self.other = make_signer(make_petition(), ago(310))

    def test_the_rows_are_gone_and_the_numbers_stay(self) -> None:
        self.assertEqual(erase_what_was_announced(), 4)
        self.assertEqual(list(Signature.objects.all()), [self.other])
        for _folded_or_not in range(2):
            self.assertEqual(tallies.exact_country_counts(self.petition.pk), [("NL", 2), ("KZ", 1)])
            self.assertEqual(given_for(self.aunt.pk), 2)
            self.assertEqual(count_audit.differences(), [])
            tallies.fold()

    def test_the_check_still_finds_a_number_that_is_wrong(self) -> None:
        tallies.fold()
        erase_what_was_announced()
        Tally.objects.filter(country="KZ").update(count=2)
        PersonTally.objects.update(count=1)
        self.assertEqual(
            [each.what for each in count_audit.differences()], ["total", "country", "person"]
        )
        count_audit.repair()
        self.assertEqual(count_audit.differences(), [])
        self.assertEqual(tallies.count(self.petition.pk), 3)

    def test_links_and_waiting_emails_of_theirs_are_gone(self) -> None:
        sign(make_petition(), email="0@example.org")
        mailed = Signature.objects.get(
            email_digest=canonical.signature_digest(self.petition.pk, "1@example.org")
        )
        page = own_page("1@example.org", mailed)
        erase_what_was_announced()
        self.assertEqual(MailedToken.objects.get(purpose="mine").address, None)
        self.assertContains(self.client.get(page), "Nothing is left here")
        self.assertEqual(len(deliver()), 1)

    def test_an_unconfirmed_signature_is_left_to_its_own_rule(self) -> None:
        make_signature(self.petition, confirmed=False, signed_at=at(ago(305)))
        erase_what_was_announced()
        self.assertEqual(unconfirmed.erase_expired(), 1)

    def test_until_it_has_begun_it_can_be_opened_again(self) -> None:
        self.assertFalse(retention.has_ended(self.petition))
        erase_what_was_announced()
        self.assertTrue(retention.has_ended(self.petition))


class WhoAskedForNews(SigningTestCase):
    def make(self, **dates: date) -> Signature:
        petition = make_petition_of(**dates)
        return make_signer(
            petition, ago(320), address="reader@example.org", email="reader@example.org", wants_updates=True,
        )  # fmt: skip

    def test_gets_them_without_a_name_until_they_stop_them(self) -> None:
        for dates in ({"delivered": ago(300)}, {"closed": ago(300)}):
            with self.subTest(dates):
                reader = self.make(**dates)
                erase_what_was_announced()
                [kept] = updates.recipients(reader.petition_id)
                self.assertEqual((kept.name, kept.email), ("", "reader@example.org"))

    def test_is_erased_like_everyone_in_the_night_after_they_stopped(self) -> None:
        reader = self.make(closed=ago(300))
        erase_what_was_announced()
        my_signatures.stop_updates(tokens.issue_stop_tokens([reader])[reader.pk])
        ScheduledErasure.objects.update(swept_on=F("swept_on") - timedelta(days=1))
        self.assertEqual(retention.erase_expired(ALWAYS), 1)
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(MailedToken.objects.exists())
        self.assertEqual(tallies.count(reader.petition_id), 1)
        self.assertEqual(count_audit.differences(), [])


class Interrupted(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition_of(closed=ago(300))
        for _ in range(5):
            make_signer(self.petition, ago(301))
        retention.announce(ago(20))
        smaller = patch.object(retention, "BATCH", 2)
        smaller.start()
        self.addCleanup(smaller.stop)

    def test_it_stops_after_a_batch_and_goes_on_behind_it(self) -> None:
        self.assertEqual(retention.erase_expired(chain([True], repeat(False)).__next__), 2)
        self.assertEqual(Signature.objects.count(), 3)
        self.assertEqual(count_audit.differences(), [])
        self.assertEqual(retention.erase_expired(ALWAYS), 3)
        self.assertEqual(ScheduledErasure.objects.get().done, 5)

    def test_a_batch_happens_whole_or_not_at_all(self) -> None:
        with (
            patch.object(erasure, "delete_without_marks", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            retention.erase_expired(ALWAYS)
        self.assertEqual(Signature.objects.count(), 5)
        self.assertFalse(Tally.objects.filter(erased__gt=0).exists())
        self.assertFalse(retention.has_ended(self.petition))

    def test_a_legal_hold_that_comes_in_the_middle_stops_it(self) -> None:
        self.assertEqual(retention.erase_expired(chain([True], repeat(False)).__next__), 2)
        Petition.objects.update(legal_hold=True)
        self.assertEqual(retention.erase_expired(ALWAYS), 0)
        Petition.objects.update(legal_hold=False)
        self.assertEqual(retention.erase_expired(ALWAYS), 3)

    def test_the_command_stops_on_a_signal_after_the_batch(self) -> None:
        real = retention._erase_batch

        def told_meanwhile(*args: Any) -> int:
            os.kill(os.getpid(), signal.SIGTERM)
            return real(*args)

        before = signal.getsignal(signal.SIGTERM)
        out = StringIO()
        with patch.object(retention, "_erase_batch", told_meanwhile):
            call_command("erase_expired", stdout=out)
        self.assertEqual(Signature.objects.count(), 3)
        self.assertIn("Time over, erased: 2\nStopped as asked.", out.getvalue())
        self.assertEqual(signal.getsignal(signal.SIGTERM), before)


class DryRun(SigningTestCase):
    def report(self) -> str:
        out = StringIO()
        call_command("erase_expired", "--dry-run", stdout=out)
        return out.getvalue()

    def test_it_says_what_would_be_done_and_changes_nothing(self) -> None:
        going_on = make_petition_of(delivered=ago(300), title="Going on", slug="going-on")
        make_signer(going_on, ago(320))
        make_signer(going_on, ago(20))
        make_signature(going_on, confirmed=False, signed_at=at(ago(10)))
        over = make_petition_of(closed=ago(300), title="Over", slug="over")
        make_signer(over, ago(301))
        held = make_petition_of(closed=ago(300), title="Held", legal_hold=True, slug="held")
        make_signer(held, ago(301))
        retention.announce(ago(20))
        new = make_petition_of(closed=ago(400), title="New", slug="new")
        make_signer(new, ago(401))
        before = list(Signature.objects.values()), list(ScheduledErasure.objects.values())
        self.assertEqual(
            self.report().splitlines(),
            [
                "Going on (going-on)",
                "  to be reminded now: 0",
                "  not confirmed in time, to be erased now: 1",
                f"  handed over on {ago(300)}: names, towns and comments of 1, now",
                "Over (over)",
                "  to be reminded now: 0",
                "  not confirmed in time, to be erased now: 0",
                f"  over since {ago(300)}: everything of 1, now",
                "Held (held)",
                "  to be reminded now: 0",
                "  legal hold: nothing is erased until it is lifted",
                "New (new)",
                "  to be reminded now: 0",
                "  not confirmed in time, to be erased now: 0",
                f"  over since {ago(400)}: everything of 1, on {TODAY + periods.ERASURE_NOTICE}, not announced yet",
            ],
        )
        self.assertEqual(
            (list(Signature.objects.values()), list(ScheduledErasure.objects.values())), before
        )

    def test_what_it_says_is_what_happens(self) -> None:
        petition = make_petition_of(delivered=ago(300), closed=ago(250), title="A", slug="a")
        for days in (300, 320, 260):
            make_signer(petition, ago(days))
        retention.announce(ago(20))
        self.assertIn("names, towns and comments of 2, now", self.report())
        self.assertIn("everything of 3, now", self.report())
        self.assertEqual(retention.erase_expired(ALWAYS), 2 + 3)
        self.assertNotIn("(a)", self.report())

    def test_nothing_is_read_whole_however_many_have_signed(self) -> None:
        make_signer(make_petition_of(delivered=ago(300), closed=ago(250)), ago(320))
        retention.announce(ago(20))
        for ask in (self.report, lambda: retention.erase_expired(ALWAYS)):
            found = scans(ask, "petitions_signature")
            self.assertIn("Index Scan", {node["Node Type"] for node in found})
            self.assertNotIn("Seq Scan", {node["Node Type"] for node in found})


class LedgerOfOldDays(SigningTestCase):
    def test_rounding_leaves_each_in_the_day_in_which_it_counts(self) -> None:
        petition = make_petition_of(delivered=ago(300))
        day = ago(310)
        for moment in (datetime(day.year, day.month, day.day, tzinfo=UTC),
                       datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=UTC)):  # fmt: skip
            make_signature(petition, signed_at=moment, confirmed_at=moment)
        erase_what_was_announced()
        self.assertEqual(count_audit.differences(), [])
        self.assertEqual(set(LedgerEntry.objects.values_list("day", flat=True)), {day})
