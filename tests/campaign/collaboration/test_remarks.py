"""Remarks: written in the form of an item, addressed to a colleague, answered, resolved, and gone with their item."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts import emails
from campaign.autosave.models import UnsavedWork
from campaign.closed_records import records
from campaign.collaboration import remarks
from campaign.collaboration.colleagues import who_see_item
from campaign.collaboration.models import CaseOwner, Remark, ReviewDay
from campaign.privacy.encryption import decrypt
from news.models import NewsItem
from profiles.safety import erasure
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news

SECRET = "Her cousin called again"
ONLY = "_together"


class RemarkTestCase(DeskTestCase):
    writer: User
    item: NewsItem

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.writer = make_member("Editors")
        User.objects.filter(pk=cls.staff.pk).update(email="staff@example.org", first_name="Rana")
        User.objects.filter(pk=cls.writer.pk).update(email="writer@example.org")
        cls.staff.refresh_from_db()
        cls.item = make_news(state="draft", publish_at=None, headline="A quiet step")

    def setUp(self) -> None:
        super().setUp()
        self.url = f"/admin/news/newsitem/{self.item.pk}/change/"

    def say(
        self,
        text: str,
        typed: dict[str, str] | None = None,
        *,
        as_user: User | None = None,
        press: str = ONLY,
    ) -> Any:
        self.client.force_login(as_user or self.writer)
        values = {"together-remark": text} | (typed or {})
        return self.fill_in(self.url, values, press=press)

    def queued(self) -> list[str]:
        """The texts of the emails that wait."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (args ->> 'user')::int, args ->> 'text' FROM procrastinate_jobs "
                "WHERE task_name = 'email-staff' ORDER BY id"
            )
            return [decrypt(text, emails.PURPOSE, user) for user, text in cursor.fetchall()]


class WritingTests(RemarkTestCase):
    def test_a_remark_stands_in_the_form_with_its_author(self) -> None:
        self.say(SECRET)
        self.client.force_login(self.staff)
        page = self.client.get(self.url)
        self.assertContains(page, SECRET)
        self.assertContains(page, "1 open remark")
        self.assertContains(page, "editors")

    def test_it_is_encrypted_in_the_database(self) -> None:
        self.say(SECRET)
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM campaign_remark")
            self.assertTrue(cursor.fetchone()[0].startswith("encrypted:"))

    def test_whoever_it_is_addressed_to_finds_it_and_gets_an_email_that_says_nothing(self) -> None:
        self.say(SECRET, {"together-remark_for": str(self.staff.pk)})
        [email] = self.queued()
        self.assertIn("There is a remark for you at the desk", email)
        self.assertIn("/admin/for-you/", email)
        for word in (SECRET, "quiet step", "news", str(self.writer)):
            self.assertNotIn(word, email)
        self.client.force_login(self.staff)
        for address in ("/admin/for-you/", "/admin/"):
            self.assertContains(self.client.get(address), "A quiet step")
        self.assertContains(self.client.get("/admin/for-you/"), SECRET)

    def test_many_remarks_in_an_hour_are_one_email(self) -> None:
        """A remark on each of these items, and replies: for the colleague, and for whoever wrote a remark."""
        for text in ("One", "Two"):
            remark = remarks.write(self.item, text, author=self.writer, addressed_to=self.staff)
        remarks.write(make_news(), "Three", author=self.writer, addressed_to=self.staff)
        remarks.reply(self.item, remark, "Four", author=self.writer)
        self.assertEqual(len(self.queued()), 1)
        for text in ("Five", "Six"):
            remarks.reply(self.item, remark, text, author=self.staff)
        self.assertEqual(len(self.queued()), 2)
        Remark.objects.update(written_at=timezone.now() - timedelta(hours=1))
        remarks.write(self.item, "Later", author=self.writer, addressed_to=self.staff)
        self.assertEqual(len(self.queued()), 3)

    def test_a_remark_for_no_one_sends_no_email(self) -> None:
        self.say(SECRET)
        self.assertEqual(self.queued(), [])

    def test_only_colleagues_who_may_see_the_item_are_offered(self) -> None:
        manager = make_member("Staff managers")
        page = self.client.get(self.url)
        offered = page.context["contents"].sections[-1].parts[0].panel["remark_for"].field.choices
        keys = {key for key, _name in offered}
        self.assertIn(str(self.writer.pk), keys)
        self.assertNotIn(str(manager.pk), keys)
        self.assertNotIn(str(self.staff.pk), keys)  # oneself

    def test_of_a_closed_record_only_those_on_its_list_are_offered(self) -> None:
        records.limit(self.item, groups=[], staff=[self.writer], by=self.writer)
        self.assertEqual(list(who_see_item(self.item)), [self.writer])

    def test_a_colleague_who_is_not_offered_is_refused_and_the_text_is_kept(self) -> None:
        manager = make_member("Staff managers")
        page = self.say(SECRET, {"together-remark_for": str(manager.pk)})
        self.assertFalse(Remark.objects.exists())
        self.assertContains(page, SECRET)
        self.assertContains(page, "Nothing is saved yet")

    def test_an_addressee_needs_a_remark(self) -> None:
        page = self.say("", {"together-remark_for": str(self.staff.pk)})
        self.assertContains(page, "Write the remark")

    def test_save_saves_a_remark_that_was_begun(self) -> None:
        self.say(SECRET, {"headline": "A loud step"}, press="_save")
        self.item.refresh_from_db()
        self.assertEqual(self.item.headline, "A loud step")
        self.assertEqual(Remark.objects.get().text, SECRET)

    def test_saving_with_a_section_that_is_not_valid_saves_nothing(self) -> None:
        page = self.say(
            "", {"headline": "Loud", "together-remark_for": str(self.staff.pk)}, press="_save"
        )
        self.assertContains(page, "Look at the section “Working together”.")
        self.item.refresh_from_db()
        self.assertEqual(self.item.headline, "A quiet step")

    def test_a_remark_about_something_public_makes_no_working_version(self) -> None:
        public = make_news()
        self.url = f"/admin/news/newsitem/{public.pk}/change/"
        self.say(SECRET, press="_keep")
        self.assertEqual(Remark.objects.get().subject_pk, public.pk)
        self.assertNotContains(self.client.get(self.url), "Working version")

    def test_whoever_only_sees_the_item_may_remark_and_not_choose_its_owner(self) -> None:
        reader = self.sign_in_as("news.view_newsitem")
        page = self.client.get(self.url)
        self.assertNotContains(page, "together-owner")
        self.assertContains(page, "No one looks after it.")
        typed = {"together-remark": SECRET, "together-owner": str(reader.pk), ONLY: "yes"}
        self.client.post(self.url, typed)
        self.assertEqual(Remark.objects.get().author, reader)
        self.assertFalse(CaseOwner.objects.exists())

    def test_whoever_does_not_see_the_item_writes_nothing(self) -> None:
        self.sign_in_as("petitions.view_petition")
        answer = self.client.post(self.url, {"together-remark": SECRET, ONLY: "yes"})
        self.assertEqual(answer.status_code, 403)
        self.client.force_login(self.staff)
        records.limit(self.item, groups=[], staff=[self.writer], by=self.writer)
        self.client.post(self.url, {"together-remark": SECRET, ONLY: "yes"})
        self.assertFalse(Remark.objects.exists())

    def test_hostile_values_answer_with_the_form(self) -> None:
        for typed in (
            {"together-remark": "x" * 6000}, {"together-remark": "a\0b"}, {"together-remark": "\u202e"},
            {"together-owner": "99999999999999999999"}, {"together-owner": "x"},
            {"together-review_on": "99999-01-01"}, {"together-review_on": "31 February 2026"},
            {"together-reply-999": "Hello"}, {"together-resolved-abc": "on"},
        ):  # fmt: skip
            with self.subTest(typed):
                answer = self.client.post(self.url, typed | {ONLY: "yes"}, follow=True)
                self.assertEqual(answer.status_code, 200)
        self.assertFalse(CaseOwner.objects.exists() or ReviewDay.objects.exists())


class RestOfTheFormTests(RemarkTestCase):
    def test_what_was_typed_elsewhere_is_kept_and_shown_again(self) -> None:
        page = self.say(SECRET, {"headline": "A half-written head"})
        self.assertContains(page, "A half-written head")
        self.assertContains(page, "It is not saved yet")
        self.item.refresh_from_db()
        self.assertEqual(self.item.headline, "A quiet step")
        self.assertEqual(UnsavedWork.objects.count(), 1)
        form = page.context["contents"].sections[-1].parts[0].panel
        self.assertEqual(form["remark"].value(), None)

    def test_a_form_in_which_nothing_else_was_typed_leaves_no_unsaved_work(self) -> None:
        self.say(SECRET)
        self.assertFalse(UnsavedWork.objects.exists())

    def test_nor_does_the_form_of_a_person(self) -> None:
        person = make_detainee(state="draft")
        self.url = f"/admin/profiles/detainee/{person.pk}/change/"
        self.say(SECRET)
        self.assertEqual(Remark.objects.get().text, SECRET)
        self.assertFalse(UnsavedWork.objects.exists())


class ThreadTests(RemarkTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.remark = remarks.write(self.item, "Is the date right?", author=self.writer)

    def test_a_reply_waits_for_whoever_wrote_the_remark(self) -> None:
        self.say("", {f"together-reply-{self.remark.pk}": "It is."}, as_user=self.staff)
        self.client.force_login(self.writer)
        self.assertContains(self.client.get("/admin/for-you/"), "It is.")
        self.assertEqual(len(self.queued()), 1)
        remarks.reply(self.item, self.remark, "Thank you.", author=self.writer)
        self.assertNotContains(self.client.get("/admin/for-you/"), "It is.")

    def test_a_resolved_remark_waits_for_no_one_and_can_be_opened_again(self) -> None:
        box = f"together-resolved-{self.remark.pk}"
        self.say("", {box: "on"}, as_user=self.staff)
        self.remark.refresh_from_db()
        self.assertEqual(self.remark.resolved_by, self.staff)
        form = self.read(self.url)
        form.values.pop(box)
        self.send(self.url, form, {}, press=ONLY)
        self.remark.refresh_from_db()
        self.assertIsNone(self.remark.resolved_at)

    def test_a_form_that_was_opened_before_does_not_open_it_again(self) -> None:
        form = self.read(self.url)
        remarks.resolve(self.remark, by=self.staff)
        self.send(self.url, form, {"together-remark": "Another"}, press=ONLY)
        self.remark.refresh_from_db()
        self.assertIsNotNone(self.remark.resolved_at)

    def test_a_reply_to_a_remark_about_something_else_is_none(self) -> None:
        other = remarks.write(make_news(), "Elsewhere", author=self.staff)
        self.client.post(self.url, {f"together-reply-{other.pk}": "Hello", ONLY: "yes"})
        self.assertFalse(Remark.objects.filter(reply_to=other).exists())

    def test_a_colleague_who_lost_the_right_gets_no_email_and_sees_no_line(self) -> None:
        self.writer.groups.clear()
        remarks.reply(self.item, self.remark, "It is.", author=self.staff)
        self.assertEqual(self.queued(), [])
        self.client.force_login(self.writer)
        self.assertNotContains(self.client.get("/admin/for-you/"), "It is.")

    def test_nor_when_the_item_was_closed_to_them(self) -> None:
        remarks.reply(self.item, self.remark, "It is.", author=self.staff)
        records.limit(self.item, groups=[], staff=[self.staff], by=self.staff)
        self.client.force_login(self.writer)
        for address in ("/admin/for-you/", "/admin/"):
            page = self.client.get(address)
            self.assertNotContains(page, "It is.")
            self.assertNotContains(page, "quiet step")

    def test_many_threads_cost_no_more_queries(self) -> None:
        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as counted:
                self.client.get(self.url)
            return len(counted)

        self.client.get(self.url)
        before = queries()
        for number in range(5):
            thread = remarks.write(
                self.item, f"{number}", author=self.writer, addressed_to=self.staff
            )
            remarks.reply(self.item, thread, "Yes", author=self.staff)
        self.assertLessEqual(queries(), before + 1)


class ManyRemarksTests(RemarkTestCase):
    """No number of remarks makes a form that cannot be sent: a form has so many fields at most."""

    def begin(self, number: int, *, author: User | None = None) -> list[Remark]:
        about = {"subject": "news.newsitem", "subject_pk": self.item.pk}
        author = author or self.writer
        return Remark.objects.bulk_create(
            Remark(text=f"Remark {each}", author=author, **about) for each in range(number)
        )

    def test_the_form_has_the_newest_open_ones_and_leads_to_the_others(self) -> None:
        threads = self.begin(30)
        remarks.resolve(threads[-1], by=self.staff)
        page = self.client.get(self.url)
        self.assertContains(page, "29 open remarks")
        self.assertContains(page, f"together-reply-{threads[-2].pk}")
        for thread in (threads[0], threads[-1]):
            self.assertNotContains(page, f"together-reply-{thread.pk}")
        self.assertContains(page, "?remarks_after=25#section-together")
        older = self.client.get(f"{self.url}?remarks_after=25")
        for thread in (threads[0], threads[-1]):
            self.assertContains(older, f"together-reply-{thread.pk}")
        self.assertNotContains(older, "Older remarks")
        for typed in ("x", "-1", "", "9" * 30):
            with self.subTest(typed):
                answer = self.client.get(f"{self.url}?remarks_after={typed}")
                self.assertEqual(answer.status_code, 200)

    def test_what_was_typed_is_saved_though_newer_ones_push_the_remark_out(self) -> None:
        [thread] = self.begin(1)
        form = self.read(self.url)
        self.begin(30)
        self.send(self.url, form, {f"together-reply-{thread.pk}": "Yes"}, press=ONLY)
        self.assertEqual(Remark.objects.get(reply_to=thread).text, "Yes")

    def test_one_account_has_only_so_many_open_at_an_item(self) -> None:
        threads = self.begin(remarks.MAX_OPEN)
        self.assertContains(self.say(SECRET), "Resolve some first")
        self.assertEqual(Remark.objects.count(), remarks.MAX_OPEN)
        remarks.resolve(threads[0], by=self.staff)
        self.say(SECRET)
        self.assertEqual(Remark.objects.count(), remarks.MAX_OPEN + 1)

    def test_a_thread_has_only_so_many_replies(self) -> None:
        [thread] = self.begin(1)
        Remark.objects.bulk_create(
            Remark(subject=thread.subject, subject_pk=thread.subject_pk, text="x", author=self.staff, reply_to=thread)
            for _number in range(remarks.MAX_REPLIES)
        )  # fmt: skip
        page = self.say("", {f"together-reply-{thread.pk}": SECRET})
        self.assertContains(page, "Begin a new remark")


class GoneWithTheItemTests(RemarkTestCase):
    def test_deleting_the_item_deletes_what_was_said_about_it(self) -> None:
        thread = remarks.write(self.item, "Hello", author=self.writer)
        remarks.reply(self.item, thread, "Hello", author=self.staff)
        self.item.delete()
        self.assertFalse(Remark.objects.exists())

    def test_erasing_a_person_does_too(self) -> None:
        person = make_detainee()
        remarks.write(person, SECRET, author=self.writer)
        erasure.erase(person, author=self.staff)
        self.assertFalse(Remark.objects.exists())

    def test_the_same_number_of_another_kind_is_left_alone(self) -> None:
        Remark.objects.create(
            subject="petitions.petition", subject_pk=self.item.pk, text="x", author=self.writer
        )
        self.item.delete()
        self.assertTrue(Remark.objects.exists())
