"""What should make staff look: on the desk at once, by mail once a day."""

from datetime import timedelta
from unittest.mock import patch

from django.core import mail
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django import app

from petitions.counting import ledger
from petitions.models import Alert, CountCheck, Kind, Petition
from petitions.moderation import alerts, metrics
from petitions.moderation.alerts import Measure, Rule
from petitions.moderation.metrics import Moment
from tests.factories import make_petition, make_signature
from tests.petitions.testcases import SigningTestCase

ADMINS = override_settings(ADMINS=["operator@example.org"], SITE_URL="https://campaign.example")


class RuleTests(SigningTestCase):
    def moment(self) -> Moment:
        return Moment(self.petition.pk, timezone.now())

    def raised(self) -> set[str]:
        return {each.rule for each in alerts.of_petition(self.petition, self.moment())}

    def test_a_quiet_petition_raises_nothing(self) -> None:
        make_signature(self.petition)
        self.assertEqual(alerts.all_raised(timezone.now()), [])

    def test_a_rule_speaks_when_there_are_so_many_and_so_much_of_all(self) -> None:
        rule = Rule("r", "", number=10, times=0.5)
        for measure, speaks in (
            (Measure(10, 0.5), True), (Measure(9, 0.9), False), (Measure(99, 0.4), False),
        ):  # fmt: skip
            self.assertEqual(rule.speaks(measure), speaks)

    def test_a_flood_from_one_domain_and_a_provider_that_is_always_large(self) -> None:
        now = timezone.now()
        for number in range(100):
            make_signature(self.petition, f"{number}@flood.example", confirmed=False)
            make_signature(self.petition, f"{number}@gmail.com", confirmed=False)
        self.assertIn("one-domain", self.raised())
        with patch.object(
            metrics, "top_domains", return_value=metrics.top_domains(self.petition.pk, now)
        ) as before:
            grown = [
                metrics.Share(s.label, s.name, s.number, s.share, before=0.5)
                for s in before.return_value.shares
            ]
            before.return_value = metrics.Top(200, grown)
            self.assertNotIn("one-domain", self.raised())

    def test_a_sudden_rise(self) -> None:
        with patch.object(metrics, "signed_in_same_hours", return_value=[0, 30, 40, 10, 400]):
            [raised] = alerts.of_petition(self.petition, self.moment())
        self.assertEqual(raised.rule, "rise")
        self.assertIn("400 signed in the last hour, 10 times as many", raised.words)
        with patch.object(metrics, "signed_in_same_hours", return_value=[0, 300, 400]):
            self.assertEqual(self.raised(), set())

    def test_many_that_are_held_and_many_mails_that_are_refused(self) -> None:
        with patch.object(metrics, "quarantined", return_value={"domain": 60, "network": 50}):
            self.assertEqual(self.raised(), {"held"})
        ledger.record_events(Kind.BOUNCED, [self.petition.pk] * 60)
        ledger.record_events(Kind.MAILED, [self.petition.pk] * 100)
        self.assertEqual(self.raised(), {"bounces"})

    def test_a_count_that_is_not_true_and_a_long_queue(self) -> None:
        CountCheck.objects.create(petitions=1, differences=["Petition 1"], milliseconds=5)
        with patch.object(metrics, "mails_due", return_value=5000):
            raised = {each.rule for each in alerts.of_site()}
        self.assertEqual(raised, {"count-check", "mail-queue"})
        CountCheck.objects.create(petitions=1, differences=[], milliseconds=5)
        self.assertEqual(alerts.of_site(), [])

    def test_petitions_that_closed_long_ago_are_not_looked_at(self) -> None:
        now = timezone.now()
        make_petition(closes_at=now - timedelta(days=3), opens_at=now - timedelta(days=9))
        make_petition(state="draft")
        lately = make_petition(closes_at=now - timedelta(days=1), opens_at=now - timedelta(days=9))
        self.assertEqual(set(alerts.watched(now)), {self.petition, lately})


@ADMINS
class MailTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(patch.object(metrics, "quarantined", return_value={"domain": 150}))

    def test_each_is_told_once_a_day(self) -> None:
        alerts.send_new()
        alerts.send_new()
        [message] = mail.outbox
        self.assertEqual(message.to, ["operator@example.org"])
        self.assertIn("150 signatures wait for review.", str(message.body))
        self.assertIn(
            f"https://campaign.example/admin/petitions/petition/{self.petition.pk}/desk/",
            str(message.body),
        )
        Alert.objects.update(day=timezone.now().date() - timedelta(days=1))
        alerts.send_new()
        self.assertEqual(len(mail.outbox), 2)

    def test_a_title_of_two_lines_makes_a_subject_of_one(self) -> None:
        Petition.objects.update(title="Free the teachers\r\nof Kashgar")
        alerts.send_new()
        [message] = mail.outbox
        self.assertIn("Free the teachers of Kashgar", message.subject)

    def test_a_mail_that_could_not_be_sent_is_tried_again(self) -> None:
        with (
            patch("django.core.mail.EmailMultiAlternatives.send", side_effect=OSError),
            self.assertRaises(OSError),
        ):
            alerts.send_new()
        self.assertFalse(Alert.objects.exists())
        alerts.send_new()
        self.assertEqual(len(mail.outbox), 1)

    def test_a_mail_names_no_domain_and_no_network(self) -> None:
        for number in range(100):
            make_signature(self.petition, f"{number}@flood.example", confirmed=False)
        alerts.send_new()
        self.assertEqual(len(mail.outbox), 2)
        for message in mail.outbox:
            self.assertNotIn("flood", f"{message.subject} {message.body}")

    def test_what_is_wrong_with_the_site_is_told_once_however_many_petitions_there_are(
        self,
    ) -> None:
        make_petition()
        with (
            patch.object(metrics, "quarantined", return_value={}),
            patch.object(metrics, "mails_due", return_value=9000),
        ):
            alerts.send_new()
            alerts.send_new()
        self.assertEqual(len(mail.outbox), 1)

    def test_the_worker_does_so(self) -> None:
        app.tasks["send-alerts"](timestamp=0)
        self.assertEqual(len(mail.outbox), 1)

    def test_that_it_was_told_is_forgotten(self) -> None:
        alerts.send_new()
        Alert.objects.update(day=timezone.now().date() - timedelta(days=5))
        alerts.delete_old()
        self.assertFalse(Alert.objects.exists())
