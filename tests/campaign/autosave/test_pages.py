"""Pages with forms of their own keep what is typed into them: the columns of an import, the note of a closed petition."""

from django.utils import timezone

from campaign.accounts.models import StaffSession
from campaign.autosave.models import UnsavedWork
from profiles.importing import batches
from tests.campaign.autosave.works import SECRET, WorkTestCase
from tests.desk import FormReader
from tests.factories import make_petition


class ColumnsTests(WorkTestCase):
    def setUp(self) -> None:
        super().setUp()
        file = b"Who,Where\nAyguel Misal,Hotan\n"
        batch = batches.upload(file, file_name="list.csv", author=self.staff)
        self.url = f"/admin/profiles/importbatch/{batch.pk}/columns/"

    def test_what_was_chosen_is_kept_restored_and_erased_once_it_is_checked(self) -> None:
        self.assertEqual(self.keep(self.read(self.url), source_name=SECRET)["state"], "kept")
        page = self.client.get(self.url)
        self.assertContains(page, "You have unsaved work from")
        work = UnsavedWork.objects.get()
        page = self.restore(work)
        self.assertContains(page, "It is not saved yet.")
        form = FormReader(page.text)
        self.assertEqual(form.values["source_name"], SECRET)
        answer = self.client.post(self.url, form.values | {"source_kind": "relative"})
        self.assertEqual(answer.status_code, 302)
        self.assertFalse(UnsavedWork.objects.exists())

    def test_a_mistake_keeps_it_without_javascript(self) -> None:
        form = self.read(self.url)
        page = self.client.post(self.url, form.values | {"source_name": SECRET, "source_kind": "?"})
        self.assertEqual(page.status_code, 200)
        self.assertIn(SECRET, UnsavedWork.objects.get().content)


class ClosingTests(WorkTestCase):
    def test_the_note_survives_the_end_of_the_session(self) -> None:
        petition = make_petition(opens_at=timezone.now())
        url = f"/admin/petitions/petition/{petition.pk}/close/"
        form = self.read(url)
        StaffSession.objects.all().delete()
        page = self.client.post(url, form.values | {"closing_note": SECRET})
        self.assertContains(page, "Log in and your work will be here.")
        self.client.force_login(self.staff)
        self.keep(form, closing_note=SECRET)
        page = self.restore(UnsavedWork.objects.get())
        self.assertEqual(FormReader(page.text).values["closing_note"], SECRET)
        self.client.post(url, FormReader(page.text).values)
        petition.refresh_from_db()
        self.assertEqual(petition.closing_note, SECRET)
        self.assertFalse(UnsavedWork.objects.exists())
