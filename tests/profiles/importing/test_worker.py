"""The worker can be killed, stopped or run twice: no row is imported twice and none is left out."""

from unittest import mock

from django.db import connection, transaction
from django.utils import timezone

from profiles.importing import batches, commit, worker
from profiles.models import Detainee, ImportBatch, ImportFile, ImportRow
from tests.profiles.importing.testcases import ImportTestCase

ROWS = [["name"], *([f"Aygül Misal {number}"] for number in range(25))]


class Killed(BaseException):
    """Passes every `except Exception`, like the end of a killed process."""


class WorkerTests(ImportTestCase):
    def setUp(self) -> None:
        super().setUp()
        chunk = mock.patch.object(worker, "CHUNK", 10)
        chunk.start()
        self.addCleanup(chunk.stop)

    def begun(self) -> ImportBatch:
        batch = self.upload(*ROWS)
        batches.check(batch, author=self.staff)
        worker.run_imports()
        batches.start(batch, author=self.staff)
        return batch

    def test_it_goes_on_after_it_was_killed_between_or_inside_transactions(self) -> None:
        batch = self.begun()
        worker.run_batch(batch.pk, max_chunks=1)
        whole = commit.commit_rows

        def killed(*args: object) -> None:
            whole(*args)  # type: ignore[arg-type]
            raise Killed

        with mock.patch.object(commit, "commit_rows", killed), self.assertRaises(Killed):
            worker.run_batch(batch.pk)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.done, Detainee.objects.count()), ("importing", 10, 10))
        worker.run_imports()
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.done, Detainee.objects.count()), ("done", 25, 25))
        self.assertEqual(ImportRow.objects.filter(detainee__isnull=False).count(), 25)

    def test_a_stopped_import_goes_on_or_is_undone(self) -> None:
        batch = self.begun()
        worker.run_batch(batch.pk, max_chunks=1)
        batches.stop(batch, author=self.staff)
        worker.run_imports()
        self.assertEqual((batch.state, Detainee.objects.count()), ("stopped", 10))
        batches.start(batch, author=self.staff)
        worker.run_batch(batch.pk, max_chunks=1)
        batches.stop(batch, author=self.staff)
        self.assertEqual(Detainee.objects.count(), 20)
        batches.undo(batch, author=self.staff)
        worker.run_imports()
        batch.refresh_from_db()
        self.assertEqual((batch.state, Detainee.objects.count()), ("undone", 0))
        self.assertFalse(ImportFile.objects.exists())

    def test_a_stopped_check_starts_again(self) -> None:
        batch = self.upload(*ROWS)
        batches.check(batch, author=self.staff)
        self.assertEqual((batch.state, batch.done), ("checking", 10))
        batches.stop(batch, author=self.staff)
        self.assertEqual(batch.state, "uploaded")
        batches.check(batch, author=self.staff)
        worker.run_imports()
        self.assertEqual(batch.rows.count(), 25)

    def test_an_error_stops_it_and_is_reported(self) -> None:
        batch = self.begun()
        with (
            mock.patch.object(commit, "commit_rows", side_effect=RuntimeError),
            self.assertLogs("profiles.importing.worker", "ERROR"),
        ):
            worker.run_imports()
        batch.refresh_from_db()
        self.assertEqual(batch.state, "stopped")
        self.assertIn("went wrong", batch.trouble)
        self.assertFalse(Detainee.objects.exists())

    def test_files_that_are_not_imported_are_erased(self) -> None:
        left, stopped = self.upload(*ROWS), self.begun()
        worker.run_batch(stopped.pk, max_chunks=1)
        batches.stop(stopped, author=self.staff)
        batches.erase_expired()
        self.assertEqual(ImportFile.objects.count(), 2)
        long_ago = timezone.now() - batches.RETENTION - batches.RETENTION
        ImportBatch.objects.update(created_at=long_ago)
        batches.erase_expired()
        self.assertFalse(ImportFile.objects.exists())
        self.assertFalse(ImportBatch.objects.filter(pk=left.pk).exists())
        self.assertEqual(Detainee.objects.count(), 10)

    def test_the_database_holds_the_file_only_encrypted(self) -> None:
        batch = self.upload(["name"], ["Aygül Misal"])
        sealed = bytes(ImportFile.objects.get(batch=batch).sealed)
        self.assertNotIn("Aygül".encode(), sealed)
        self.assertNotIn(b"name", sealed)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT form::text || headings::text FROM profiles_importbatch")
            self.assertNotIn("Aygül", str(cursor.fetchall()))
