"""`make run` on a database that an older version of the code has made."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import TestCase, override_settings

from campaign.management.commands import run


class OldDatabaseTests(TestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.var = Path(folder.name)
        self.enterContext(
            override_settings(
                MEDIA_ROOT=self.var / "media",
                FILE_CACHE_FOLDER=self.var / "file-cache",
                DOSSIER_FOLDER=self.var / "dossiers",
                ERASURES_FILE=self.var / "erasures.log",
            )
        )

    def record(self, app: str, name: str) -> None:
        MigrationRecorder(connection).record_applied(app, name)

    def message(self, *, embedded: bool) -> str:
        with (
            mock.patch.object(run, "embedded", lambda: embedded),
            mock.patch.dict(connection.settings_dict, FOLDER=Path("/checkout/var/postgres")),
            self.assertRaises(CommandError) as refused,
        ):
            run.Command().migrate()
        return str(refused.exception)

    def test_a_database_of_today_is_used(self) -> None:
        self.assertEqual(run.missing_migrations(MigrationLoader(connection)), [])
        run.Command().migrate()

    def test_one_sentence_says_which_folders_to_move_away(self) -> None:
        self.record("petitions", "0099_of_old")
        (self.var / "media").mkdir()
        (self.var / "made").mkdir()
        (self.var / "erasures.log").touch()
        said = self.message(embedded=True)
        self.assertIn("petitions.0099_of_old", said)
        self.assertIn("/checkout/var/postgres", said)
        self.assertIn(f"{self.var}/media, {self.var}/made", said)
        self.assertNotIn("erasures.log", said)  # it outlives every database
        self.assertNotIn("dossiers", said)  # there are none
        self.assertEqual(said.count("\n"), 0)
        self.assertNotIn("DATABASE_URL", said)

    def test_of_another_server_it_asks_for_an_empty_database(self) -> None:
        self.record("profiles", "0099_of_old")
        (self.var / "file-cache").mkdir()
        said = self.message(embedded=False)
        self.assertIn("set DATABASE_URL to an empty database", said)
        self.assertIn(f"{self.var}/file-cache", said)
        self.assertNotIn("/checkout/var/postgres", said)

    def test_nothing_is_changed(self) -> None:
        self.record("news", "0099_of_old")
        before = MigrationRecorder(connection).applied_migrations().keys()
        with mock.patch.object(run, "call_command") as called:
            self.message(embedded=True)
        called.assert_not_called()
        self.assertEqual(MigrationRecorder(connection).applied_migrations().keys(), before)

    def test_what_other_packages_have_dropped_is_no_old_layout(self) -> None:
        self.record("procrastinate", "9999_dropped")
        self.assertEqual(run.missing_migrations(MigrationLoader(connection)), [])
