"""Witnesses sign our checkpoints, only what they really signed is shown, and nothing waits for them."""

from collections.abc import Callable
from datetime import timedelta
from typing import override
from unittest import mock

from django.test import override_settings
from django.utils import timezone

from campaign.settings import witness as from_setting
from petitions.checkpoints import outgoing, witnesses
from petitions.checkpoints.tasks import ask_witnesses
from petitions.models import Checkpoint, CheckpointSignature, Petition
from petitions.transparency import signed_heads
from tests.factories import make_petition
from tests.petitions.checkpoints import reader
from tests.petitions.checkpoints.lines import publish_lines
from tests.petitions.checkpoints.servers import Reply, Respond, Witness, always, serving
from tests.petitions.testcases import SigningTestCase

PREFIX = "/petitions/free-the-teachers/integrity/"


class WitnessTestCase(SigningTestCase):
    @override
    def setUp(self) -> None:
        super().setUp()
        [key] = signed_heads.own_verifier_keys(signed_heads.origin(self.petition, 1)).values()
        self.witness = Witness(key)

    def ask(self, respond: Respond | None = None) -> None:
        """Let the worker ask the witness, or one that answers otherwise under its name."""
        with serving(respond or self.witness.respond) as url:
            setting = from_setting(f"{self.witness.verifier_key} {url}/")
            with override_settings(WITNESSES=[setting]):
                ask_witnesses(timestamp=0)

    def note(self) -> bytes:
        return bytes(self.client.get(PREFIX + "checkpoint").content)

    def is_cosigned(self) -> bool:
        found = CheckpointSignature.objects.filter(name=self.witness.name)
        return found.filter(checkpoint=Checkpoint.objects.latest("size")).exists()


class CosigningTests(WitnessTestCase):
    def test_a_head_gets_its_signature_which_others_can_check(self) -> None:
        publish_lines(self.petition, 10)
        self.ask()
        text = reader.opened(self.note(), self.witness.verifier_key)
        self.assertEqual(text, reader.opened(self.note(), self.witness.log_key))
        self.assertContains(self.client.get(PREFIX), self.witness.name)

    def test_each_next_head_comes_with_the_proof_that_it_continues_the_last(self) -> None:
        for number in (3, 300, 1, 700):
            publish_lines(self.petition, number)
            self.ask()
            self.assertTrue(self.is_cosigned())
        self.assertEqual(self.witness.requests, [0, 3, 303, 304])
        self.assertEqual(self.witness.seen[0], 1004)

    def test_heads_that_came_together_are_asked_for_one_by_one(self) -> None:
        for number in (3, 4, 5):
            publish_lines(self.petition, number)
        self.ask()
        self.assertEqual(self.witness.requests, [0, 3, 7])
        self.assertEqual(CheckpointSignature.objects.filter(name=self.witness.name).count(), 3)

    def test_one_that_has_seen_another_size_is_asked_again_with_that(self) -> None:
        publish_lines(self.petition, 5)
        self.ask()
        CheckpointSignature.objects.filter(name=self.witness.name).delete()
        publish_lines(self.petition, 6)
        self.ask()
        self.assertEqual(self.witness.requests[1:], [0, 5, 5])  # again over 5, then over 11
        self.assertEqual(CheckpointSignature.objects.filter(name=self.witness.name).count(), 2)

    def test_a_head_is_not_asked_for_twice(self) -> None:
        publish_lines(self.petition, 10)
        self.ask()
        self.ask()
        self.assertEqual(len(self.witness.requests), 1)

    def test_one_that_was_asked_before_and_has_seen_more_is_not_asked_about_less(self) -> None:
        publish_lines(self.petition, 5)
        publish_lines(self.petition, 6)
        self.witness.seen = (11, bytes(Checkpoint.objects.latest("size").root))
        self.ask()
        self.assertEqual(self.witness.requests, [0, 11])
        self.assertTrue(self.is_cosigned())

    def test_one_that_has_seen_more_than_we_have_is_reported(self) -> None:
        publish_lines(self.petition, 5)
        self.witness.seen = (7, b"x" * 32)
        with self.assertLogs(witnesses.logger, "ERROR") as logged:
            self.ask()
        self.assertIn("has seen 7 lines", logged.output[0])
        self.assertFalse(self.is_cosigned())

    def test_a_petition_that_is_not_public_is_shown_to_nobody(self) -> None:
        publish_lines(self.petition, 10)
        Petition.objects.update(state="draft")
        self.ask()
        self.assertEqual(self.witness.requests, [])


class FailingTests(WitnessTestCase):
    @override
    def setUp(self) -> None:
        super().setUp()
        publish_lines(self.petition, 10)

    def fails(self, respond: Respond | None = None) -> None:
        with self.assertLogs(witnesses.logger, "WARNING"):
            self.ask(respond)
        self.assertFalse(self.is_cosigned())
        self.assertEqual(self.note().count("—".encode()), 1)

    def changed(self, change: Callable[[bytes], bytes]) -> Respond:
        def respond(path: str, body: bytes) -> Reply:
            status, kind, content = self.witness.respond(path, body)
            self.witness.seen = Witness("").seen
            return status, kind, change(content)

        return respond

    def test_a_signature_that_is_not_its_own_is_not_shown(self) -> None:
        another = Witness(self.witness.log_key)
        another.name = "other.example/w2"
        for change in (
            lambda line: b"",
            lambda line: b"\xff" + line,
            lambda line: line[:-6] + b"AA==\n",
            lambda line: line.replace(b"=", b""),
            lambda line: line.replace(b"\n", b""),
            lambda line: line.replace(b"w1 ", b"w1 AAAA"),
            lambda line: another.sign(b"x"),
            lambda line: self.witness.sign(b"another text\n"),
        ):
            self.fails(self.changed(change))

    def test_one_from_the_future_is_not_shown(self) -> None:
        self.witness.skew = 3600
        self.fails()

    def test_one_from_before_the_checkpoint_is_not_shown(self) -> None:
        self.witness.skew = -3600
        self.fails()

    def test_lines_of_other_keys_beside_its_own_are_left_out(self) -> None:
        another = Witness("")
        another.name = "other.example/w2"
        self.ask(self.changed(lambda line: another.sign(b"x") + line + line))
        self.assertTrue(self.is_cosigned())
        self.assertEqual(self.note().count("—".encode()), 2)

    def test_errors_of_any_kind(self) -> None:
        for status, kind, content in (
            (404, "text/plain", b""), (403, "text/plain", b""), (500, "text/html", b"<p>"), (302, "text/plain", b""),
            (409, "text/plain", b"5\n"), (409, "text/x.tlog.size", b"many\n"), (409, "text/x.tlog.size", b"5\n"),
            (409, "text/x.tlog.size", b""), (200, "text/plain", b"x" * (outgoing.MAX_BYTES + 1)),
        ):  # fmt: skip
            with self.subTest(status=status, kind=kind, content=content[:9]):
                self.fails(always(status, kind, content))

    def test_what_failed_is_asked_again_for_some_days(self) -> None:
        self.fails(always(500, "text/plain", b""))
        self.ask()
        self.assertTrue(self.is_cosigned())

    def test_and_then_no_more(self) -> None:
        publish_lines(self.petition, 10)
        later = timezone.now() + timedelta(days=8)
        with mock.patch("django.utils.timezone.now", return_value=later):
            self.ask()
        self.assertEqual(self.witness.requests, [])

    def test_a_log_that_it_does_not_know_does_not_keep_it_from_signing_the_others(self) -> None:
        first = make_petition(pk=self.petition.pk - 1, slug="first")
        publish_lines(first, 10)
        with self.assertLogs(witnesses.logger, "WARNING") as logged:
            self.ask()
        self.assertEqual(len(logged.output), 1)
        self.assertEqual(self.witness.seen[0], 10)
        self.assertEqual(self.note().count("—".encode()), 2)

    def test_one_that_is_away_does_not_keep_the_others_from_signing(self) -> None:
        with serving(self.witness.respond) as gone:
            pass
        away = Witness("")
        away.name = "away.example"
        with serving(self.witness.respond) as url, self.assertLogs(witnesses.logger, "WARNING"):
            setting = [
                from_setting(f"{away.verifier_key} {gone}"),
                from_setting(f"{self.witness.verifier_key} {url}"),
            ]
            with override_settings(WITNESSES=setting):
                ask_witnesses(timestamp=0)
        self.assertTrue(self.is_cosigned())
