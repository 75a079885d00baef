"""The Merkle tree of RFC 6962 over an append-only log, stored in tiles.

A tile has up to 256 neighbouring hashes of one level. A hash of level 0 covers one line, a hash of level 1
covers 256 lines, a hash of level 2 65,536 lines, and so on. A hash enters its tile once all its lines are
there, and never changes after that. So a proof in a log of a million lines reads about five tiles, and
appending rewrites the last tile of each level.

This module only computes. petitions/transparency/log.py reads and writes the tiles.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

HASH_BYTES = 32  # bytes
TILE_WIDTH = 256  # hashes in a tile
TILE_BITS = 8

type TilePlace = tuple[int, int]  # a tile's level, and its number on that level
type Span = tuple[int, int]  # the first line, and the line after the last
type Tiles = Mapping[TilePlace, bytes]


def leaf_hash(line: bytes) -> bytes:
    return sha256(b"\0" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


# --- The hash of a span of lines ---------------------------------------------------------------------------


def span_hash(tiles: Tiles, span: Span) -> bytes:
    """The hash over a span. It must begin where RFC 6962 begins a subtree of its length."""
    *earlier, last = [_full_hash(tiles, *tree) for tree in _full_trees(span)] or [sha256().digest()]
    for hashed in reversed(earlier):
        last = node_hash(hashed, last)
    return last


def needed_tiles(spans: Iterable[Span]) -> set[TilePlace]:
    """The tiles that `span_hash` reads for these spans."""
    return {_tile_range(*tree)[0] for span in spans for tree in _full_trees(span)}


def _full_trees(span: Span) -> Iterator[tuple[int, int]]:
    """The largest full subtrees that make up a span, from left to right: height, and number at that height."""
    start, end = span
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        yield height, start >> height
        start += 1 << height


def _tile_range(height: int, number: int) -> tuple[TilePlace, int, int]:
    """The hashes from which a full subtree is computed: their tile, the first one in it, and how many."""
    level, above = divmod(height, TILE_BITS)
    tile, first = divmod(number << above, TILE_WIDTH)
    return (level, tile), first, 1 << above


def _full_hash(tiles: Tiles, height: int, number: int) -> bytes:
    place, first, count = _tile_range(height, number)
    return _subtree_root(tiles[place][first * HASH_BYTES : (first + count) * HASH_BYTES])


def _subtree_root(hashes: bytes) -> bytes:
    """The root over 1, 2, 4 … or 256 neighbouring hashes."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            sha256(b"\1" + hashes[at : at + 2 * HASH_BYTES]).digest()
            for at in range(0, len(hashes), 2 * HASH_BYTES)
        )
    return hashes


# --- Proofs: the spans whose hashes form them --------------------------------------------------------------


def inclusion_spans(position: int, size: int) -> list[Span]:
    """The proof that a line is among the first `size` lines (RFC 6962, 2.1.1)."""
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """The proof that a log of `second` lines begins with the lines of an earlier head over `first` (2.1.2)."""
    if not 0 < first < second:
        return []
    start, end, path = 0, second, []
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return path[::-1]


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


# --- Appending ---------------------------------------------------------------------------------------------


def partial_tiles(size: int) -> set[TilePlace]:
    """The tiles of a log of `size` lines that are not full yet."""
    found, level = set(), 0
    while size:
        size, filled = divmod(size, TILE_WIDTH)
        if filled:
            found.add((level, size))
        level += 1
    return found


def append(tiles: Tiles, size: int, hashes: bytes) -> dict[TilePlace, bytes]:
    """The tiles that change or are new when lines are appended.

    tiles: the partial tiles of a log of `size` lines. hashes: the hashes of the new lines, concatenated.
    """
    changed: dict[TilePlace, bytes] = {}
    level, present = 0, size  # how many hashes the level has already
    while hashes:
        number, filled = divmod(present, TILE_WIDTH)
        row = (tiles[level, number] if filled else b"") + hashes
        roots = []
        for at in range(0, len(row), TILE_WIDTH * HASH_BYTES):
            tile = changed[level, number] = row[at : at + TILE_WIDTH * HASH_BYTES]
            number += 1
            if len(tile) == TILE_WIDTH * HASH_BYTES:
                roots.append(_subtree_root(tile))
        level, present, hashes = level + 1, present // TILE_WIDTH, b"".join(roots)
    return changed
