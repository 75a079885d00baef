"""Reading a workbook is slow: each sheet is read once, and the result is stored as safely as the file."""

import hashlib
from dataclasses import replace
from typing import Any
from unittest import mock

from django.core.exceptions import ValidationError

from campaign.documents import sandbox
from profiles.importing import batches
from profiles.importing.reading import uploads
from profiles.importing.reading.tables import ReadOptions
from profiles.models import Detainee, ImportBatch, ImportFile
from tests.profiles.importing.files import with_sheet, workbook
from tests.profiles.importing.testcases import ImportTestCase, import_all

CASES = [["name", "town"], ["Aygül Misal", "Kashgar"], ["Memet Misal", "Hotan"]]
MORE = [["name", "town"], ["Nurlan Misal", "Ghulja"]]


class StoredSheetTests(ImportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_apart = sandbox.run
        run = mock.patch.object(sandbox, "run", wraps=sandbox.run)
        self.read_apart = run.start()
        self.addCleanup(run.stop)
        self.content = with_sheet(workbook(CASES), "More", MORE)

    def uploaded(self) -> ImportBatch:
        return batches.upload(self.content, file_name="people.xlsx", author=self.staff)

    def names(self, batch: ImportBatch) -> list[str]:
        return [row.cells[0] for row in batches.read_table(batch).rows]

    def test_a_workbook_is_read_once_from_upload_to_drafts(self) -> None:
        batch = self.uploaded()
        self.assertEqual(self.names(batch), ["Aygül Misal", "Memet Misal"])
        self.assertEqual(batches.read_table(batch).sheets, ["Cases", "More"])
        batches.set_read_options(batch, replace(ReadOptions(**batch.form), heading_row=1))
        batches.set_columns(batch, batch.columns)
        batch.refresh_from_db()
        import_all(batch)
        self.assertEqual(Detainee.objects.count(), 2)
        self.assertEqual(self.read_apart.call_count, 1)

    def test_another_sheet_is_read_when_it_is_chosen_and_stored_instead(self) -> None:
        batch = self.uploaded()
        batches.set_read_options(batch, ReadOptions(sheet="More"))
        for _page in range(3):
            self.assertEqual(self.names(batch), ["Nurlan Misal"])
        self.assertEqual(self.read_apart.call_count, 2)
        batches.set_read_options(batch, ReadOptions(sheet="Cases"))
        self.assertEqual(self.names(batch), ["Aygül Misal", "Memet Misal"])

    def test_a_sheet_that_is_not_stored_is_read_again_with_the_same_result(self) -> None:
        kept = self.uploaded()
        with mock.patch.object(uploads, "MAX_STORED_SHEET", 10):
            too_large = self.uploaded()
        before = self.read_apart.call_count
        self.assertIsNone(ImportFile.objects.get(batch=too_large).sheet)
        self.assertEqual(batches.read_table(too_large), batches.read_table(kept))
        self.assertEqual(self.read_apart.call_count, before + 1)

    def test_a_file_that_is_erased_while_another_sheet_is_read_stays_erased(self) -> None:
        batch = self.uploaded()

        def erased_meanwhile(*args: Any, **kwargs: Any) -> None:
            self.run_apart(*args, **kwargs)
            ImportFile.objects.all().delete()  # as when a person in it is erased

        self.read_apart.side_effect = erased_meanwhile
        with self.assertRaisesMessage(ValidationError, "The file has been erased."):
            batches.set_read_options(batch, ReadOptions(sheet="More"))
        self.assertFalse(ImportFile.objects.exists())
        batch.refresh_from_db()
        self.assertEqual(batch.form["sheet"], "Cases")

    def test_the_checksum_stays_that_of_the_file(self) -> None:
        batch = self.uploaded()
        batches.set_read_options(batch, ReadOptions(sheet="More"))
        batch.refresh_from_db()
        self.assertEqual(batch.sha256, hashlib.sha256(self.content).hexdigest())
        self.assertEqual(uploads.load_upload(batch).content, self.content)
        self.assertIn(batch, batches.other_imports(self.uploaded()))

    def test_the_sheet_is_encrypted_and_erased_with_the_file(self) -> None:
        batch = self.uploaded()
        book, kept = uploads.load_upload(batch).workbook, ImportFile.objects.get(batch=batch).sheet
        assert book and kept
        for plain in (book.packed[:40], b"Misal", b"name"):
            self.assertNotIn(plain, bytes(kept))
        import_all(batch)
        self.assertFalse(ImportFile.objects.exists())
