"""What should make staff look: on the desk at once, by email once a day."""

from datetime import timedelta
from unittest.mock import patch

from django.core import mail
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django import app

from petitions.counting import ledger
from petitions.models import Alert, CountCheck, Intake, Kind, Petition
from petitions.moderation import alerts, metrics
from petitions.moderation.alerts import AlertRule, Measure
from petitions.moderation.metrics import PetitionMetrics
from tests.factories import make_petition, make_signature, make_trace
from tests.petitions.testcases import SigningTestCase, post_form, store

ADMINS = override_settings(ADMINS=["operator@example.org"], SITE_URL="https://campaign.example")


class RuleTests(SigningTestCase):
    def current(self) -> PetitionMetrics:
        return PetitionMetrics(self.petition.pk, timezone.now(), self.petition.opens_at)

    def raised(self) -> set[str]:
        return {each.rule for each in alerts.petition_alerts(self.petition, self.current())}

    def test_a_quiet_petition_raises_nothing(self) -> None:
        make_signature(self.petition)
        self.assertEqual(alerts.current_alerts(timezone.now()), [])

    def test_a_rule_applies_at_both_its_limits(self) -> None:
        rule = AlertRule("r", "", min_number=10, min_ratio=0.5)
        for measure, applies in (
            (Measure(10, 0.5), True), (Measure(9, 0.9), False), (Measure(99, 0.4), False),
        ):  # fmt: skip
            self.assertEqual(rule.applies_to(measure), applies)

    def test_a_flood_from_one_domain_and_a_provider_that_is_always_large(self) -> None:
        now = timezone.now()
        for number in range(100):
            for domain in ("flood.example", "gmail.com"):
                address = f"{number}@{domain}"
                make_trace(make_signature(self.petition, address, confirmed=False), domain)
        self.assertIn("one-domain", self.raised())
        with patch.object(
            metrics, "top_domains", return_value=metrics.top_domains(self.petition.pk, now)
        ) as before:
            grown = [
                metrics.Share(s.label, s.name, s.number, s.share, before=0.5)
                for s in before.return_value.shares
            ]
            before.return_value = metrics.TopShares(200, grown)
            self.assertNotIn("one-domain", self.raised())

    def test_a_sudden_rise(self) -> None:
        with patch.object(metrics, "signed_in_same_hours", return_value=[0, 30, 40, 10, 400]):
            [raised] = alerts.petition_alerts(self.petition, self.current())
        self.assertEqual(raised.rule, "rise")
        self.assertIn("400 signed in the last hour, 10 times as many", raised.message)
        with patch.object(metrics, "signed_in_same_hours", return_value=[0, 300, 400]):
            self.assertEqual(self.raised(), set())

    def test_many_refused_emails_in_an_hour(self) -> None:
        for _ in range(30):
            make_signature(self.petition, confirmed=False, bounced_at=timezone.now())
        [raised] = alerts.petition_alerts(self.petition, self.current())
        self.assertEqual(raised.rule, "refused-now")
        self.assertIn("30 emails were refused in the last hour", raised.message)

    def test_many_emails_that_wait_for_others_to_confirm(self) -> None:
        Intake.objects.bulk_create(
            Intake(digests=[], signing=b"", waits_for="petition") for _ in range(100)
        )
        [raised] = alerts.site_alerts()
        self.assertEqual(raised.rule, "unanswered")

    def test_many_quarantined_signatures_and_many_refused_emails(self) -> None:
        with patch.object(metrics, "quarantined", return_value={"domain": 60, "network": 50}):
            self.assertEqual(self.raised(), {"held"})
        ledger.record_events(Kind.BOUNCED, [self.petition.pk] * 60)
        ledger.record_events(Kind.MAILED, [self.petition.pk] * 100)
        self.assertEqual(self.raised(), {"bounces"})

    def test_a_wrong_count_and_a_long_queue(self) -> None:
        CountCheck.objects.create(petitions=1, differences=["Petition 1"], milliseconds=5)
        with patch.object(metrics, "due_emails", return_value=5000):
            raised = {each.rule for each in alerts.site_alerts()}
        self.assertEqual(raised, {"count-check", "mail-queue"})
        CountCheck.objects.create(petitions=1, differences=[], milliseconds=5)
        self.assertEqual(alerts.site_alerts(), [])

    def test_signings_that_no_worker_has_seen_for_five_minutes(self) -> None:
        post_form(self.petition)
        self.assertEqual(alerts.site_alerts(), [])
        Intake.objects.update(due_at=timezone.now() - timedelta(minutes=6))
        self.assertEqual([each.rule for each in alerts.site_alerts()], ["worker"])
        store()
        self.assertEqual(alerts.site_alerts(), [])

    def test_petitions_that_closed_long_ago_are_not_looked_at(self) -> None:
        now = timezone.now()
        make_petition(closes_at=now - timedelta(days=3), opens_at=now - timedelta(days=9))
        make_petition(state="draft")
        lately = make_petition(closes_at=now - timedelta(days=1), opens_at=now - timedelta(days=9))
        self.assertEqual(set(alerts.watched_petitions(now)), {self.petition, lately})


@ADMINS
class MailTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(patch.object(metrics, "quarantined", return_value={"domain": 150}))

    def test_each_alert_is_emailed_once_a_day(self) -> None:
        alerts.email_new_alerts()
        alerts.email_new_alerts()
        [message] = mail.outbox
        self.assertEqual(message.to, ["operator@example.org"])
        self.assertIn("150 signatures are quarantined, confirmed or not.", str(message.body))
        self.assertIn(
            f"https://campaign.example/admin/petitions/petition/{self.petition.pk}/desk/",
            str(message.body),
        )
        Alert.objects.update(day=timezone.now().date() - timedelta(days=1))
        alerts.email_new_alerts()
        self.assertEqual(len(mail.outbox), 2)

    def test_a_title_of_two_lines_makes_a_subject_of_one(self) -> None:
        Petition.objects.update(title="Free the teachers\r\nof Kashgar")
        alerts.email_new_alerts()
        [message] = mail.outbox
        self.assertIn("Free the teachers of Kashgar", message.subject)

    def test_an_email_that_failed_is_sent_again(self) -> None:
        with (
            patch("django.core.mail.EmailMultiAlternatives.send", side_effect=OSError),
            self.assertRaises(OSError),
        ):
            alerts.email_new_alerts()
        self.assertFalse(Alert.objects.exists())
        alerts.email_new_alerts()
        self.assertEqual(len(mail.outbox), 1)

    def test_an_email_names_no_domain_and_no_network(self) -> None:
        for number in range(100):
            flood = make_signature(self.petition, f"{number}@flood.example", confirmed=False)
            make_trace(flood, "flood.example")
        alerts.email_new_alerts()
        self.assertEqual(len(mail.outbox), 2)
        for message in mail.outbox:
            self.assertNotIn("flood", f"{message.subject} {message.body}")

    def test_an_alert_for_the_site_is_emailed_once_whatever_the_number_of_petitions(self) -> None:
        make_petition()
        with (
            patch.object(metrics, "quarantined", return_value={}),
            patch.object(metrics, "due_emails", return_value=9000),
        ):
            alerts.email_new_alerts()
            alerts.email_new_alerts()
        self.assertEqual(len(mail.outbox), 1)

    def test_the_worker_does_so(self) -> None:
        app.tasks["send-alerts"](timestamp=0)
        self.assertEqual(len(mail.outbox), 1)

    def test_old_alerts_are_deleted(self) -> None:
        alerts.email_new_alerts()
        Alert.objects.update(day=timezone.now().date() - timedelta(days=5))
        alerts.delete_expired()
        self.assertFalse(Alert.objects.exists())
