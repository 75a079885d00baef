"""The tree in tiles gives the hashes of RFC 6962, for logs of every size and however they grew."""

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.transparency import merkle
from tests.petitions.transparency import reference

# Two tiles and a bit, so that there is a second level, and the last tile has every possible shape.
SIZES = st.one_of(st.integers(1, 40), st.integers(240, 530), st.integers(1, 700))


def log_of(size: int) -> list[bytes]:
    return [b"line %d" % number for number in range(size)]


def tiles_of(lines: list[bytes], *, at_once: int = 1000) -> dict[merkle.TilePlace, bytes]:
    tiles: dict[merkle.TilePlace, bytes] = {}
    for start in range(0, len(lines), at_once):
        edge = {
            place: tiles[place] for place in merkle.partial_tiles(start)
        }  # and it gets no others
        hashes = b"".join(map(merkle.leaf_hash, lines[start : start + at_once]))
        tiles |= merkle.append(edge, start, hashes)
    return tiles


class MerkleTests(SimpleTestCase):
    def test_an_empty_log_has_the_hash_of_nothing(self) -> None:
        self.assertEqual(merkle.span_hash({}, (0, 0)), reference.tree_hash([]))

    @given(SIZES)
    @settings(max_examples=60, deadline=None)
    def test_the_root_is_that_of_the_standard(self, size: int) -> None:
        lines = log_of(size)
        self.assertEqual(merkle.span_hash(tiles_of(lines), (0, size)), reference.tree_hash(lines))

    @given(SIZES, st.integers(1, 300))
    @settings(max_examples=60, deadline=None)
    def test_it_makes_no_difference_in_which_steps_the_log_grew(
        self, size: int, at_once: int
    ) -> None:
        lines = log_of(size)
        self.assertEqual(tiles_of(lines, at_once=at_once), tiles_of(lines))

    @given(SIZES, st.data())
    @settings(max_examples=60, deadline=None)
    def test_a_proof_of_inclusion_is_that_of_the_standard(
        self, size: int, data: st.DataObject
    ) -> None:
        lines = log_of(size)
        position = data.draw(st.integers(0, size - 1))
        tiles = tiles_of(lines)
        spans = merkle.inclusion_spans(position, size)
        found = [merkle.span_hash(tiles, span) for span in spans]
        self.assertEqual(found, reference.path(position, lines))

    @given(SIZES, st.data())
    @settings(max_examples=60, deadline=None)
    def test_a_proof_of_consistency_is_that_of_the_standard(
        self, size: int, data: st.DataObject
    ) -> None:
        lines = log_of(size)
        first = data.draw(st.integers(1, size))
        tiles = tiles_of(lines)
        found = [merkle.span_hash(tiles, span) for span in merkle.consistency_spans(first, size)]
        self.assertEqual(found, reference.proof(first, lines))

    @given(SIZES, SIZES)
    @settings(max_examples=60, deadline=None)
    def test_an_earlier_root_can_be_worked_out_from_the_tiles_of_today(
        self, one: int, other: int
    ) -> None:
        lines = log_of(max(one, other))
        root = merkle.span_hash(tiles_of(lines), (0, min(one, other)))
        self.assertEqual(root, reference.tree_hash(lines[: min(one, other)]))

    @given(st.integers(1, 10**9), st.data())
    @settings(max_examples=200, deadline=None)
    def test_a_proof_reads_few_tiles_however_long_the_log(
        self, size: int, data: st.DataObject
    ) -> None:
        position = data.draw(st.integers(0, size - 1))
        for spans in (
            [(0, size)],
            merkle.inclusion_spans(position, size),
            merkle.consistency_spans(position + 1, size),
        ):
            self.assertLessEqual(len(merkle.needed_tiles(spans)), 8)  # two on each of four levels
