"""Heads and dossiers get time stamps that openssl can check, and nothing waits for them."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, override
from unittest import mock, skipUnless

from cryptography.hazmat.primitives.serialization import Encoding
from django.test import override_settings
from django.utils import timezone

from campaign.web import page_cache
from petitions.checkpoints import time_stamps
from petitions.checkpoints.tasks import ask_time_stamps
from petitions.models import Checkpoint, Dossier, Petition, TimeStamp
from tests.factories import make_delivery, make_petition, make_staff
from tests.petitions.checkpoints.authority import REPLY, Authority, asked, oid
from tests.petitions.checkpoints.lines import publish_lines
from tests.petitions.checkpoints.servers import Reply, Respond, always, serving
from tests.petitions.testcases import SigningTestCase

PREFIX = "/petitions/free-the-teachers/integrity/"
MANIFEST = b"0123  letter.pdf\n"


class StampTestCase(SigningTestCase):
    authority: Authority

    @classmethod
    @override
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.authority = Authority()

    @override
    def setUp(self) -> None:
        super().setUp()
        self.authority.stamped = []
        self.authority.clock = timezone.now()

    def ask(self, respond: Respond | None = None, roots: Any = None) -> None:
        roots = [self.authority.root] if roots is None else roots
        with (
            serving(respond or self.authority.respond) as url,
            override_settings(TIME_STAMP_URL=f"{url}/tsr", TIME_STAMP_ROOTS=roots),
        ):
            ask_time_stamps(timestamp=0)

    def digest(self) -> str:
        return sha256(Checkpoint.objects.latest("size").body).hexdigest()

    def make_dossier(self, petition: Petition | None = None) -> Dossier:
        return Dossier.objects.create(
            petition=petition or self.petition,
            author=make_staff(f"author-{Dossier.objects.count()}"),
            state=Dossier.State.READY,
            manifest_sha256=sha256(MANIFEST).hexdigest(),
            finished_at=timezone.now(),
        )


class StampingTests(StampTestCase):
    def test_each_head_gets_one_over_the_body_of_its_checkpoint(self) -> None:
        for _ in range(2):
            publish_lines(self.petition, 10)
        self.ask()
        self.assertEqual(TimeStamp.objects.count(), 2)
        response = self.client.get(f"{PREFIX}time-stamps/{self.digest()}.tsr")
        self.assertEqual(response["Content-Type"], REPLY)
        self.assertEqual(response.content, TimeStamp.objects.latest("pk").answer)
        self.assertContains(self.client.get(PREFIX), f"{self.digest()}.tsr")

    def test_each_dossier_gets_one_over_its_manifest(self) -> None:
        dossier = self.make_dossier()
        self.ask()
        self.assertEqual(self.authority.stamped, [dossier.manifest_sha256])
        link = f"{dossier.manifest_sha256}.tsr"
        self.assertEqual(self.client.get(f"{PREFIX}time-stamps/{link}").status_code, 200)

    def test_the_page_links_that_of_a_dossier_once_it_is_delivered(self) -> None:
        publish_lines(self.petition, 10)
        dossier = self.make_dossier()
        self.ask()
        link = f"{dossier.manifest_sha256}.tsr"
        self.assertNotContains(self.client.get(PREFIX), link)
        make_delivery(self.petition, manifest_sha256=dossier.manifest_sha256)
        page_cache.cached_pages.clear()
        self.assertContains(self.client.get(PREFIX), link)

    def test_nothing_is_stamped_twice(self) -> None:
        publish_lines(self.petition, 10)
        self.make_dossier()
        self.ask()
        self.ask()
        self.assertEqual(len(self.authority.stamped), 2)

    def test_two_petitions_may_have_the_same_dossier(self) -> None:
        self.make_dossier()
        self.make_dossier(make_petition())
        self.ask()
        self.assertEqual(TimeStamp.objects.count(), 2)

    def test_without_an_address_no_one_is_asked(self) -> None:
        publish_lines(self.petition, 10)
        ask_time_stamps(timestamp=0)
        self.assertFalse(TimeStamp.objects.exists())

    @skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_openssl_agrees(self) -> None:
        publish_lines(self.petition, 10)
        self.ask()
        note = self.client.get(PREFIX + "checkpoint/10").content
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "body").write_bytes(b"".join(note.splitlines(keepends=True)[:3]))
            (folder / "root.pem").write_bytes(self.authority.root.public_bytes(Encoding.PEM))
            (folder / "head.tsr").write_bytes(TimeStamp.objects.get().answer)
            done = subprocess.run(
                ["openssl", "ts", "-verify", "-data", "body", "-in", "head.tsr", "-CAfile", "root.pem"],
                cwd=folder, capture_output=True, text=True, check=False,
            )  # fmt: skip
        self.assertIn("Verification: OK", done.stdout + done.stderr)


class RefusedTests(StampTestCase):
    @override
    def setUp(self) -> None:
        super().setUp()
        publish_lines(self.petition, 10)

    def refuses(self, respond: Respond | None = None, roots: Any = None) -> None:
        with self.assertLogs(time_stamps.logger, "WARNING"):
            self.ask(respond, roots)
        self.assertFalse(TimeStamp.objects.exists())

    def other(self, change: Callable[[bytes, int], bytes]) -> Respond:
        """An answer to another request."""

        def respond(path: str, body: bytes) -> Reply:
            return 200, REPLY, change(*asked(body))

        return respond

    def test_one_over_something_else_or_for_another_request(self) -> None:
        make = self.authority.response
        self.refuses(self.other(lambda digest, nonce: make(b"x" * 32, nonce)))
        self.refuses(self.other(lambda digest, nonce: make(digest, nonce + 1)))
        self.refuses(self.other(lambda digest, nonce: make(digest, nonce, status=2)))
        self.refuses(self.other(lambda digest, nonce: make(digest, nonce)[:-9]))

    def test_the_same_without_certificates_to_check_with(self) -> None:
        make = self.authority.response
        self.refuses(self.other(lambda digest, nonce: make(b"x" * 32, nonce)), roots=[])
        self.refuses(self.other(lambda digest, nonce: make(digest, nonce + 1)), roots=[])
        self.ask(roots=[])
        self.assertEqual(TimeStamp.objects.count(), 1)

    def test_one_that_another_authority_signed(self) -> None:
        self.refuses(Authority().respond)

    def test_one_that_was_changed_after_it_was_signed(self) -> None:
        one, other = oid("1.2.3.4.1"), oid("1.2.3.4.2")  # the policy
        make = self.authority.response
        self.refuses(self.other(lambda digest, nonce: make(digest, nonce).replace(one, other)))

    def test_one_from_another_day(self) -> None:
        self.authority.clock -= timedelta(days=1)
        self.refuses()

    def test_errors_of_any_kind(self) -> None:
        answers: tuple[Reply, ...] = (
            (500, REPLY, b""), (200, REPLY, b""), (200, REPLY, b"\x30\x03\x02\x01\x02"), (200, "text/html", b"<p>"),
            (200, REPLY, b"\x30\x05\x30\x03\x02\x01\x02"), (302, REPLY, b""),
        )  # fmt: skip
        for answer in answers:
            with self.subTest(answer):
                self.refuses(always(*answer))

    def test_what_failed_is_asked_for_again_for_some_days(self) -> None:
        self.refuses(always(500, REPLY, b""))
        self.ask()
        self.assertEqual(TimeStamp.objects.count(), 1)
        publish_lines(self.petition, 10)
        later = timezone.now() + timedelta(days=8)
        with mock.patch("django.utils.timezone.now", return_value=later):
            self.ask()
        self.assertEqual(TimeStamp.objects.count(), 1)

    def test_one_that_is_away_is_asked_once_each_time(self) -> None:
        publish_lines(self.petition, 10)
        with serving(self.authority.respond) as gone:
            pass
        with (
            override_settings(TIME_STAMP_URL=gone),
            self.assertLogs(time_stamps.logger, "WARNING") as logged,
        ):
            ask_time_stamps(timestamp=0)
        self.assertEqual(len(logged.output), 1)
