"""An import at the desk: its pages, the permissions, and that no file causes an error."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from profiles.importing import worker
from profiles.models import Detainee, ImportBatch, ImportLayout
from tests import each_asks_the_database
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_staff
from tests.profiles.importing import amnesty
from tests.profiles.importing.files import csv_file, workbook
from tests.profiles.importing.testcases import upload
from tests.testcases import StaffClient

ADD = "/admin/profiles/importbatch/add/"
LIST = "/admin/profiles/importbatch/"
EXPORT = "/admin/profiles/detainee/export/"


def url(step: str, batch: ImportBatch) -> str:
    return reverse(f"admin:profiles_importbatch_{step}", args=[batch.pk])


def file(content: bytes, name: str = "cases.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class StepsTests(DeskTestCase):
    def upload(self, content: bytes, name: str = "cases.csv") -> ImportBatch:
        answer = self.client.post(ADD, {"file": file(content, name)})
        batch = ImportBatch.objects.latest("pk")
        self.assertRedirects(answer, url("reading", batch))
        return batch

    def test_from_the_file_to_the_drafts_and_back(self) -> None:
        batch = self.upload(csv_file(amnesty.later_file()))
        page = self.client.get(url("reading", batch))
        self.assertContains(page, "Aygül Misal")
        self.assertContains(page, "115 rows")
        columns = self.read(url("columns", batch))
        self.assertEqual(columns.values["column-0"], "their_id")
        answer = self.client.post(url("columns", batch), columns.values, follow=True)
        self.assertContains(answer, "Nothing has been written yet")
        self.assertFalse(Detainee.objects.exists())
        self.client.post(url("start", batch))
        worker.run_imports()
        page = self.client.get(url("change", batch))
        self.assertContains(page, "Imported")
        self.assertEqual(Detainee.objects.count(), amnesty.CASES)
        self.assertContains(self.client.get(url("undo", batch)), "left alone")
        self.client.post(url("undo", batch))
        worker.run_imports()
        self.assertFalse(Detainee.objects.exists())

    def test_the_read_options_can_be_changed(self) -> None:
        batch = self.upload(
            csv_file([["name", "home"], ["Aygül Misal", "Ürümqi"]], encoding="cp1252")
        )
        form = self.read(url("reading", batch)).values
        self.assertEqual(form["encoding"], "cp1252")
        wrong = self.client.post(url("reading", batch), form | {"encoding": "utf-8"})
        self.assertContains(wrong, "not encoded as")
        self.assertContains(wrong, "Aygül Misal")  # still read with the options before
        self.client.post(url("reading", batch), form | {"delimiter": ";"})
        batch.refresh_from_db()
        self.assertEqual(batch.headings, ["name,home"])

    def test_a_workbook_has_sheets_to_choose_from(self) -> None:
        batch = self.upload(workbook([["name"], ["Aygül Misal"]], sheet="Cases"), "cases.xlsx")
        self.assertContains(self.client.get(url("reading", batch)), "Cases")

    def test_a_saved_layout_is_used_for_the_next_file(self) -> None:
        rows = [["who", "where"], ["Aygül Misal", "Hotan"]]
        batch = self.upload(csv_file(rows))
        columns = self.read(url("columns", batch)).values
        columns |= {"column-0": "name", "column-1": "home_place", "save_as": "Ours in Almaty"}
        self.client.post(url("columns", batch), columns)
        self.assertEqual(ImportLayout.objects.get().columns, {"who": "name", "where": "home_place"})
        self.assertEqual(self.upload(csv_file(rows)).columns, ["name", "home_place"])

    def test_a_column_of_numbers_that_would_not_be_encrypted_is_refused_and_the_choices_stay(
        self,
    ) -> None:
        batch = self.upload(csv_file([["name", "n"], ["Aygül Misal", "650000199001019990"]]))
        form = self.read(url("columns", batch)).values | {"column-1": "", "save_as": "Mine"}
        answer = self.client.post(url("columns", batch), form)
        self.assertContains(answer, "identity numbers")
        self.assertContains(answer, 'value="Mine"')
        self.assertFalse(batch.rows.exists())

    def test_the_same_file_is_noticed(self) -> None:
        content = csv_file([["name"], ["Aygül Misal"]])
        self.upload(content, "first.csv")
        again = self.upload(content, "second.csv")
        self.assertContains(self.client.get(url("reading", again)), "first.csv")

    def test_a_file_that_is_no_table_is_refused_with_a_message(self) -> None:
        for content, words in (
            (b"", "empty"),
            (b"%PDF-1.7", "no table"),
            (b"PK\x03\x04", "damaged"),
        ):
            with self.subTest(words):
                self.assertContains(self.client.post(ADD, {"file": file(content)}), words)
        self.assertContains(self.client.post(ADD, {}), "required")
        self.assertFalse(ImportBatch.objects.exists())

    def test_the_report_can_be_downloaded_and_holds_no_encrypted_notes(self) -> None:
        number = "650000199001019990"
        batch = self.upload(csv_file([["name", "n"], ["=Aygül Misal", number]]))
        self.client.post(url("columns", batch), self.read(url("columns", batch)).values)
        answer: Any = self.client.get(url("report", batch))
        text = b"".join(answer.streaming_content).decode()
        self.assertIn("'=Aygül Misal", text)
        self.assertNotIn(number, text)

    def test_it_takes_as_many_queries_for_many_rows_as_for_few(self) -> None:
        numbers: list[int] = []
        for people in (3, 40):
            batch = upload([["name"], *([f"Aygül Misal {n}"] for n in range(people))], self.staff)
            self.client.post(url("check", batch))
            with self.assertNumQueriesLike(numbers):
                self.assertEqual(self.client.get(url("change", batch)).status_code, 200)
        self.assertEqual(numbers[0], numbers[1])

    def assertNumQueriesLike(self, numbers: list[int]) -> Any:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        class Counted(CaptureQueriesContext):
            def __exit__(self, *args: Any) -> None:
                super().__exit__(*args)
                numbers.append(len(self))

        return Counted(connection)


class RightsTests(DeskTestCase):
    def test_strangers_and_editors_see_and_do_nothing(self) -> None:
        batch = upload([["name"], ["Aygül Misal"]], self.staff)
        pages = [
            ADD,
            LIST,
            *(url(step, batch) for step in ("change", "reading", "columns", "report", "undo")),
        ]
        self.client.logout()
        for page in pages:
            self.assertEqual(self.client.get(page).status_code, 302, page)
        self.client.force_login(make_member("Editors"))
        for page in pages:
            self.assertEqual(self.client.get(page).status_code, 403, page)
        for step in ("check", "start", "stop", "undo", "discard"):
            self.assertEqual(self.client.post(url(step, batch)).status_code, 403, step)
        self.assertEqual(self.client.post(ADD, {"file": file(b"a,b")}).status_code, 403)

    def test_the_view_permission_alone_changes_nothing(self) -> None:
        batch = upload([["name"], ["Aygül Misal"]], self.staff)
        self.sign_in_as("profiles.view_importbatch")
        self.assertEqual(self.client.get(url("change", batch)).status_code, 200)
        self.assertEqual(self.client.post(url("check", batch)).status_code, 403)

    def test_a_forged_upload_is_refused(self) -> None:
        client = self.client_class(enforce_csrf_checks=True)
        client.force_login(self.staff)
        self.assertEqual(client.post(ADD, {"file": file(b"name\nA")}).status_code, 403)
        self.assertFalse(ImportBatch.objects.exists())

    def test_encrypted_notes_are_shown_only_with_permission_to_see_consents(self) -> None:
        number = "650000199001019990"
        batch = upload([["name", "n"], ["Aygül Misal", number]], self.staff)
        self.client.post(url("check", batch))
        self.assertContains(self.client.get(url("change", batch)), number)
        self.client.force_login(make_member("Importers"))
        self.assertNotContains(self.client.get(url("change", batch)), number)

    def test_the_file_is_shown_to_its_uploader_and_with_permission_to_see_consents(self) -> None:
        importer = make_member("Importers")
        for author, status in ((importer, 200), (self.staff, 403)):
            batch = upload([["name", "n"], ["Aygül Misal", "650000199001019990"]], author)
            self.client.force_login(importer)
            for step in ("reading", "columns"):
                self.assertEqual(self.client.get(url(step, batch)).status_code, status)
            self.client.force_login(self.staff)
            self.assertContains(self.client.get(url("reading", batch)), "650000199001019990")

    def test_exporting_people_has_its_own_permission(self) -> None:
        make_detainee()
        for group, status in (
            ("Publishers", 403),
            ("Importers", 403),
            ("Exporters of people", 200),
        ):
            self.client.force_login(make_member(group))
            self.assertEqual(self.client.get(EXPORT).status_code, status, group)


class AnyFileTests(PropertyTestCase):
    client_class = StaffClient

    @each_asks_the_database
    @given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
    def test_no_file_causes_an_error_on_any_page(self, content: bytes) -> None:
        self.client.force_login(make_staff(f"any-{ImportBatch.objects.count()}-{id(content)}"))
        answer = self.client.post(ADD, {"file": file(content)})
        self.assertLess(answer.status_code, 500)
        if answer.status_code == 302:
            batch = ImportBatch.objects.latest("pk")
            for step in ("reading", "columns", "change", "report"):
                self.assertLess(self.client.get(url(step, batch)).status_code, 500)
            for step in ("check", "start"):
                self.assertLess(self.client.post(url(step, batch)).status_code, 500)
            worker.run_imports()
            batch.refresh_from_db()
            self.assertEqual(batch.trouble, "")
