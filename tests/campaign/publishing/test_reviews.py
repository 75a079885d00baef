"""A review is asked of someone with a note, and answered with a note; emails about it tell nothing."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from campaign.accounts import emails
from campaign.activity.models import Activity
from campaign.privacy.encryption import decrypt
from campaign.publishing import workflow
from campaign.publishing.models import Review
from news.models import NewsItem
from profiles.models import Detainee
from profiles.safety import erasure
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase, FormReader
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_response,
    make_staff,
)

NEWS = "/admin/news/newsitem/"
SECRET = "Aygul's cousin called"


class ReviewTestCase(DeskTestCase):
    """`self.writer` is an editor, `self.staff` a superuser who may publish."""

    def setUp(self) -> None:
        super().setUp()
        self.writer = make_member("Editors")
        User.objects.filter(pk=self.staff.pk).update(email="staff@example.org", first_name="Rana")
        User.objects.filter(pk=self.writer.pk).update(email="writer@example.org")
        self.staff.refresh_from_db()
        self.writer.refresh_from_db()
        self.item = make_news(state="draft", publish_at=None, headline="A quiet step")
        self.url = f"{NEWS}{self.item.pk}/"

    def submit(self, **typed: Any) -> Any:
        self.client.force_login(self.writer)
        values = {"of": str(self.staff.pk), "note": SECRET} | typed
        return self.fill_in(f"{self.url}submit/", values, press="")

    def answer(self, press: str, note: str = "", **changed: str) -> Any:
        self.client.force_login(self.staff)
        form = self.read(f"{self.url}review/")
        return self.send(f"{self.url}review/", form, {"note": note} | changed, press=press)

    def state(self) -> str:
        self.item.refresh_from_db()
        return self.item.state


class AskingTests(ReviewTestCase):
    def test_a_colleague_is_asked_with_a_note(self) -> None:
        self.assertContains(self.submit(), "“A quiet step” waits for review.")
        review = Review.objects.get()
        self.assertEqual((review.asked_by, review.asked_of), (self.writer, self.staff))
        self.assertEqual((review.note, review.answer), (SECRET, ""))
        self.assertEqual(self.state(), "in_review")

    def test_or_anyone_who_may_publish(self) -> None:
        self.submit(of="", note="")
        self.assertIsNone(Review.objects.get().asked_of)

    def test_saving_and_submitting_leads_to_the_form_that_asks(self) -> None:
        self.client.force_login(self.writer)
        page = self.fill_in(f"{self.url}change/", {}, press="_submit")
        self.assertContains(page, "Who should review it")
        self.assertEqual(self.state(), "in_review")
        page = self.send(
            f"{self.url}ask/", FormReader(page.text), {"of": str(self.staff.pk)}, press=""
        )
        self.assertContains(page, "editors asked Rana to review it.")
        self.assertEqual(Review.objects.unanswered().get().asked_of, self.staff)

    def test_skipping_says_what_it_does(self) -> None:
        self.client.force_login(self.writer)
        page = self.fill_in(f"{self.url}change/", {}, press="_submit")
        self.assertContains(page, "Skip: anyone may review it")
        self.assertNotContains(page, "Cancel")
        self.send(f"{self.url}ask/", FormReader(page.text), {"of": str(self.staff.pk)}, press="")
        page = self.client.get(f"{self.url}ask/")
        self.assertNotContains(page, "anyone may review it")
        self.assertContains(page, "Leave it as it is")

    def test_the_colleague_who_asked_for_changes_is_chosen(self) -> None:
        self.submit(of="")
        self.answer("_changes", "Say where.")
        self.client.force_login(self.writer)
        self.assertEqual(self.read(f"{self.url}submit/").values["of"], str(self.staff.pk))
        page = self.fill_in(f"{self.url}change/", {"body": "In Geneva."}, press="_submit")
        self.assertEqual(FormReader(page.text).values["of"], str(self.staff.pk))

    def test_no_one_is_chosen_after_an_approval(self) -> None:
        self.submit()
        self.answer("_approve")
        self.client.force_login(self.writer)
        self.assertEqual(self.read(f"{self.url}ask/").values["of"], "")

    def test_only_those_who_may_publish_can_be_asked(self) -> None:
        page = self.submit(of=str(make_member("Moderators").pk))
        self.assertContains(page, "Select a valid choice.")
        self.assertContains(page, SECRET.replace("'", "&#x27;"))
        self.assertEqual(self.state(), "draft")

    def test_a_note_that_is_too_long_is_kept_in_the_form(self) -> None:
        page = self.submit(note="word " * 900)
        self.assertContains(page, "word word")
        self.assertEqual(self.state(), "draft")

    def test_an_editor_asks_about_an_item_that_waits_and_no_one_about_a_draft(self) -> None:
        self.client.force_login(self.writer)
        page = self.client.get(f"{self.url}ask/", follow=True)
        self.assertContains(page, "is not in review.")
        self.assertEqual(self.client.get(f"{self.url}review/").status_code, 403)
        self.client.force_login(make_member("Moderators"))
        for name in ("ask", "submit", "review"):
            self.assertEqual(self.client.get(f"{self.url}{name}/").status_code, 403)
        self.client.force_login(self.staff)
        for name in ("ask", "submit", "review"):
            self.assertEqual(self.client.get(f"{NEWS}999/{name}/").status_code, 302)

    def test_the_first_page_puts_what_waits_for_you_first(self) -> None:
        self.submit()
        other = make_news(state="draft", publish_at=None, headline="Another step")
        workflow.submit(other, author=self.writer)
        self.client.force_login(self.staff)
        page = self.client.get("/admin/").text
        places = [
            page.index(words)
            for words in (
                "Waits for you", "You are asked to review", "A quiet step", "To review",
                "Another step", "What colleagues did",
            )
        ]  # fmt: skip
        self.assertEqual(places, sorted(places))
        self.assertIn(f"{self.url}review/", page)
        self.client.force_login(make_staff("third"))
        page = self.client.get("/admin/").text
        self.assertNotIn("You are asked to review", page)


class AnswerTests(ReviewTestCase):
    def test_the_page_shows_the_note_and_what_has_changed(self) -> None:
        self.client.force_login(self.writer)
        self.fill_in(f"{self.url}change/", {"standfirst": "A fresh start."})
        self.submit()
        self.client.force_login(self.staff)
        page = self.client.get(f"{self.url}review/")
        self.assertContains(page, "editors asked Rana to review it.")
        self.assertContains(page, SECRET.replace("'", "&#x27;"))
        self.assertContains(page, "A fresh start.")

    def test_later_only_what_has_changed_since_the_last_answer(self) -> None:
        self.client.force_login(self.writer)
        self.fill_in(f"{self.url}change/", {"standfirst": "A fresh start."})
        self.submit()
        self.answer("_changes", "Say where.")
        self.client.force_login(self.writer)
        self.fill_in(f"{self.url}change/", {"body": "In Geneva."})
        self.submit()
        self.client.force_login(self.staff)
        page = self.client.get(f"{self.url}review/")
        self.assertContains(page, "<ins>In Geneva.</ins>", html=True)
        self.assertNotContains(page, "A fresh start.")

    def test_approve_and_publish(self) -> None:
        self.submit()
        self.assertContains(self.answer("_publish", "Well done."), "“A quiet step” is published.")
        review = Review.objects.get()
        self.assertEqual((review.answer, review.answer_note), ("approved", "Well done."))
        self.assertEqual(self.state(), "published")

    def test_approve_leaves_it_to_others_to_publish(self) -> None:
        self.submit()
        self.answer("_approve")
        self.assertEqual(self.state(), "in_review")
        self.assertContains(self.client.get(f"{self.url}change/"), "Rana approved it.")
        with override_settings(FOUR_EYES={"news"}):
            workflow.publish(self.item, author=self.writer)
        kinds = Activity.objects.values_list("kind", flat=True)
        self.assertEqual(set(kinds) & {"submitted", "approved", "published"}, set(kinds))

    def test_asking_for_changes_returns_it_with_the_note(self) -> None:
        self.submit()
        self.answer("_changes", "Say where.")
        self.assertEqual(self.state(), "draft")
        self.client.force_login(self.writer)
        first = self.client.get("/admin/")
        self.assertContains(first, "Returned to you with a note")
        self.assertContains(first, "Rana asked for changes.")
        self.assertContains(self.client.get(f"{self.url}change/"), "Say where.")
        self.submit()
        self.assertNotContains(self.client.get("/admin/"), "Returned to you with a note")

    def test_that_needs_a_note_and_an_answer_needs_a_button(self) -> None:
        self.submit()
        self.assertContains(self.answer("_changes", ""), "Say what should change.")
        page = self.answer("_nothing", "My long note.")
        self.assertContains(page, "Choose an answer.")
        self.assertContains(page, "My long note.")
        self.assertEqual(self.state(), "in_review")

    def test_an_answer_to_another_version_is_void_and_keeps_the_note(self) -> None:
        self.submit()
        for number, press in enumerate(("_publish", "_approve", "_changes"), start=1):
            self.client.force_login(self.staff)
            form = self.read(f"{self.url}review/")
            NewsItem.objects.update(standfirst=f"Text{number}")
            page = self.send(f"{self.url}review/", form, {"note": "My note."}, press=press)
            self.assertContains(page, "It was changed after you looked at it.")
            self.assertContains(page, "My note.")
            self.assertContains(page, f"<ins>Text{number}</ins>", html=True)
            self.assertEqual(self.state(), "in_review")
            sent = self.client.post(f"{self.url}review/", {press: "yes", "note": "Unseen"})
            self.assertContains(sent, "It was changed after you looked at it.")

    def test_an_approval_of_an_older_text_is_shown_as_void(self) -> None:
        self.submit()
        self.answer("_approve")
        NewsItem.objects.update(standfirst="Changed since.")
        page = self.client.get(f"{self.url}change/")
        self.assertContains(page, "Rana approved it. The text has changed since.")

    def test_what_a_reviewer_may_not_publish_they_may_not_approve(self) -> None:
        with override_settings(FOUR_EYES={"news"}):
            self.client.force_login(self.staff)
            self.fill_in(f"{self.url}change/", {"standfirst": "Corrected."})
            self.submit()
            for press in ("_approve", "_publish"):
                self.assertContains(self.answer(press), "You changed it last.")
        self.assertEqual(self.state(), "in_review")

    def test_returning_it_to_draft_takes_the_request_back(self) -> None:
        self.submit()
        self.item.refresh_from_db()
        workflow.return_to_draft(self.item, author=self.writer)
        self.assertEqual(Review.objects.get().answer, "dropped")
        self.submit()
        self.assertEqual(Review.objects.unanswered().count(), 1)

    def test_the_database_holds_the_rules(self) -> None:
        self.submit()
        broken: tuple[dict[str, Any], ...] = (
            {"answer": "approved"},
            {"answer": "", "answered_by": self.staff},
        )
        for values in broken:
            with self.assertRaises(IntegrityError), transaction.atomic():
                Review.objects.update(**values)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Review.objects.create(
                subject="news.newsitem", subject_pk=self.item.pk, asked_by=self.writer
            )


class SecrecyTests(ReviewTestCase):
    """The name of a person in a note or a title reaches neither a mailbox nor a log."""

    def queued(self) -> list[tuple[int, str]]:
        """The account and the text of each email that waits."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (args ->> 'user')::int, args ->> 'text' FROM procrastinate_jobs "
                "WHERE task_name = 'email-staff' ORDER BY id"
            )
            rows = cursor.fetchall()
        return [(user, decrypt(text, emails.PURPOSE, user)) for user, text in rows]

    def everything(self) -> list[Any]:
        """One draft of each kind, full of the secret."""
        draft: dict[str, Any] = {"state": "draft", "publish_at": None}
        delivery = make_delivery(make_petition(), to_whom=SECRET, **draft)
        other = make_delivery(make_petition())
        return [
            make_detainee(SECRET, summary=SECRET, **draft),
            make_news(headline=SECRET, **draft),
            make_petition(title=SECRET, **draft),
            make_page(title=SECRET, slug="secret", **draft),
            delivery,
            make_response(other, answer=SECRET, **draft),
        ]

    def test_emails_say_the_kind_the_number_and_where_and_nothing_else(self) -> None:
        for item in self.everything():
            with self.subTest(item._meta.label):
                workflow.submit(item, author=self.writer, of=self.staff, note=SECRET)
                workflow.ask_for_changes(
                    item, author=self.staff, seen=item.version, note=f"{SECRET} twice"
                )
                asked, answered = self.queued()[-2:]
                self.assertEqual((asked[0], answered[0]), (self.staff.pk, self.writer.pk))
                for _user, text in (asked, answered):
                    self.assertNotIn("Aygul", text)
                    self.assertNotIn("cousin", text)
                    self.assertIn(f"{item._meta.verbose_name} (number {item.pk})", text)
                    self.assertIn(f"/admin/{item._meta.label_lower.replace('.', '/')}/", text)

    def test_no_one_gets_an_email_about_their_own_answer(self) -> None:
        workflow.submit(self.item, author=self.staff)
        workflow.approve(self.item, author=self.staff, seen=self.item.version)
        self.assertEqual(self.queued(), [])

    def test_notes_are_encrypted_and_in_no_log(self) -> None:
        for item in self.everything():
            workflow.submit(item, author=self.writer, note=SECRET)
        with connection.cursor() as cursor:
            cursor.execute("SELECT note, answer_note FROM campaign_review")
            self.assertNotIn("cousin", str(cursor.fetchall()))
            cursor.execute("SELECT row_to_json(a)::text FROM campaign_activity a")
            self.assertNotIn("cousin", str(cursor.fetchall()))

    def test_they_go_with_the_item(self) -> None:
        person = Detainee.objects.get(pk=self.everything()[0].pk)
        workflow.submit(person, author=self.writer, note=SECRET)
        workflow.submit(self.item, author=self.writer, note=SECRET)
        self.assertEqual(Review.objects.count(), 2)
        erasure.erase(person, author=self.staff)
        self.assertEqual(Review.objects.get().subject, "news.newsitem")
        NewsItem.objects.filter(pk=self.item.pk).delete()
        self.assertFalse(Review.objects.exists())


class CostTests(ReviewTestCase):
    def test_many_cost_the_first_page_no_more_queries_than_one(self) -> None:
        self.client.force_login(self.staff)
        self.client.get("/admin/")
        costs = []
        for number in (1, 5):
            for _ in range(number):
                item = make_news(state="draft", publish_at=None)
                workflow.submit(item, author=self.writer, of=self.staff)
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/admin/")
            costs.append(len(queries))
        self.assertEqual(costs[0], costs[1])

    def test_a_review_cannot_be_asked_of_what_is_public(self) -> None:
        public = make_news()
        with self.assertRaises(ValidationError):
            workflow.ask_for_review(public, author=self.writer)
        with self.assertRaises(ValidationError):
            workflow.approve(public, author=self.staff, seen=public.version)
