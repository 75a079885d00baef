"""Scheduled is not public: what the desk shows of it, and the ways back."""

from datetime import timedelta
from typing import Any
from unittest import mock

from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaign.publishing import workflow
from news.models import NewsItem
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_news, make_page, make_petition

NEWS = "/admin/news/newsitem/"


class ScheduledTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.time = (timezone.now() + timedelta(days=5)).replace(hour=9, minute=0, second=0)
        self.item = make_news(headline="Embargoed", publish_at=self.time)
        self.words = f"Scheduled for {self.time:%A %-d %B %Y}, 09:00 UTC, in 5 days."
        self.address = f"{NEWS}{self.item.pk}/change/"

    def page_of(self, name: str) -> str:
        return f"{NEWS}{self.item.pk}/{name}/"

    def stage(self) -> str:
        return NewsItem.objects.get(pk=self.item.pk).stage

    def test_its_form_says_when_and_offers_what_can_be_done(self) -> None:
        page = self.client.get(self.address)
        self.assertContains(page, self.words)
        self.assertContains(page, "No one outside can see it before.")
        self.assertNotContains(page, "on the site at once")
        for name, is_offered in {"reschedule": True, "redraft": True, "withdraw": False}.items():
            with self.subTest(name):
                self.assertEqual(f"/{name}/" in page.text, is_offered)

    def test_the_list_and_its_filter_tell_it_from_what_is_public(self) -> None:
        make_news(headline="Public")
        page = self.client.get(NEWS)
        self.assertContains(page, f"Scheduled for {self.time:%-d %b %Y}, 09:00")
        for stage, shown in (("scheduled", "Embargoed"), ("published", "Public")):
            rows = self.client.get(NEWS, {"state": stage}).context["cl"].result_list
            with self.subTest(stage):
                self.assertEqual([item.headline for item in rows], [shown])

    def test_the_first_page_lists_what_is_scheduled_the_next_first(self) -> None:
        soon = timezone.now() + timedelta(days=1)
        make_petition(title="Soon", publish_at=soon)
        make_page(title="Public")
        page = self.client.get("/admin/")
        self.assertContains(page, f"{self.time:%A %-d %B %Y}, in 5 days</h3>")
        self.assertContains(page, "09:00 UTC</time>")
        rows = [row.text for _day, rows in page.context["scheduled"].days for row in rows]
        self.assertEqual(rows, ["Soon", "Embargoed"])

    def test_it_becomes_a_draft_again_and_can_be_deleted(self) -> None:
        page = self.send(self.page_of("redraft"), self.read(self.page_of("redraft")), {})
        self.assertContains(page, "is a draft again")
        self.assertEqual(self.stage(), "draft")
        self.assertEqual(LogEntry.objects.first().change_message, "Returned to draft.")  # type: ignore[union-attr]
        self.assertEqual(self.client.get(self.page_of("delete")).status_code, 200)

    def test_what_became_public_meanwhile_is_no_draft_again(self) -> None:
        form = self.read(self.page_of("redraft"))
        NewsItem.objects.update(publish_at=timezone.now() - timedelta(seconds=1))
        page = self.send(self.page_of("redraft"), form, {})
        self.assertContains(page, "could not be made a draft")
        self.assertEqual(self.stage(), "published")

    def reschedule(self, day: str, time: str = "10:30") -> Any:
        typed = {"publish_at_0": day, "publish_at_1": time}
        return self.send(self.page_of("reschedule"), self.read(self.page_of("reschedule")), typed)

    def test_another_time_is_said_in_words_and_kept(self) -> None:
        day = self.time + timedelta(days=2)
        page = self.reschedule(f"{day:%-d %B %Y}")
        self.assertContains(page, f"{day:%A %-d %B %Y}, 10:30 UTC, in 7 days")
        self.assertEqual(NewsItem.objects.get().publish_at, self.time)
        page = self.say_yes(self.page_of("reschedule"), page)
        self.assertContains(page, "is scheduled for")
        self.assertEqual(NewsItem.objects.get().publish_at, day.replace(hour=10, minute=30, microsecond=0))  # fmt: skip
        entry = LogEntry.objects.first()
        self.assertIn(f"Scheduled for {day:%A %-d %B %Y}, 10:30 UTC.", str(entry and entry.change_message))  # fmt: skip

    def test_another_time_can_be_changed_again(self) -> None:
        page = self.reschedule("2099-12-05")
        page = self.change_it(self.page_of("reschedule"), page)
        self.assertEqual(FormReader(page.text).values["publish_at_0"], "2099-12-05")
        self.assertEqual(NewsItem.objects.get().publish_at, self.time)

    def test_a_past_time_asks_before_it_publishes_at_once(self) -> None:
        page = self.reschedule("2001-12-25")
        self.assertContains(page, "everyone will see it at once")
        self.assertEqual(self.stage(), "scheduled")
        self.assertContains(self.say_yes(self.page_of("reschedule"), page), "is published")
        self.assertEqual(self.stage(), "published")

    def test_only_what_is_scheduled_is_rescheduled(self) -> None:
        NewsItem.objects.update(publish_at=timezone.now() - timedelta(days=1))
        page = self.client.get(self.page_of("reschedule"), follow=True)
        self.assertContains(page, "is not scheduled.")
        with self.assertRaises(ValidationError):
            workflow.reschedule(self.item, publish_at=self.time, author=self.staff)

    def test_who_may_not_publish_may_not_change_the_time(self) -> None:
        self.sign_in_as("news.view_newsitem", "news.change_newsitem")
        self.assertContains(self.client.get(self.address), "ask someone who may publish")
        for name in ("reschedule", "redraft"):
            with self.subTest(name):
                self.assertEqual(self.client.get(self.page_of(name)).status_code, 403)
                self.assertEqual(self.client.post(self.page_of(name)).status_code, 403)
        self.assertEqual(self.stage(), "scheduled")

    def test_what_was_public_is_not_scheduled_again(self) -> None:
        public = make_news(slug="was-public")
        workflow.withdraw(public, author=self.staff)
        NewsItem.objects.filter(pk=public.pk).update(publish_at=self.time)
        with self.assertRaisesMessage(ValidationError, "It cannot wait for a later time"):
            workflow.publish(public, author=self.staff)
        self.client.logout()
        self.assertEqual(self.client.get("/news/was-public/").status_code, 410)


class ManyTests(DeskTestCase):
    def publish(self, *items: NewsItem) -> Any:
        chosen = {"action": "publish", "confirmed": "yes", "_selected_action": [item.pk for item in items]}  # fmt: skip
        chosen |= {f"seen-{item.pk}": item.version for item in items}
        return self.client.post(NEWS, chosen, follow=True)

    def test_an_action_for_many_gives_one_message(self) -> None:
        page = self.publish(*(make_news(state="draft") for _number in range(30)))
        self.assertEqual([str(each) for each in page.context["messages"]], ["30 news items are published."])  # fmt: skip

    def test_those_that_wait_for_their_time_are_not_called_published(self) -> None:
        later = timezone.now() + timedelta(days=1)
        drafts = [make_news(state="draft", publish_at=later) for _number in range(2)]
        page = self.publish(*drafts, make_news(state="draft"))
        [message] = page.context["messages"]
        self.assertRegex(str(message), "is published.* 2 news items are scheduled.")

    def test_those_with_which_it_did_not_work_are_named_up_to_ten(self) -> None:
        drafts = [make_news(headline=f"Draft {number}", state="draft") for number in range(15)]
        with mock.patch("campaign.publishing.workflow._save", side_effect=ValidationError("No.")):
            page = self.publish(*drafts)
        [message] = page.context["messages"]
        self.assertEqual(str(message).count("<li>"), 11)
        self.assertIn("And 5 more.", str(message))

    def test_the_question_names_the_time_of_each(self) -> None:
        later = timezone.now() + timedelta(days=3)
        drafts = [make_news(state="draft", publish_at=later).pk, make_news(state="draft").pk]
        page = self.client.post(NEWS, {"action": "publish", "_selected_action": drafts})
        self.assertContains(page, f"{later:%A %-d %B %Y}, {later:%H:%M} UTC, in 3 days")
