"""The databases that the tests work on are copies (tests/databases.py): of what, and where."""

from pathlib import Path
from unittest import skipUnless
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import TestCase

from tests import databases

EMBEDDED = settings.DATABASES["default"]["ENGINE"] == "campaign.run.embedded_postgres"


class CopyTests(TestCase):
    def setting(self, name: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            [value] = cursor.fetchone()
        return str(value)

    def test_it_has_all_that_the_migrations_and_the_models_ask_for(self) -> None:
        executor = MigrationExecutor(connection)
        self.assertEqual(executor.migration_plan(executor.loader.graph.leaf_nodes()), [])
        there = set(Permission.objects.values_list("content_type__app_label", "codename"))
        for model in apps.get_models():
            of = model._meta
            wanted = [get_permission_codename(action, of) for action in of.default_permissions]
            wanted += [codename for codename, _name in of.permissions]
            for codename in wanted:
                self.assertIn((of.app_label, codename), there)

    @skipUnless(EMBEDDED, "The database server of DATABASE_URL is left as it is.")
    def test_only_the_server_of_the_tests_does_without_the_disk(self) -> None:
        folder = settings.BASE_DIR / "var" / "postgres-of-tests"
        with databases.as_owner():
            self.assertEqual(Path(self.setting("data_directory")), folder)
        self.assertEqual(self.setting("fsync"), "off")
        demo = settings.BASE_DIR / "var" / "postgres" / "postgresql.auto.conf"
        self.assertNotIn("fsync", demo.read_text() if demo.exists() else "")

    def test_another_migration_asks_for_another_copy(self) -> None:
        files = list(databases._files())
        self.assertIn("migrations", {file.parent.name for file in files})
        with patch.object(databases, "_files", lambda: iter(files[1:])):
            other = databases.digest()
        self.assertNotEqual(other, databases.digest())
