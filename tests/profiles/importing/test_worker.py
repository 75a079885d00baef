"""The worker can be killed, stopped or met by another one: no row is done twice and none is left out."""

from unittest import mock

from django.db import connection, transaction
from django.utils import timezone

from profiles.importing import batches
from profiles.importing import commit as committing
from profiles.importing import worker as working
from profiles.models import Detainee, ImportBatch, ImportFile, ImportRow
from tests.profiles.importing.testcases import ImportTestCase

ROWS = [["name"], *([f"Aygül Misal {number}"] for number in range(25))]


class Killed(BaseException):
    """What no `except Exception` of ours hears of, as with a process that is killed."""


class WorkerTests(ImportTestCase):
    def setUp(self) -> None:
        super().setUp()
        chunk = mock.patch.object(working, "CHUNK", 10)
        chunk.start()
        self.addCleanup(chunk.stop)

    def begun(self) -> ImportBatch:
        batch = self.upload(*ROWS)
        batches.check(batch, author=self.staff)
        working.run_imports()
        batches.start(batch, author=self.staff)
        return batch

    def test_killed_between_and_in_the_middle_of_its_transactions_it_goes_on(self) -> None:
        batch = self.begun()
        working.run_batch(batch.pk, chunks=1)
        whole = committing.write

        def killed(*args: object) -> None:
            whole(*args)  # type: ignore[arg-type]
            raise Killed

        with mock.patch.object(committing, "write", killed), self.assertRaises(Killed):
            working.run_batch(batch.pk)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.done, Detainee.objects.count()), ("importing", 10, 10))
        working.run_imports()
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.done, Detainee.objects.count()), ("done", 25, 25))
        self.assertEqual(ImportRow.objects.filter(detainee__isnull=False).count(), 25)

    def test_stopped_half_way_it_goes_on_or_is_undone(self) -> None:
        batch = self.begun()
        working.run_batch(batch.pk, chunks=1)
        batches.stop(batch, author=self.staff)
        working.run_imports()
        self.assertEqual((batch.state, Detainee.objects.count()), ("stopped", 10))
        batches.start(batch, author=self.staff)
        working.run_batch(batch.pk, chunks=1)
        batches.stop(batch, author=self.staff)
        self.assertEqual(Detainee.objects.count(), 20)
        batches.undo(batch, author=self.staff)
        working.run_imports()
        batch.refresh_from_db()
        self.assertEqual((batch.state, Detainee.objects.count()), ("undone", 0))
        self.assertFalse(ImportFile.objects.exists())

    def test_a_check_that_is_stopped_has_said_nothing_for_good(self) -> None:
        batch = self.upload(*ROWS)
        batches.check(batch, author=self.staff)
        self.assertEqual((batch.state, batch.done), ("checking", 10))
        batches.stop(batch, author=self.staff)
        self.assertEqual(batch.state, "uploaded")
        batches.check(batch, author=self.staff)
        working.run_imports()
        self.assertEqual(batch.rows.count(), 25)

    def test_what_goes_wrong_stops_it_and_is_told(self) -> None:
        batch = self.begun()
        with (
            mock.patch.object(committing, "write", side_effect=RuntimeError),
            self.assertLogs("profiles.importing.worker", "ERROR"),
        ):
            working.run_imports()
        batch.refresh_from_db()
        self.assertEqual(batch.state, "stopped")
        self.assertIn("went wrong", batch.trouble)
        self.assertFalse(Detainee.objects.exists())

    def test_files_that_nobody_imports_are_forgotten(self) -> None:
        left, stopped = self.upload(*ROWS), self.begun()
        working.run_batch(stopped.pk, chunks=1)
        batches.stop(stopped, author=self.staff)
        batches.erase_old()
        self.assertEqual(ImportFile.objects.count(), 2)
        long_ago = timezone.now() - batches.KEPT_FOR - batches.KEPT_FOR
        ImportBatch.objects.update(created_at=long_ago)
        batches.erase_old()
        self.assertFalse(ImportFile.objects.exists())
        self.assertFalse(ImportBatch.objects.filter(pk=left.pk).exists())
        self.assertEqual(Detainee.objects.count(), 10)

    def test_the_file_is_in_the_database_only_sealed(self) -> None:
        batch = self.upload(["name"], ["Aygül Misal"])
        sealed = bytes(ImportFile.objects.get(batch=batch).sealed)
        self.assertNotIn("Aygül".encode(), sealed)
        self.assertNotIn(b"name", sealed)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT form::text || headings::text FROM profiles_importbatch")
            self.assertNotIn("Aygül", str(cursor.fetchall()))
