"""The tiles of a log and the bundles of its lines, as c2sp.org/tlog-tiles lays them out.

They are cut off after the newest published head: what is stored may go further.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from django.urls.converters import IntConverter

from petitions.models import Petition, Tile
from petitions.transparency.log import last_head, read_lines
from petitions.transparency.merkle import HASH_BYTES, TILE_BITS, TILE_WIDTH


class Place(NamedTuple):
    """The number of a tile on its level, and how many hashes or lines are wanted of it."""

    number: int
    width: int = TILE_WIDTH

    def __str__(self) -> str:
        *first, last = _groups(self.number)
        path = "/".join([*(f"x{each}" for each in first), last])
        return path if self.width == TILE_WIDTH else f"{path}.p/{self.width}"


class LevelConverter(IntConverter):
    """The level of a tile in a URL: 0 to 63."""

    regex = r"[0-9]|[1-5][0-9]|6[0-3]"


class NumberConverter(IntConverter):
    """A whole number in a URL. Each has one spelling."""

    regex = r"0|[1-9][0-9]*"


class LogNumberConverter(IntConverter):
    """The number of a log after a gap. The first has none in its URLs."""

    regex = r"[2-9]|[1-9][0-9]{1,3}"


class PlaceConverter:
    """A place in a URL: 067, x001/x234/067, 067.p/112. Each has one spelling."""

    regex = r"(?:x[0-9]{3}/){0,5}[0-9]{3}(?:\.p/[0-9]{1,3})?"

    def to_python(self, value: str) -> Place:
        digits, _, width = value.partition(".p/")
        number = int(digits.replace("x", "").replace("/", ""))
        place = Place(number, int(width)) if width else Place(number)
        if str(place) != value or not 0 < place.width <= TILE_WIDTH:
            raise ValueError
        return place

    def to_url(self, value: Place) -> str:
        return str(value)


def tile(petition: Petition, level: int, place: Place) -> bytes | None:
    """The hashes of a tile side by side; None if the newest published head does not cover them all."""
    if not _is_published(petition, level, place):
        return None
    stored = Tile.objects.get(petition=petition, level=level, number=place.number)
    return bytes(stored.hashes)[: place.width * HASH_BYTES]


def entries(petition: Petition, place: Place) -> bytes | None:
    """The lines under a tile of level 0, each after its length; None if the newest published head does not cover them."""
    if not _is_published(petition, 0, place):
        return None
    start = place.number * TILE_WIDTH
    lines = map(bytes, read_lines(petition, start, start + place.width))
    return b"".join(struct.pack(">H", len(line)) + line for line in lines)


def _is_published(petition: Petition, level: int, place: Place) -> bool:
    head = last_head(petition)
    hashes = head.size >> TILE_BITS * level if head else 0
    return place.number * TILE_WIDTH + place.width <= hashes


def _groups(number: int) -> Iterator[str]:
    """The digits of a number in groups of three."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    return (digits[at : at + 3] for at in range(0, len(digits), 3))
