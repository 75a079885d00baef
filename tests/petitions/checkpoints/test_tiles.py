"""Tools for tiled logs can read ours, and never see more of it than the newest published head covers."""

import re
from unittest import mock

from cryptography.exceptions import InvalidSignature
from django.test import SimpleTestCase

from petitions.checkpoints.tiles import Place, PlaceConverter
from petitions.models import Petition, Tile, TreeHead
from petitions.transparency import log
from tests.factories import make_signature
from tests.petitions.checkpoints import reader
from tests.petitions.checkpoints.lines import publish_lines
from tests.petitions.testcases import SigningTestCase

PREFIX = "/petitions/free-the-teachers/integrity/"
ORIGIN = "127.0.0.1:8000/petitions/free-the-teachers/integrity"
KEY = re.compile(r"[^\s<>]+\+[0-9a-f]{8}\+A[A-Za-z0-9+/]+=*")


class ReadingTestCase(SigningTestCase):
    def publish(self, signatures: int = 10) -> TreeHead:
        for _ in range(signatures):
            make_signature(self.petition)
        return log.publish_head(self.petition, "daily")

    def fetch(self, path: str) -> bytes:
        response = self.client.get(PREFIX + path)
        self.assertEqual(response.status_code, 200, path)
        return bytes(response.content)

    def status(self, path: str) -> int:
        return self.client.get(PREFIX + path).status_code

    def verifier_key(self) -> str:
        """The key that the page shows."""
        found: set[str] = set(KEY.findall(self.client.get(PREFIX).text))
        return found.pop()


class ReaderTests(ReadingTestCase):
    def test_another_reader_finds_the_published_head_and_every_line_under_it(self) -> None:
        head = self.publish(300)
        make_signature(self.petition)  # waits
        origin, size, root = reader.checkpoint(self.fetch("checkpoint"), self.verifier_key())
        self.assertEqual((origin, size, root), (ORIGIN, 300, bytes(head.root)))
        entries = reader.entries(self.fetch, size)
        self.assertEqual(entries, [bytes(line) for line in log.read_lines(self.petition, 0, 300)])
        leaves = [reader.leaf(each) for each in entries]
        self.assertEqual(leaves, reader.hashes(self.fetch, 0, size))
        self.assertEqual(reader.root(leaves), root)
        self.assertEqual(reader.hashes(self.fetch, 1, size), [reader.root(leaves[:256])])

    def test_a_checkpoint_that_was_changed_is_refused(self) -> None:
        self.publish()
        note, key = self.fetch("checkpoint"), self.verifier_key()
        self.assertEqual(reader.checkpoint(note, key)[1], 10)
        with self.assertRaises(InvalidSignature):
            reader.checkpoint(note.replace(b"\n10\n", b"\n11\n"), key)

    def test_each_earlier_checkpoint_stays(self) -> None:
        self.publish()
        first = self.fetch("checkpoint")
        self.publish()
        self.assertEqual(self.fetch("checkpoint/10"), first)
        self.assertEqual(self.status("checkpoint/11"), 404)

    def test_without_a_head_there_is_nothing_to_read(self) -> None:
        make_signature(self.petition)
        for path in ("checkpoint", "tile/0/000", "tile/0/000.p/1", "tile/entries/000.p/1"):
            self.assertEqual(self.status(path), 404)

    def test_a_petition_that_is_not_public_has_no_log(self) -> None:
        self.publish()
        Petition.objects.update(state="draft")
        for path in ("checkpoint", "checkpoint/10", "tile/0/000.p/10", "tile/entries/000.p/10"):
            self.assertEqual(self.status(path), 404)


class PublishedTests(ReadingTestCase):
    def test_every_width_up_to_the_published_size_and_no_more(self) -> None:
        self.publish(3)
        lines = [bytes(line) for line in log.read_lines(self.petition, 0, 3)]
        for width in (1, 2, 3):
            tile = self.fetch(f"tile/0/000.p/{width}")
            self.assertEqual(tile, b"".join(map(reader.leaf, lines[:width])))
            bundle = self.fetch(f"tile/entries/000.p/{width}")
            self.assertEqual(bundle.count(b"add "), width)
        for path in ("000.p/4", "000", "001", "001.p/1"):
            self.assertEqual(self.status(f"tile/0/{path}"), 404)
            self.assertEqual(self.status(f"tile/entries/{path}"), 404)
        for level in (1, 8, 63):
            self.assertEqual(self.status(f"tile/{level}/000.p/1"), 404)

    def test_lines_under_a_head_that_is_not_published_yet_stay_hidden(self) -> None:
        self.publish(3)
        with mock.patch.object(log, "record_heads"):  # the worker dies before it
            self.publish(2)
        self.assertEqual(len(bytes(Tile.objects.get().hashes)), 5 * 32)
        for kind in ("0", "entries"):
            self.assertEqual(self.status(f"tile/{kind}/000.p/3"), 200)
            self.assertEqual(self.status(f"tile/{kind}/000.p/4"), 404)
        self.assertEqual(reader.checkpoint(self.fetch("checkpoint"), self.verifier_key())[1], 3)

    def test_a_tree_of_65_536_lines_has_a_full_tile_on_level_1(self) -> None:
        publish_lines(self.petition, 65_537)
        root = reader.checkpoint(self.fetch("checkpoint"), self.verifier_key())[2]
        size = 65_537
        leaves = reader.hashes(self.fetch, 0, size)
        self.assertEqual(len(leaves), size)
        self.assertEqual(reader.root(leaves), root)
        self.assertEqual(reader.root(leaves[256:512]), self.fetch("tile/1/000")[32:64])
        self.assertEqual(reader.root(leaves[:65_536]), self.fetch("tile/2/000.p/1"))
        self.assertEqual(self.status("tile/1/001.p/1"), 404)


class AnswerTests(ReadingTestCase):
    def test_tiles_are_kept_for_long_and_checkpoints_for_seconds(self) -> None:
        self.publish(256)
        for path in ("tile/0/000", "tile/entries/000", "tile/0/000.p/9"):
            response = self.client.get(PREFIX + path)
            self.assertEqual(response["Content-Type"], "application/octet-stream")
            self.assertIn("public, max-age=31536000", response["Cache-Control"])
        response = self.client.get(PREFIX + "checkpoint")
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        self.assertIn("max-age=5,", response["Cache-Control"])

    def test_bundles_are_compressed_for_those_who_ask(self) -> None:
        self.publish(50)
        response = self.client.get(
            PREFIX + "tile/entries/000.p/50", headers={"Accept-Encoding": "gzip"}
        )
        self.assertEqual(response["Content-Encoding"], "gzip")

    def test_a_place_has_one_spelling(self) -> None:
        self.publish(3)
        for path in (
            "tile/00/000.p/3", "tile/64/000.p/3", "tile/0/0.p/3", "tile/0/x000/000.p/3", "tile/0/000.p/03",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/999", "tile/entries/000.p/+3", "tile/-1/000.p/3",
            "log-1/checkpoint", "log-01/checkpoint", "log-2/checkpoint",
        ):  # fmt: skip
            with self.subTest(path):
                self.assertEqual(self.status(path), 404)


class PlaceTests(SimpleTestCase):
    def test_the_examples_of_the_standard(self) -> None:
        for path, number, width in (
            ("x001/x234/067", 1234067, 256), ("000", 0, 256), ("x273/112.p/1", 273112, 1), ("999.p/255", 999, 255),
        ):  # fmt: skip
            self.assertEqual(PlaceConverter().to_python(path), Place(number, width))
            self.assertEqual(PlaceConverter().to_url(Place(number, width)), path)
            self.assertEqual(reader.tile_path("0", number, width), f"tile/0/{path}")
