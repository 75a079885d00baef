"""What can no longer be saved is shown to its owner to copy: their own words and nothing of the item."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from campaign.autosave.models import UnsavedWork
from news.models import NewsItem
from profiles.models import Detainee
from tests.campaign.autosave.works import ADD, KEEP, SECRET, WorkTestCase
from tests.desk import FormReader
from tests.factories import make_detainee, make_news

NOTHING_LOST = "What you typed is not lost."
CANNOT = "It cannot be saved where it was"


class ReadingTestCase(WorkTestCase):
    editor: User

    def setUp(self) -> None:
        super().setUp()
        self.editor = self.sign_in_as(
            "news.view_newsitem", "news.change_newsitem", "news.add_newsitem"
        )

    def read_page(self, work: UnsavedWork) -> Any:
        return self.client.get(f"{KEEP}{work.pk}/")

    def publish(self) -> None:
        NewsItem.objects.filter(pk=self.item.pk).update(
            state="published",
            publish_at=timezone.now() + timedelta(days=9),  # scheduled: only publishers change it
        )

    def delete_as_colleague(self) -> None:
        self.client.force_login(self.other)
        self.client.post(f"/admin/news/newsitem/{self.item.pk}/delete/", {"post": "yes"})
        self.assertFalse(NewsItem.objects.filter(pk=self.item.pk).exists())
        self.client.force_login(self.editor)

    def save(self, form: FormReader, url: str = "", **typed: str) -> Any:
        return self.send(url or self.form, form, typed or {"body": SECRET})


class RefusedTests(ReadingTestCase):
    def test_the_refusal_says_where_it_is_kept(self) -> None:
        form = self.read(self.form)
        self.publish()
        page = self.save(form)
        self.assertContains(page, NOTHING_LOST, status_code=403)
        work = UnsavedWork.objects.get()
        self.assertContains(page, f"{self.form}?_unsaved={work.pk}", status_code=403)
        page = self.client.get(self.form, {"_unsaved": work.pk}, follow=True)
        self.assertRedirects(page, f"{KEEP}{work.pk}/")
        self.assertContains(page, CANNOT)
        self.assertContains(page, SECRET)

    def test_so_it_does_once_the_rights_are_gone(self) -> None:
        form, new = self.read(self.form), self.read(ADD)
        self.editor.user_permissions.set(Permission.objects.filter(codename="view_newsitem"))
        self.client.force_login(self.editor)
        self.assertContains(self.save(form), NOTHING_LOST, status_code=403)
        page = self.save(new, ADD, headline="Only typed", standfirst=SECRET)
        self.assertContains(page, NOTHING_LOST, status_code=403)
        page = self.read_page(UnsavedWork.objects.get(path=ADD))
        self.assertContains(page, "Only typed")
        self.assertContains(page, SECRET)

    def test_a_refusal_without_typed_work_promises_nothing(self) -> None:
        self.publish()
        page = self.client.post(self.form, {"body": SECRET, "_save": "yes"})
        self.assertNotContains(page, NOTHING_LOST, status_code=403)

    def test_the_first_page_leads_to_it(self) -> None:
        form = self.read(self.form)
        self.publish()
        self.save(form)
        address = f"{self.form}?_unsaved={UnsavedWork.objects.get().pk}"
        self.assertContains(self.client.get("/admin/"), address)


class DeletedTests(ReadingTestCase):
    def test_save_leads_to_what_was_typed(self) -> None:
        form = self.read(self.form)
        self.delete_as_colleague()
        page = self.save(form)
        self.assertContains(page, CANNOT)
        self.assertContains(page, SECRET)
        self.assertNotContains(page, "As it was.")

    def test_what_was_kept_before_stays_and_the_form_leads_to_it(self) -> None:
        form = self.read(self.form)
        self.keep(form, body=SECRET)
        self.delete_as_colleague()
        self.assertEqual(self.keep(form, body=f"{SECRET} again")["state"], "kept")
        page = self.client.get(self.form, {"_unsaved": UnsavedWork.objects.get().pk}, follow=True)
        self.assertContains(page, f"{SECRET} again")

    def test_the_owner_discards_it_and_comes_to_the_first_page(self) -> None:
        form = self.read(self.form)
        self.delete_as_colleague()
        page = self.save(form)
        number = UnsavedWork.objects.get().pk
        page = self.client.post(
            f"{KEEP}{number}/discard/", FormReader(page.text).values, follow=True
        )
        self.assertRedirects(page, "/admin/", status_code=303)
        self.assertContains(page, "Your unsaved work is discarded.")
        self.assertFalse(UnsavedWork.objects.exists())

    def test_save_after_a_person_was_erased_keeps_nothing(self) -> None:
        self.client.force_login(self.staff)
        person = make_detainee(state="draft")
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        form = self.read(url)
        self.client.post(f"/admin/profiles/detainee/{person.pk}/delete/", {"post": "yes"})
        self.assertFalse(Detainee.objects.filter(pk=person.pk).exists())
        self.assertNotContains(self.save(form, url, summary=SECRET), SECRET)
        self.assertFalse(UnsavedWork.objects.exists())


class OwnWordsTests(ReadingTestCase):
    def test_no_one_else_reads_it(self) -> None:
        form = self.read(self.form)
        self.keep(form, body=SECRET)
        self.client.force_login(self.staff)
        self.assertEqual(self.read_page(UnsavedWork.objects.get()).status_code, 404)

    def test_it_shows_what_they_typed_and_nothing_of_the_record(self) -> None:
        self.client.force_login(self.staff)
        person = make_detainee(
            state="draft",
            summary="RECORD summary",
            staff_notes="RECORD notes",
            story="RECORD story",
        )
        person.names.create(text="RECORD name", kind="nickname", order=2)
        url = f"/admin/profiles/detainee/{person.pk}/change/"
        form = self.read(url)
        rows = {"names-1-text": "MINE name", "claims-0-source__title": "MINE source"}
        self.keep(form, summary="MINE summary", **rows)
        person.is_closed = True
        person.save()
        page = self.save(form, url, summary="MINE summary", **rows)
        self.assertContains(page, "MINE source")
        self.assertContains(page, CANNOT)
        self.assertContains(page, "MINE summary")
        self.assertContains(page, "MINE name")
        self.assertNotContains(page, "RECORD")

    def test_other_line_ends_are_not_their_words(self) -> None:
        item = make_news(state="draft", body="RECORD one.\n\nRECORD two.")
        form = self.read(f"/admin/news/newsitem/{item.pk}/change/")
        self.keep(form, headline="MINE", body="RECORD one.\r\n\r\nRECORD two.")
        page = self.read_page(UnsavedWork.objects.get())
        self.assertContains(page, "MINE")
        self.assertNotContains(page, "RECORD")
