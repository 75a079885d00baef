"""What someone types is kept for its owner alone, encrypted, within limits."""

from datetime import timedelta
from unittest import mock

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as queue

from campaign.accounts.models import StaffSession
from campaign.autosave import storing
from campaign.autosave.models import UnsavedWork
from campaign.autosave.typed import MAX_BYTES, Typed
from news.models import NewsItem
from tests.campaign.autosave.works import ADD, KEEP, SECRET, WorkTestCase
from tests.factories import make_detainee, make_news, make_picture


class KeepingTests(WorkTestCase):
    def test_it_is_kept_and_nothing_is_saved(self) -> None:
        work = self.kept(body=SECRET)
        self.assertIn(
            ["body", SECRET], [list(pair) for pair in Typed.from_json(work.content).fields]
        )
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, "As it was.")

    def test_the_answer_says_when(self) -> None:
        answer = self.keep(self.read(self.form), body=SECRET)
        self.assertRegex(answer["at"], r"^\d\d:\d\d$")

    def test_the_database_does_not_hold_it_in_plain_words(self) -> None:
        self.kept(body=SECRET)
        with connection.cursor() as cursor:
            cursor.execute("SELECT content, to_jsonb(work)::text FROM campaign_unsavedwork AS work")
            [(content, whole)] = cursor.fetchall()
        self.assertTrue(content.startswith("encrypted:"))
        for word in (SECRET, "Two teachers", "cousin"):
            self.assertNotIn(word, whole)

    def test_the_database_refuses_plain_words(self) -> None:
        self.kept()
        with self.assertRaises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE campaign_unsavedwork SET content = 'plain'")

    def test_content_that_is_moved_to_another_owner_does_not_open(self) -> None:
        work = self.kept()
        UnsavedWork.objects.filter(pk=work.pk).update(owner=self.other)
        with self.assertRaises(ValueError):
            _ = UnsavedWork.objects.get(pk=work.pk).content

    def test_typing_on_replaces_what_was_kept(self) -> None:
        form = self.read(self.form)
        self.keep(form, body="one")
        self.keep(form, body="two")
        self.assertIn('"two"', UnsavedWork.objects.get().content)

    def test_opening_the_form_anew_and_typing_overwrites_nothing(self) -> None:
        first, second = self.kept(body="one"), self.kept(body="two")
        self.assertIn('"one"', UnsavedWork.objects.get(pk=first.pk).content)
        page = self.client.get(self.form)
        self.assertEqual(page.text.count("You have unsaved work from"), 2)
        form = self.assertTyped(self.restore(first), body="one")
        self.keep(form, body="one more")
        self.assertIn('"two"', UnsavedWork.objects.get(pk=second.pk).content)
        self.assertIn('"one more"', UnsavedWork.objects.get(pk=first.pk).content)
        self.assertEqual(UnsavedWork.objects.count(), 2)

    def test_two_tabs_with_new_items_do_not_mix(self) -> None:
        one, two = self.read(ADD), self.read(ADD)
        self.keep(one, headline="One")
        self.keep(two, headline="Two")
        self.keep(one, headline="One again")
        works = UnsavedWork.objects.filter(path=ADD).order_by("pk")
        self.assertEqual(["One again" in work.content for work in works], [True, False])

    def test_passwords_codes_tokens_and_buttons_are_not_kept(self) -> None:
        secret = {"password": "x1", "new_password1": "x2", "otp_token": "x3", "passkey": "x4"}
        others = {"_save": "x5", "action": "x6", "csrfmiddlewaretoken": "x7", "_popup": "x8"}
        work = self.kept(body=SECRET, **secret, **others)
        for value in (*secret.values(), *others.values()):
            self.assertNotIn(f'"{value}"', work.content)

    def test_too_much_is_refused_with_a_word_and_the_old_stays(self) -> None:
        form = self.read(self.form)
        self.keep(form, body="short")
        answer = self.keep(form, body="a" * MAX_BYTES)
        self.assertEqual(answer, {"state": "long"})
        self.assertIn('"short"', UnsavedWork.objects.get().content)

    def test_of_too_many_the_oldest_goes(self) -> None:
        first = self.kept()
        with mock.patch.object(storing, "MOST", 3):
            for _ in range(3):
                self.keep(self.read(ADD), headline="New")
        self.assertEqual(UnsavedWork.objects.count(), 3)
        self.assertFalse(UnsavedWork.objects.filter(pk=first.pk).exists())

    def test_it_is_not_kept_for_a_form_of_another_account(self) -> None:
        form = self.read(self.form)
        self.client.force_login(self.other)
        self.assertEqual(self.keep(form, body=SECRET), {"state": "other"})
        self.assertFalse(UnsavedWork.objects.exists())

    def test_a_mark_that_is_made_up_or_missing_keeps_nothing(self) -> None:
        for mark in ("", "encrypted:AAAA", "encrypted:ü", "x"):
            answer = self.client.post(KEEP, {"_work": mark, "body": SECRET})
            self.assertEqual(answer.json(), {"state": "other"}, mark)
        self.assertFalse(UnsavedWork.objects.exists())

    def test_what_is_deleted_meanwhile_is_not_kept(self) -> None:
        form = self.read(self.form)
        NewsItem.objects.filter(pk=self.item.pk).delete()
        self.assertEqual(self.keep(form, body=SECRET), {"state": "gone"})
        self.assertFalse(UnsavedWork.objects.exists())

    def test_typing_counts_as_use_of_the_session_until_it_has_ended(self) -> None:
        form = self.read(self.form)
        for minutes, is_kept in ((20, True), (31, False)):
            used_at = timezone.now() - timedelta(minutes=minutes)
            StaffSession.objects.update(used_at=used_at)
            answer = self.client.post(KEEP, form.values | {"body": SECRET})
            self.assertEqual(answer.status_code, 200 if is_kept else 302)
            self.assertEqual(StaffSession.objects.get().used_at > used_at, is_kept)

    def test_reading_the_address_changes_nothing(self) -> None:
        self.assertEqual(self.client.get(KEEP).status_code, 405)


class EndTests(WorkTestCase):
    def test_saving_erases_it(self) -> None:
        form = self.read(self.form)
        self.keep(form, body=SECRET)
        self.send(self.form, form, {"body": "Better"})
        self.assertFalse(UnsavedWork.objects.exists())

    def test_saving_it_in_another_tab_leaves_it_to_its_owner(self) -> None:
        self.kept()
        self.fill_in(self.form, {"body": "Better"})
        self.assertTrue(UnsavedWork.objects.exists())

    def test_saving_a_new_item_erases_that_of_its_tab_alone(self) -> None:
        one, two = self.read(ADD), self.read(ADD)
        self.keep(one, headline="One")
        self.keep(two, headline="Two")
        self.send(ADD, one, {"headline": "One", "slug": "one", "body": "x", "standfirst": "y"})
        self.assertTrue(NewsItem.objects.filter(slug="one").exists())
        self.assertIn('"Two"', UnsavedWork.objects.get().content)

    def test_its_owner_discards_it(self) -> None:
        work = self.kept()
        page = self.client.post(f"{KEEP}{work.pk}/discard/", follow=True)
        self.assertContains(page, "Your unsaved work is discarded.")
        self.assertFalse(UnsavedWork.objects.exists())

    def test_no_one_else_discards_it(self) -> None:
        work = self.kept()
        self.client.force_login(self.other)
        self.assertEqual(self.client.post(f"{KEEP}{work.pk}/discard/").status_code, 404)
        self.assertTrue(UnsavedWork.objects.exists())

    def test_an_account_that_is_made_inactive_loses_it(self) -> None:
        self.kept()
        self.client.force_login(self.other)
        form = f"/admin/auth/user/{self.staff.pk}/change/"
        values = self.read(form).values
        del values["is_active"]
        self.client.post(form, values | {"_save": "yes"})
        self.staff.refresh_from_db()
        self.assertFalse(self.staff.is_active)
        self.assertFalse(UnsavedWork.objects.exists())

    def test_a_text_that_is_deleted_leaves_it_to_its_owner(self) -> None:
        self.kept()
        self.client.force_login(self.other)
        self.client.post(f"/admin/news/newsitem/{self.item.pk}/delete/", {"post": "yes"})
        self.assertFalse(NewsItem.objects.filter(pk=self.item.pk).exists())
        self.clean_up()
        self.assertTrue(UnsavedWork.objects.exists())

    def test_a_picture_or_a_draft_of_a_person_that_is_deleted_takes_it_along(self) -> None:
        for item, desk in (
            (make_picture(), "campaign/picture"),
            (make_detainee(state="draft"), "profiles/detainee"),
        ):
            with self.subTest(desk):
                form = self.read(f"/admin/{desk}/{item.pk}/change/")
                self.assertEqual(self.keep(form)["state"], "kept")
                self.client.post(f"/admin/{desk}/{item.pk}/delete/", {"post": "yes"}, follow=True)
                self.assertFalse(type(item)._default_manager.filter(pk=item.pk).exists())
                self.assertFalse(UnsavedWork.objects.exists())
                self.assertEqual(self.keep(form)["state"], "gone")

    def clean_up(self) -> None:
        queue.tasks["delete-old-unsaved-work"](timestamp=0)

    def test_the_job_deletes_it_after_a_week(self) -> None:
        work = self.kept()
        for days, is_there in ((6, True), (8, False)):
            kept_at = timezone.now() - timedelta(days=days)
            UnsavedWork.objects.filter(pk=work.pk).update(kept_at=kept_at)
            self.clean_up()
            self.assertEqual(UnsavedWork.objects.exists(), is_there, days)

    def test_a_week_later_no_one_is_shown_it_even_before_the_job(self) -> None:
        work = self.kept()
        UnsavedWork.objects.update(kept_at=timezone.now() - timedelta(days=8))
        self.assertNotContains(self.client.get(self.form), "You have unsaved work")
        self.assertContains(self.restore(work), "This unsaved work is no longer there.")

    def test_the_job_deletes_what_is_about_nothing_and_keeps_the_rest(self) -> None:
        self.kept()
        self.keep(self.read(ADD), headline="New")
        gone = make_news(state="draft")
        self.keep(self.read(f"/admin/news/newsitem/{gone.pk}/change/"))
        NewsItem.objects.filter(pk=gone.pk).delete()
        self.clean_up()
        self.assertEqual(
            set(UnsavedWork.objects.values_list("object_pk", flat=True)), {str(self.item.pk), ""}
        )

    def test_the_job_deletes_that_of_inactive_accounts(self) -> None:
        self.kept()
        type(self.staff).objects.filter(pk=self.staff.pk).update(is_active=False)
        self.clean_up()
        self.assertFalse(UnsavedWork.objects.exists())
