"""A form is shown again as it was typed, without JavaScript, and nothing of colleagues is overwritten."""

from unittest import mock

from django.contrib.auth.models import Permission, User

from campaign.autosave.models import UnsavedWork
from news.models import NewsItem
from profiles.models import Detainee
from profiles.safety import erasure
from tests.campaign.autosave.works import ADD, SECRET, WorkTestCase
from tests.desk import FormReader
from tests.factories import make_detainee


class NoteTests(WorkTestCase):
    def test_the_form_says_that_there_is_unsaved_work(self) -> None:
        work = self.kept()
        page = self.client.get(self.form)
        self.assertContains(page, "You have unsaved work from")
        self.assertContains(page, f"{self.form}?_unsaved={work.pk}")
        self.assertNotContains(page, SECRET)

    def test_without_any_it_says_nothing(self) -> None:
        self.assertNotContains(self.client.get(self.form), "unsaved work from")

    def test_no_one_else_is_told_or_shown_it(self) -> None:
        work = self.kept()
        self.client.force_login(self.other)
        self.assertNotContains(self.client.get(self.form), "unsaved work from")
        page = self.restore(work)
        self.assertContains(page, "This unsaved work is no longer there.")
        self.assertNotContains(page, SECRET)
        self.assertNotContains(self.client.get("/admin/"), "Unsaved work")

    def test_the_first_page_lists_it_without_a_name(self) -> None:
        self.kept()
        self.keep(self.read(ADD), headline="A name in it")
        page = self.client.get("/admin/")
        self.assertContains(page, "Unsaved work")
        self.assertContains(page, f"News item {self.item.pk}")
        self.assertContains(page, "New: news item")
        self.assertNotContains(page, "A name in it")

    def test_a_person_is_listed_by_the_reference(self) -> None:
        person = make_detainee(state="draft")
        self.keep(self.read(f"/admin/profiles/detainee/{person.pk}/change/"), summary=SECRET)
        self.assertContains(self.client.get("/admin/"), person.reference)

    def test_an_address_with_nonsense_shows_the_form(self) -> None:
        for number in ("x", "-1", "9" * 30, "٣", ""):
            page = self.client.get(self.form, {"_unsaved": number})
            self.assertEqual(page.status_code, 200, number)

    def test_who_may_not_change_it_any_more_is_told_and_keeps_the_work(self) -> None:
        editor = self.sign_in_as("news.view_newsitem", "news.change_newsitem")
        self.keep(self.read(self.form), body=SECRET)
        work = UnsavedWork.objects.get()
        editor.user_permissions.clear()
        editor = self.with_rights(editor, "view_newsitem")
        self.client.force_login(editor)
        page = self.client.get(work.path, {"_unsaved": work.pk}, follow=True)
        self.assertContains(page, "you may not change that any more")
        self.assertContains(page, SECRET)
        self.assertTrue(UnsavedWork.objects.exists())

    def with_rights(self, user: User, *codenames: str) -> User:
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        return User.objects.get(pk=user.pk)


class RestoringTests(WorkTestCase):
    def test_the_form_shows_what_was_typed_and_can_be_saved(self) -> None:
        work = self.kept(headline="", body=SECRET)  # not even valid
        page = self.restore(work)
        self.assertContains(page, "It is not saved yet.")
        form = self.assertTyped(page, headline="", body=SECRET)
        self.send(self.form, form, {"headline": "Three teachers"})
        self.item.refresh_from_db()
        self.assertEqual((self.item.headline, self.item.body), ("Three teachers", SECRET))
        self.assertFalse(UnsavedWork.objects.exists())

    def test_after_it_was_saved_the_address_asks_for_it_no_more(self) -> None:
        work = self.kept()
        form = FormReader(self.restore(work).text)
        answer = self.client.post(
            f"{work.path}?_unsaved={work.pk}&_x=1", form.values | {"_continue": "yes"}, follow=True
        )
        self.assertEqual(answer.redirect_chain[-1][0], f"{work.path}?_x=1")
        self.assertContains(answer, "was changed successfully")
        self.assertNotContains(answer, "no longer there")

    def test_one_is_never_named_to_oneself(self) -> None:
        mine = self.read(self.form)
        self.fill_in(self.form, {"headline": "Three teachers"})
        page = self.send(self.form, mine, {"body": "Mine."})
        self.assertContains(page, "You changed this after you opened it here.")

    def test_looking_at_it_saves_nothing(self) -> None:
        self.restore(self.kept())
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, "As it was.")
        self.assertTrue(UnsavedWork.objects.exists())

    def test_a_new_item_is_restored_and_saving_it_erases_the_work(self) -> None:
        self.keep(self.read(ADD), headline="New one", slug="new-one", body="x", standfirst="y")
        page = self.restore(UnsavedWork.objects.get())
        form = self.assertTyped(page, headline="New one")
        self.send(ADD, form, {})
        self.assertTrue(NewsItem.objects.filter(slug="new-one").exists())
        self.assertFalse(UnsavedWork.objects.exists())

    def test_rows_that_were_added_are_there_again(self) -> None:
        person = make_detainee(state="draft")
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        form = self.read(url)
        number = int(form.values["names-TOTAL_FORMS"])
        rows = {
            "names-TOTAL_FORMS": str(number + 1),
            f"names-{number}-text": "Ayguel M.",
            f"names-{number}-language": "en",
            f"names-{number}-kind": "alias",
        }
        self.keep(form, **rows, summary=SECRET)
        page = self.restore(UnsavedWork.objects.get())
        restored = self.assertTyped(page, summary=SECRET, **{f"names-{number}-text": "Ayguel M."})
        self.assertIn("names-0-id", restored.values)

    def test_both_changes_stay_if_a_colleague_saved_another_field_meanwhile(self) -> None:
        work = self.kept(body=SECRET)
        self.client.force_login(self.other)
        self.fill_in(self.form, {"headline": "Their headline"})
        self.client.force_login(self.staff)
        self.assertContains(self.client.get(self.form), "other has saved changes")
        page = self.restore(work)
        self.assertContains(page, "other has saved changes since you opened it.")
        self.send(self.form, self.assertTyped(page, body=SECRET), {})
        self.item.refresh_from_db()
        self.assertEqual((self.item.headline, self.item.body), ("Their headline", SECRET))

    def test_the_same_field_of_both_is_asked_about(self) -> None:
        work = self.kept(body=SECRET)
        self.client.force_login(self.other)
        self.fill_in(self.form, {"body": "Their text."})
        self.client.force_login(self.staff)
        form = self.assertTyped(self.restore(work), body=SECRET)
        page = self.send(self.form, form, {})
        self.assertContains(page, "Their text.")
        self.assertEqual(FormReader(page.text).values["body"], SECRET)
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, "Their text.")

    def test_a_save_with_a_mistake_is_kept_without_javascript(self) -> None:
        page = self.fill_in(self.form, {"headline": "", "body": SECRET})
        self.assertContains(page, "errornote")
        self.assertTyped(self.restore(UnsavedWork.objects.get()), body=SECRET)

    def test_a_question_that_has_to_be_answered_first_loses_nothing(self) -> None:
        later = {"publish_at_0": "1 January 2031", "publish_at_1": "09:00"}
        form = self.read(self.form)
        names = {name for name in later if name in form.values} or {"publish_at"}
        typed = later if names == set(later) else {"publish_at": "1 January 2031, 09:00"}
        page = self.send(self.form, form, typed | {"body": SECRET}, press="_publish")
        self.assertContains(page, "Nothing is saved yet.")
        self.assertIn(SECRET, UnsavedWork.objects.get().content)
        self.say_yes(self.form, page)
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, SECRET)
        self.assertFalse(UnsavedWork.objects.exists())

    def test_something_that_breaks_loses_nothing(self) -> None:
        form = self.read(self.form)
        broken = mock.patch("campaign.admin.base.page_cache.invalidate_after_commit")
        with broken as invalidate, self.assertRaises(RuntimeError):
            invalidate.side_effect = RuntimeError
            self.send(self.form, form, {"body": SECRET})
        self.assertIn(SECRET, UnsavedWork.objects.get().content)

    def test_the_menu_of_actions_keeps_nothing(self) -> None:
        form = self.read(self.form)
        action = {
            "CHANGE_FORM-action": "submit",
            "_selected_action": str(self.item.pk),
            "index": "0",
        }
        page = self.client.post(self.form, form.values | action | {"body": SECRET})
        self.assertEqual(page.status_code, 302)
        self.assertFalse(UnsavedWork.objects.exists())


class PersonTests(WorkTestCase):
    def test_a_row_that_a_colleague_deleted_is_left_out_or_becomes_a_new_one(self) -> None:
        person = make_detainee(state="draft")
        for order, text in enumerate(("Zuhre Left", "Zuhre Changed", "Zuhre Stays"), 2):
            person.names.create(text=text, kind="nickname", order=order)
        stays = person.names.get(text="Zuhre Stays")
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        self.keep(self.read(url), **{"names-2-text": "Zuhre Mine", "names-3-text": "Zuhre Too"})
        person.names.filter(text__in=["Zuhre Left", "Zuhre Changed"]).delete()
        page = self.restore(UnsavedWork.objects.get())
        self.assertContains(page, "has deleted name “Zuhre Left” since you opened the page.")
        self.assertContains(page, "has deleted name “Zuhre Mine” while you had the page open.")
        form = self.assertTyped(
            page,
            **{"names-1-id": str(stays.pk), "names-1-text": "Zuhre Too"},
            **{"names-2-id": "", "names-2-text": "Zuhre Mine"},
        )
        self.send(url, form, {})
        texts = set(person.names.values_list("text", flat=True))
        self.assertLessEqual({"Zuhre Mine", "Zuhre Too"}, texts)
        self.assertTrue(texts.isdisjoint({"Zuhre Left", "Zuhre Changed", "Zuhre Stays"}))

    def test_erasing_a_person_for_good_erases_everyones_work_about_them(self) -> None:
        person, stays = make_detainee(state="draft"), make_detainee(state="draft")
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        form = self.read(url)
        self.keep(form, summary=SECRET)
        self.keep(self.read(f"/admin/profiles/detainee/{stays.pk}/change/"), summary=SECRET)
        erasure.erase(Detainee.objects.get(pk=person.pk), author=self.staff)
        self.assertEqual(UnsavedWork.objects.get().object_pk, str(stays.pk))
        # A form that is still open brings nothing back.
        self.assertEqual(self.keep(form, summary=SECRET), {"state": "gone"})
        self.assertEqual(UnsavedWork.objects.count(), 1)
