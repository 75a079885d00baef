"""Base classes and functions for the tests of the importer."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.auth.models import User

from profiles.importing import batches, worker
from profiles.models import Detainee, ImportBatch, ImportRow
from tests.factories import make_staff
from tests.profiles.importing.files import csv_file
from tests.testcases import SiteTestCase

type Rows = Sequence[Sequence[str]]


def upload(rows: Rows, author: User, *, file_name: str = "people.csv") -> ImportBatch:
    return batches.upload(csv_file(rows), file_name=file_name, author=author)


def check(batch: ImportBatch) -> ImportBatch:
    batches.check(batch, author=batch.author)
    worker.run_imports()
    batch.refresh_from_db()
    return batch


def import_all(batch: ImportBatch) -> ImportBatch:
    check(batch)
    batches.start(batch, author=batch.author)
    worker.run_imports()
    batch.refresh_from_db()
    return batch


class ImportTestCase(SiteTestCase):
    staff: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.staff = make_staff()

    def upload(self, *rows: Sequence[str], file_name: str = "people.csv") -> ImportBatch:
        return upload(rows, self.staff, file_name=file_name)

    def checked(self, *rows: Sequence[str], file_name: str = "people.csv") -> list[ImportRow]:
        """Check the rows, and return the report."""
        batch = check(self.upload(*rows, file_name=file_name))
        self.assertEqual((batch.state, batch.trouble), (ImportBatch.State.CHECKED, ""))
        return list(batch.rows.all())

    def imported(self, *rows: Sequence[str], file_name: str = "people.csv") -> ImportBatch:
        batch = import_all(self.upload(*rows, file_name=file_name))
        self.assertEqual((batch.state, batch.trouble), (ImportBatch.State.DONE, ""))
        return batch

    def one(self, *rows: Sequence[str]) -> Detainee:
        """Import the rows, and return the only person in them."""
        row = self.imported(*rows).rows.get()
        self.assertEqual(row.problems, [])
        assert row.detainee is not None
        return row.detainee
