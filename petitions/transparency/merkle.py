"""The Merkle tree of RFC 6962 over a log that only grows, kept in tiles.

A tile holds up to 256 hashes that stand side by side on one level. Those of level 0 belong to single
lines, those of level 1 to 256 lines each, those of level 2 to 65,536, and so on; a hash is in its tile
as soon as the lines below it are all there, and never changes after that. So a proof in a log of a
million lines reads five tiles or so, and appending rewrites the last tile of each level.

Everything here is worked out from numbers and bytes; petitions/transparency/log.py reads and writes the tiles.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

HASH = 32  # bytes
WIDTH = 256  # hashes in a tile
TILE_BITS = 8

type Place = tuple[int, int]  # of a tile: level, and number on that level
type Span = tuple[int, int]  # lines from … up to, and without, …
type Tiles = Mapping[Place, bytes]


def leaf_hash(line: bytes) -> bytes:
    return sha256(b"\0" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


# --- The hash of a span of lines ---------------------------------------------------------------------------


def hash_of(tiles: Tiles, span: Span) -> bytes:
    """The hash over a span that begins where RFC 6962 would begin a subtree of its length."""
    *earlier, last = [_full_hash(tiles, *tree) for tree in _full_trees(span)] or [sha256().digest()]
    for hashed in reversed(earlier):
        last = node_hash(hashed, last)
    return last


def places(spans: Iterable[Span]) -> set[Place]:
    """The tiles that `hash_of` reads for these spans."""
    return {_where(*tree)[0] for span in spans for tree in _full_trees(span)}


def _full_trees(span: Span) -> Iterator[tuple[int, int]]:
    """The largest full trees that make up a span, from left to right: height, and number at that height."""
    start, end = span
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        yield height, start >> height
        start += 1 << height


def _where(height: int, number: int) -> tuple[Place, int, int]:
    """Where a full tree is worked out from: the tile, the first hash in it and how many."""
    level, above = divmod(height, TILE_BITS)
    tile, first = divmod(number << above, WIDTH)
    return (level, tile), first, 1 << above


def _full_hash(tiles: Tiles, height: int, number: int) -> bytes:
    place, first, count = _where(height, number)
    return _top(tiles[place][first * HASH : (first + count) * HASH])


def _top(hashes: bytes) -> bytes:
    """Of 1, 2, 4 … 256 hashes side by side."""
    while len(hashes) > HASH:
        hashes = b"".join(
            sha256(b"\1" + hashes[at : at + 2 * HASH]).digest()
            for at in range(0, len(hashes), 2 * HASH)
        )
    return hashes


# --- Proofs: the spans whose hashes they consist of --------------------------------------------------------


def inclusion(position: int, size: int) -> list[Span]:
    """That a line is among the first `size` (RFC 6962, 2.1.1)."""
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


def consistency(first: int, second: int) -> list[Span]:
    """That the first `first` lines of `second` are those of an earlier head (RFC 6962, 2.1.2)."""
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
    """The largest power of two that is smaller."""
    return 1 << (count - 1).bit_length() - 1


# --- Growing -----------------------------------------------------------------------------------------------


def edge(size: int) -> set[Place]:
    """The tiles that are not full yet."""
    found, level = set(), 0
    while size:
        size, filled = divmod(size, WIDTH)
        if filled:
            found.add((level, size))
        level += 1
    return found


def grown(tiles: Tiles, size: int, hashes: bytes) -> dict[Place, bytes]:
    """The tiles that become longer or new when lines are appended.

    tiles: those at the edge of a log of `size` lines. hashes: of the lines, one behind the other.
    """
    changed: dict[Place, bytes] = {}
    level, held = 0, size  # how many hashes the level holds already
    while hashes:
        number, filled = divmod(held, WIDTH)
        row = (tiles[level, number] if filled else b"") + hashes
        tops = []
        for at in range(0, len(row), WIDTH * HASH):
            tile = changed[level, number] = row[at : at + WIDTH * HASH]
            number += 1
            if len(tile) == WIDTH * HASH:
                tops.append(_top(tile))
        level, held, hashes = level + 1, held // WIDTH, b"".join(tops)
    return changed
