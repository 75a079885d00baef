"""The base classes of the tests."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, SimpleTestCase, TestCase, TransactionTestCase, override_settings
from django_otp import DEVICE_ID_SESSION_KEY

from campaign.accounts import factors, sessions
from campaign.accounts.models import AuthenticatorApp
from campaign.run.in_process import InProcess
from campaign.site_closing import state_file
from campaign.site_content import around
from campaign.web import page_cache
from petitions.signing import known_petitions
from tests import databases, resetting


@contextmanager
def own_heads_folder() -> Iterator[None]:
    """A copy of the files of published heads, for a block whose work in the database is rolled back at its end."""
    with TemporaryDirectory() as folder:
        heads = Path(folder) / "heads"
        if settings.HEADS_FOLDER.exists():
            shutil.copytree(settings.HEADS_FOLDER, heads)
        with override_settings(HEADS_FOLDER=heads):
            yield


class StaffClient(Client):
    """Its `force_login` gives a second factor too, like a log-in just now. Without it nobody reaches the desk."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        super().force_login(user, backend)
        session = self.session
        session[DEVICE_ID_SESSION_KEY] = make_app(user).persistent_id
        request = HttpRequest()
        request.session = session
        self.cookies.update(sessions.prove(request, HttpResponse()).cookies)
        session.save()


def make_app(user: User) -> AuthenticatorApp:
    """The app of this account, whose codes are `factors.current_code(app.key)`."""
    app = AuthenticatorApp.objects.filter(user=user).first()
    return app or factors.set_app(user, factors.new_key())


class FreshPages(SimpleTestCase):
    """Nothing kept from the test before, and files of its own: tests run side by side."""

    client: StaffClient
    client_class = StaffClient

    @classmethod
    def setUpClass(cls) -> None:
        heads = Path(cls.enterClassContext(TemporaryDirectory())) / "heads"
        cls.enterClassContext(override_settings(HEADS_FOLDER=heads))
        super().setUpClass()

    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(own_heads_folder())  # with what the class has published
        files = override_settings(
            PAGE_CACHE_VERSION_FILE=Path(folder.name) / "page-cache-version",
            SITE_STATE_FILE=Path(folder.name) / "site-state.json",
            ERASURES_FILE=Path(folder.name) / "erasures.log",
            FILE_CACHE_FOLDER=Path(folder.name) / "file-cache",
        )
        files.enable()
        self.addCleanup(files.disable)
        page_cache.cached_pages.clear()
        # One query of a process for each version of the site, so no page's own.
        self.enterContext(patch.object(page_cache, "_find_next_change", None))
        cache.clear()
        InProcess.forget_all()
        state_file.write(state_file.State())
        for known in (known_petitions._published, known_petitions._all):
            self.enterContext(patch.object(known, "seconds", 0))  # always as they are
        around.forget()


class SiteTestCase(FreshPages, TestCase):
    """For whatever asks for pages; what a test writes is rolled back."""

    def setUp(self) -> None:
        super().setUp()
        around.content()  # what a page costs does not depend on the test before


class CommittingTestCase(FreshPages, TransactionTestCase):
    """For what needs real commits and several connections; the migrations' data is put back."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        resetting.as_migrated()

    def setUp(self) -> None:
        super().setUp()
        around.content()

    def _fixture_teardown(self) -> None:
        resetting.put_back()


def unbroken(text: str) -> str:
    """The text with the no-break spaces that keep its dates in one line: “30 November 2026, 00:00 UTC”."""
    return re.sub(r"(?<=\b\d) (?=[A-Z])|(?<=\d\d) (?=[A-Z])|(?<=[a-z]) (?=\d{4})", "\u00a0", text)


def somebody_waits() -> bool:
    """For a lock, on another connection."""
    with databases.as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # it is one for a whole transaction
        cursor.execute(
            "SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchall())
