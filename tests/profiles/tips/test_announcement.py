"""New tips are announced: a line on the first page for those who may read them, and an email that says nothing else."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.roles import ROLES
from profiles.models import Tip, TipMessage
from profiles.models.vocabulary import TipKind, TipState
from profiles.tips import announcement, conversation
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase, entry_of
from tests.factories import make_detainee, make_staff
from tests.testcases import SiteTestCase

SECRET = "He was seen in the second courtyard."
HEADING = "New tips"
NOTIFIED = override_settings(
    TIPS_MAIL=["tips@campaign.example"], SITE_URL="https://campaign.example"
)


def tell(kind: TipKind = TipKind.NEWS, *, days: int = 0) -> Tip:
    tip = conversation.find(conversation.submit(kind, SECRET, about=make_detainee().pk))
    assert tip
    told = timezone.now().date() - timedelta(days=days)
    tip.messages.update(on=told)
    Tip.objects.filter(pk=tip.pk).update(told_on=told, last_on=told)
    return tip


class UnreadTests(SiteTestCase):
    def days(self, found: Any) -> list[int]:
        """Since when each of these has waited, the longest first."""
        today = timezone.now().date()
        return sorted(((today - tip.since).days for tip in found), reverse=True)

    def test_take_downs_are_counted_apart(self) -> None:
        tell(TipKind.WITHDRAW, days=3)
        tell(TipKind.WITHDRAW)
        tell(TipKind.CORRECTION, days=1)
        self.assertEqual(self.days(announcement.new_take_downs()), [3, 0])
        self.assertEqual(self.days(announcement.other_new_tips()), [1])

    def test_what_staff_have_taken_up_is_not_among_them(self) -> None:
        tell()
        for state in (TipState.AT_WORK, TipState.CLOSED):
            Tip.objects.update(state=state)
            self.assertFalse(announcement.other_new_tips().exists())

    def test_a_visitor_who_writes_more_waits_since_their_first_message_without_an_answer(
        self,
    ) -> None:
        tip = tell(days=9)
        conversation.answer_tip(tip, "In which year was that?", author=make_staff())
        TipMessage.objects.create(
            tip=tip, text=SECRET, on=timezone.now().date() - timedelta(days=4)
        )
        conversation.add_message(tip, SECRET)
        self.assertEqual(self.days(announcement.other_new_tips()), [4])


class FirstPageTests(DeskTestCase):
    def test_it_says_how_many_since_when_and_take_downs_first(self) -> None:
        tell(days=1)
        tell(TipKind.WITHDRAW, days=5)
        page = self.client.get("/admin/")
        rows = [(row.text, row.note) for row in entry_of(page, "tips").rows]
        self.assertEqual(
            rows,
            [
                ("1 visitor asks you to take something down", "the oldest 5 days old"),
                ("1 other tip", "the oldest 1 day old"),
            ],
        )
        self.assertLess(page.text.index("take something down"), page.text.index("1 other tip"))
        self.assertNotContains(page, SECRET)

    def test_each_line_leads_to_its_tips(self) -> None:
        tell()
        tell(TipKind.WITHDRAW)
        rows = entry_of(self.client.get("/admin/"), "tips").rows
        found = [len(self.client.get(row.url).context["cl"].result_list) for row in rows]
        self.assertEqual(found, [1, 1])

    def test_only_tip_readers_are_told(self) -> None:
        tell()
        for group in ROLES:
            with self.subTest(group):
                self.client.force_login(make_member(group))
                is_told = HEADING in self.client.get("/admin/").text
                self.assertEqual(is_told, group in {"Tip readers", "Administrators"})

    def test_nothing_is_said_if_there_is_none(self) -> None:
        self.assertNotContains(self.client.get("/admin/"), HEADING)


@NOTIFIED
class EmailTests(SiteTestCase):
    def run_job(self) -> list[mail.EmailMessage]:
        """The emails that this run of the job sends."""
        before = len(mail.outbox)
        app.tasks["announce-tips"](timestamp=0)
        return mail.outbox[before:]

    def test_it_says_that_there_is_something_and_nothing_else(self) -> None:
        texts = set()
        for kind in (TipKind.WITHDRAW, TipKind.NEWS, TipKind.OTHER):
            tell(kind, days=2)
            tell(kind)
            [message] = self.run_job()
            texts.add((message.subject, message.body, str(sorted(message.extra_headers))))
        [(subject, body, _headers)] = texts  # whatever the kind, the number and the person
        self.assertEqual(message.to, ["tips@campaign.example"])
        self.assertEqual(subject, "There is a new message")
        self.assertEqual(
            body,
            "There is a new message. Log in to read it:\n\nhttps://campaign.example/admin/\n",
        )

    def test_it_is_sent_once_for_each_new_message(self) -> None:
        self.assertEqual(self.run_job(), [])
        tip = tell()
        self.assertEqual([len(self.run_job()) for _ in range(3)], [1, 0, 0])
        conversation.add_message(tip, "And in May.")
        self.assertEqual(len(self.run_job()), 1)
        conversation.answer_tip(tip, "Thank you.", author=make_staff())
        self.assertEqual(self.run_job(), [])

    def test_a_tip_that_was_read_before_the_job_ran_is_not_announced(self) -> None:
        tell()
        Tip.objects.update(state=TipState.AT_WORK)
        self.assertEqual(self.run_job(), [])

    def test_an_email_that_failed_is_sent_at_the_next_run(self) -> None:
        tell()
        with (
            patch("django.core.mail.EmailMessage.send", side_effect=OSError),
            self.assertRaises(OSError),
        ):
            self.run_job()
        self.assertEqual(len(self.run_job()), 1)

    @override_settings(TIPS_MAIL=[])
    def test_without_an_address_there_is_none(self) -> None:
        tell()
        self.assertEqual(self.run_job(), [])

    def test_it_leaves_at_most_once_an_hour_at_a_minute_that_says_nothing(self) -> None:
        [cron] = [
            each.cron for each in app.periodic_registry.periodic_tasks.values()
            if each.task.name == "announce-tips"
        ]  # fmt: skip
        minute, *rest = cron.split()
        self.assertTrue(minute.isdigit())
        self.assertEqual(rest, ["*"] * 4)
