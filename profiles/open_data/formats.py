"""The shapes that the open data comes in: each is made of the records' lines, one at a time."""

import json
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from campaign.text.csv import csv_lines
from campaign.web import licence
from profiles.open_data import followthemoney
from profiles.open_data.fields import COLUMNS, VERSION, cells_of

PIECE = 64 * 1024  # bytes given out at a time
QUICKLY = 3
_GZIP = 16 + zlib.MAX_WBITS  # how zlib is told to write its header and checksum

type Tail = Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Format:
    """One file. make: its bytes, from what stands at its head, lines, and what is known at their end."""

    name: str
    content_type: str
    make: Callable[[dict[str, Any], Iterable[str], Tail], Iterator[bytes]]

    @property
    def view(self) -> str:
        return f"open_data:{self.name}"

    @property
    def url(self) -> str:
        return reverse(self.view)

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0]


def head(changed_at: datetime | None) -> dict[str, Any]:
    """The same for as long as nothing has changed."""
    return licence.metadata() | {
        "schema": settings.SITE_URL + reverse("open_data:profiles.schema.json"),
        "version": VERSION,
        "changed_at": changed_at and changed_at.isoformat(timespec="seconds"),
    }


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_json(top: dict[str, Any], lines: Iterable[str], tail: Tail) -> Iterator[bytes]:
    """One object, with one person on a line."""
    yield b"{\n"
    for name, value in top.items():
        yield f"{dumped(name)}: {dumped(value)},\n".encode()
    yield b'"people": ['
    number = 0
    for number, line in enumerate(lines, start=1):
        yield f"{',' if number > 1 else ''}\n{line}".encode()
    yield b"\n]"
    for name, value in ({"count": number} | tail()).items():
        yield f",\n{dumped(name)}: {dumped(value)}".encode()
    yield b"\n}\n"


def as_csv(_top: dict[str, Any], lines: Iterable[str], _tail: Tail) -> Iterator[bytes]:
    """No byte order mark: programs stumble over it."""
    return csv_lines(COLUMNS, (cells_of(json.loads(line)) for line in lines))


def as_followthemoney(_top: dict[str, Any], lines: Iterable[str], _tail: Tail) -> Iterator[bytes]:
    for line in lines:
        for entity in followthemoney.entities(json.loads(line)):
            yield f"{dumped(entity)}\n".encode()


JSON = Format("profiles.json", "application/json", as_json)
CSV = Format("profiles.csv", "text/csv; charset=utf-8; header=present", as_csv)
FOLLOW_THE_MONEY = Format("profiles.ftm.json", "application/x-ndjson", as_followthemoney)
FORMATS = (JSON, CSV, FOLLOW_THE_MONEY)


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """As gzip, at an eighth of what making them costs. The level of Django's `compress_sequence`, the sixth,
    takes three times as long for a fifth fewer bytes."""
    press = zlib.compressobj(QUICKLY, wbits=_GZIP)
    for piece in pieces:
        yield press.compress(piece)
    yield press.flush()


def gathered(pieces: Iterable[bytes]) -> Generator[bytes]:
    """The same in fewer pieces, each of which costs the server something."""
    some = bytearray()
    for piece in pieces:
        some += piece
        if len(some) >= PIECE:
            yield bytes(some)
            some.clear()
    yield bytes(some)
