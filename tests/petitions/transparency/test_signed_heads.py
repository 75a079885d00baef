"""Each published head is signed at once, and never two roots over as many lines of one log."""

from base64 import b64decode
from unittest import mock

from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, override_settings

from petitions.models import Checkpoint, CheckpointSignature, LogStop, TreeHead
from petitions.transparency import gaps, heads_file, log, signed_heads
from petitions.transparency.log import InconsistentLog
from tests.factories import make_petition, make_signature
from tests.petitions.checkpoints import reader
from tests.petitions.transparency.test_gaps import PAGE, REASON, GapTestCase

ORIGIN = "127.0.0.1:8000/petitions/free-the-teachers/integrity"
OTHER_KEY = "YW5vdGhlci1rZXktMDEyMzQ1Njc4OWFiY2RlZmdoaWo="


class FormatTests(SimpleTestCase):
    def test_the_key_is_that_of_the_go_checksum_database_in_form(self) -> None:
        # The published key of sum.golang.org, whose server signs notes in this format.
        name, key_id, key = (
            "sum.golang.org", "033de0ae", "Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        )  # fmt: skip
        public_key = b64decode(key)[1:]
        self.assertEqual(
            signed_heads.verifier_key(name, signed_heads.ED25519, public_key),
            f"{name}+{key_id}+{key}",
        )


class SignedTestCase(GapTestCase):
    def publish(self) -> TreeHead:
        for _ in range(10):
            make_signature(self.petition)
        return log.publish_head(self.petition, "daily")

    def note(self) -> bytes:
        found = signed_heads.last_checkpoint(self.petition)
        assert found
        return found.note

    def key(self) -> str:
        its_origin = signed_heads.origin(self.petition, signed_heads.log_number(self.petition))
        return next(iter(signed_heads.own_verifier_keys(its_origin).values()))


class SigningTests(SignedTestCase):
    def test_a_head_is_signed_when_it_becomes_public(self) -> None:
        head = self.publish()
        note = self.note()
        self.assertEqual(reader.checkpoint(note, self.key()), (ORIGIN, 10, bytes(head.root)))
        self.assertEqual(note.count("—".encode()), 1)

    def test_a_head_that_could_not_be_written_down_is_not_signed(self) -> None:
        with (
            mock.patch.object(heads_file, "append", side_effect=OSError),
            self.assertRaises(InconsistentLog),
        ):
            self.publish()
        self.assertFalse(Checkpoint.objects.exists())

    def test_a_head_that_was_written_down_and_not_signed_is_signed_within_the_hour(self) -> None:
        with (
            mock.patch.object(signed_heads, "sign", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.publish()
        gaps.look_for_problems()
        self.assertEqual(reader.checkpoint(self.note(), self.key())[1], 10)

    def test_two_heads_over_as_many_lines_are_one_checkpoint(self) -> None:
        self.publish()
        log.publish_head(self.petition, TreeHead.Occasion.DELIVERY)
        self.assertEqual(Checkpoint.objects.count(), 1)
        self.assertEqual(CheckpointSignature.objects.count(), 1)

    def test_a_petition_has_a_log_of_its_own(self) -> None:
        self.publish()
        other = make_petition(slug="another")
        make_signature(other)
        log.publish_head(other, "daily")
        self.assertEqual(Checkpoint.objects.values("origin").distinct().count(), 2)

    def test_a_new_key_signs_the_newest_head_too_and_the_old_signature_stays(self) -> None:
        self.publish()
        old_note, old_key = self.note(), self.key()
        with override_settings(LOG_KEYS=[OTHER_KEY, *settings.LOG_KEYS]):
            gaps.look_for_problems()
            new_key = self.key()
        self.assertTrue(self.note().startswith(old_note))
        self.assertNotEqual(new_key, old_key)
        for key in (old_key, new_key):
            self.assertEqual(reader.checkpoint(self.note(), key)[1], 10)

    def test_the_page_shows_no_key_that_has_not_signed(self) -> None:
        self.publish()
        old_key = self.key()
        with override_settings(LOG_KEYS=[OTHER_KEY, *settings.LOG_KEYS]):
            shown = signed_heads.description(self.petition)
        assert shown
        self.assertEqual(shown["key"], old_key)
        with override_settings(LOG_KEYS=[OTHER_KEY]):
            shown = signed_heads.description(self.petition)
        assert shown
        self.assertEqual(shown["key"], "")

    def test_under_another_name_of_the_site_it_is_signed_anew(self) -> None:
        self.publish()
        with override_settings(SITE_URL="https://campaign.example"):
            gaps.look_for_problems()
            origin, size, _root = reader.checkpoint(self.note(), self.key())
        self.assertEqual(
            (origin, size), ("campaign.example/petitions/free-the-teachers/integrity", 10)
        )


class ForkTests(SignedTestCase):
    """Whatever goes wrong, no second root is signed over as many lines."""

    def fork(self) -> TreeHead:
        """Publish a head, lose it with its lines and its signature, and make another as long as it was."""
        self.lose(self.publish)
        for _ in range(10):
            make_signature(self.petition)
        with (
            mock.patch.object(log, "find_problem", return_value=""),
            mock.patch.object(log, "record_heads"),
        ):
            return log.publish_head(self.petition, "daily")

    def test_the_file_remembers_what_was_signed_before_a_restore(self) -> None:
        self.fork()
        before = heads_file.path(self.petition).read_bytes()
        with self.assertRaises(InconsistentLog):
            log.record_heads(self.petition)
        self.assertEqual(heads_file.path(self.petition).read_bytes(), before)
        self.assertFalse(Checkpoint.objects.exists())
        self.assertFalse(TreeHead.objects.published().exists())

    def test_a_log_that_would_be_forked_is_stopped(self) -> None:
        self.fork()
        gaps.look_for_problems()
        self.assertEqual(LogStop.objects.get().reason, LogStop.Reason.GAP)
        self.assertFalse(Checkpoint.objects.exists())

    def test_the_database_remembers_what_the_file_has_forgotten(self) -> None:
        self.publish()
        forged = TreeHead(petition=self.petition, size=10, root=b"x" * 32, count=10)
        heads_file.path(self.petition).unlink()
        heads_file.append(self.petition, [{"size": 10, "root": forged.root.hex()}])
        with self.assertRaises(signed_heads.Contradiction):
            signed_heads.sign(self.petition, [forged])
        self.assertEqual(CheckpointSignature.objects.count(), 1)

    def test_the_database_refuses_to_change_or_delete_what_was_signed(self) -> None:
        self.publish()
        checkpoints = Checkpoint.objects.all()
        for change in (lambda: checkpoints.update(root=b"x" * 32), checkpoints.delete):
            with self.assertRaises(IntegrityError), transaction.atomic():
                change()

    def test_after_a_gap_it_is_another_log_with_another_name_and_address(self) -> None:
        self.publish()
        before, key = self.note(), self.key()
        self.lose(self.publish)
        gaps.announce(self.petition, REASON)
        origin, size, _root = reader.checkpoint(self.note(), self.key())
        self.assertEqual((origin, size), (f"{ORIGIN}/log-2", 10))
        self.publish()
        self.assertEqual(reader.checkpoint(self.note(), self.key())[1], 20)
        self.assertEqual(self.client.get(PAGE + "log-2/checkpoint").content, self.note())
        self.assertEqual(self.client.get(PAGE + "log-2/tile/0/000.p/20").status_code, 200)
        for path in ("checkpoint", "tile/0/000.p/10", "log-3/checkpoint"):
            self.assertEqual(self.client.get(PAGE + path).status_code, 404)
        self.assertEqual(reader.checkpoint(before, key)[0], ORIGIN)

    def test_a_restored_database_that_forgot_the_gap_signs_under_the_right_name(self) -> None:
        self.publish()

        def lose_and_announce() -> None:
            self.lose(self.publish)
            gaps.announce(self.petition, REASON)

        self.lose(lose_and_announce)
        gaps.look_for_problems()
        self.assertEqual(reader.checkpoint(self.note(), self.key())[0], f"{ORIGIN}/log-2")
