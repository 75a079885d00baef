"""The first page of the desk: what waits, what comes, what ends, what colleagues did."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.admin.first_page.entries import MAX_ROWS
from campaign.admin.first_page.page import SHOWN
from campaign.publishing import workflow
from petitions.models import Kind, LedgerEntry
from profiles.models import Tip
from profiles.models.vocabulary import TipKind, TipState
from profiles.tips import conversation
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase, entry_of
from tests.factories import make_detainee, make_news, make_page, make_petition, make_staff

MOST_QUERIES = 25  # for an administrator, who sees all of it


class FirstPageTestCase(DeskTestCase):
    def page(self) -> Any:
        return self.client.get("/admin/")

    def texts(self, name: str) -> list[str]:
        return [str(row.text) for row in entry_of(self.page(), name).rows]


class WaitingTests(FirstPageTestCase):
    def test_it_says_so_if_nothing_waits(self) -> None:
        self.assertContains(self.page(), "Nothing waits for you.")

    def test_who_may_publish_is_led_to_the_review_and_who_may_not_to_the_form(self) -> None:
        item = make_news(state="in_review", headline="A quiet step")
        for group, name, page in (
            ("Publishers", "to-review", "review"),
            ("Editors", "in-review", "change"),
        ):
            with self.subTest(group):
                self.client.force_login(make_member(group))
                [row] = entry_of(self.page(), name).rows
                self.assertEqual(row.url, f"/admin/news/newsitem/{item.pk}/{page}/")

    def test_it_shows_some_and_says_how_many_more_there_are_and_where(self) -> None:
        for number in range(SHOWN + 2):
            make_news(state="in_review", headline=f"Step {number}")
        page = self.page()
        self.assertContains(page, "Step 5</a>")
        self.assertNotContains(page, "Step 6")
        self.assertContains(page, "and 2 more: <a href=")
        self.assertContains(page, "/admin/news/newsitem/?state=in_review")

    def test_many_are_not_counted_to_the_end(self) -> None:
        for number in range(MAX_ROWS + 2):
            make_page(state="in_review", title=f"Page {number}", slug=f"page-{number}")
        self.assertContains(self.page(), f"and more than {MAX_ROWS - SHOWN} more")

    def test_ones_own_working_version_stands_apart_from_those_of_colleagues(self) -> None:
        item = make_news(headline="Public words")
        self.fill_in(
            f"/admin/news/newsitem/{item.pk}/change/", {"headline": "New words"}, press="_keep"
        )
        self.assertEqual(self.texts("your-versions"), ["Public words"])
        self.client.force_login(make_member("Publishers"))
        self.assertEqual(self.texts("versions"), ["Public words"])


class CalendarTests(FirstPageTestCase):
    def rows(self, part: str) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (day, [(str(row.text), str(row.note)) for row in rows])
            for day, rows in self.page().context[part].days
        ]

    def test_petitions_that_open_and_close_are_listed_by_day(self) -> None:
        tomorrow = timezone.now() + timedelta(days=1)
        make_petition(title="Later", opens_at=tomorrow, closes_at=tomorrow + timedelta(days=20))
        make_petition(title="Long", closes_at=tomorrow + timedelta(days=400))
        [(day, rows)] = self.rows("scheduled")
        self.assertTrue(day.endswith("in 1 day"), day)
        self.assertEqual(rows, [("Later", "opens for signing")])
        [(_day, rows)] = self.rows("expires")
        self.assertEqual(rows, [("Later", "closes")])

    def test_consents_that_end_are_listed_for_those_who_may_see_them(self) -> None:
        person = make_detainee()
        today = timezone.localdate()
        person.consents.update(expires_on=today + timedelta(days=9))
        [(_day, rows)] = self.rows("expires")
        self.assertEqual(rows, [(str(person), "a consent ends")])
        person.consents.update(expires_on=None, review_on=today - timedelta(days=2))
        [(_day, rows)] = self.rows("expires")
        self.assertEqual(rows, [(str(person), "ask again whether the consent holds")])
        self.client.force_login(make_member("Moderators"))
        self.assertIsNone(self.page().context["expires"])


class ColleaguesTests(FirstPageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.colleague = make_staff("aygul", first_name="Aygul")
        self.item = make_news(state="draft", headline="A quiet step")
        self.client.force_login(self.colleague)
        self.fill_in(
            f"/admin/news/newsitem/{self.item.pk}/change/", {"standfirst": "A fresh start."}
        )
        workflow.submit(self.item, author=self.colleague)

    def test_it_says_by_name_who_did_what(self) -> None:
        self.client.force_login(self.staff)
        self.assertEqual(
            set(self.texts("colleagues")),
            {"Aygul submitted 1 news item", "Aygul changed 1 news item"},
        )
        self.assertContains(self.page(), f"/admin/news/newsitem/{self.item.pk}/change/")

    def test_not_what_one_did_oneself(self) -> None:
        self.assertContains(self.page(), "Nothing in the last seven days.")

    def test_nor_what_one_may_not_see(self) -> None:
        self.item.is_closed = True
        self.item.save()
        self.client.force_login(self.staff)
        self.assertNotContains(self.page(), "Aygul")
        self.sign_in_as("campaign.view_page")
        self.assertNotContains(self.page(), "Aygul")


class FiguresTests(FirstPageTestCase):
    def numbers(self, name: str) -> dict[str, int | None]:
        return {str(row.text): row.number for row in entry_of(self.page(), name).rows}

    def test_emails_that_were_sent_or_refused_are_counted_from_the_tallies(self) -> None:
        petition = make_petition()
        for kind, number in ((Kind.MAILED, 3), (Kind.BOUNCED, 1)):
            LedgerEntry.objects.create(
                petition=petition, kind=kind, day=timezone.now().date(), delta=number
            )
        found = self.numbers("emails")
        self.assertEqual(found["Confirmation emails sent"], 3)
        self.assertEqual(found["Emails refused by their provider"], 1)

    def test_emails_that_wait_or_were_given_up_are_counted_in_the_queue(self) -> None:
        for status in ("todo", "failed", "failed"):
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
                    " VALUES ('mail', 'mine-mail', %s)",
                    [status],
                )
        found = self.numbers("emails")
        self.assertEqual(found["Emails waiting to be sent"], 1)
        self.assertEqual(found["Emails given up"], 2)

    def test_tips_that_are_not_closed_are_open(self) -> None:
        for state in TipState:
            tip = conversation.find(conversation.submit(TipKind.NEWS, "He was seen."))
            Tip.objects.filter(pk=tip.pk).update(state=state)  # type: ignore[union-attr]
        self.assertEqual(self.numbers("open-tips"), {"Open tips": 2})

    def test_only_those_who_may_see_signers_or_tips_see_their_figures(self) -> None:
        self.sign_in_as("campaign.view_page")
        names = {shown.entry.name for shown in self.page().context["counts"]}
        self.assertFalse(names & {"emails", "open-tips"})


class CostTests(FirstPageTestCase):
    def test_it_costs_the_same_however_much_there_is(self) -> None:
        colleague = make_staff("aygul")
        self.page()
        costs = []
        for number in (1, 4):
            for _ in range(number):
                submitted = make_news(state="draft", publish_at=None)
                workflow.submit(submitted, author=colleague, of=self.staff)
                make_news(publish_at=timezone.now() + timedelta(days=3))
                make_petition(closes_at=timezone.now() + timedelta(days=3))
                make_detainee(state="in_review")
            with CaptureQueriesContext(connection) as queries:
                self.page()
            costs.append(len(queries))
        self.assertEqual(costs[0], costs[1])
        self.assertLessEqual(costs[1], MOST_QUERIES)
