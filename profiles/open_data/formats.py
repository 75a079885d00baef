"""The formats of the open data. Each is generated from the lines of the records, one at a time."""

import json
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from campaign.publishing import licence
from campaign.text.csv import csv_lines
from profiles.open_data import followthemoney
from profiles.open_data.fields import COLUMNS, VERSION, csv_cells

PIECE = 64 * 1024  # bytes in a streamed piece
COMPRESSION_LEVEL = 3
_GZIP = 16 + zlib.MAX_WBITS  # zlib then writes a gzip header and checksum

type Tail = Callable[[], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Format:
    """One file. make: yields its bytes from head, lines, and a tail that is called after the last line."""

    name: str
    content_type: str
    make: Callable[[dict[str, object], Iterable[str], Tail], Iterator[bytes]]

    @property
    def view(self) -> str:
        return f"open_data:{self.name}"

    @property
    def url(self) -> str:
        return reverse(self.view)

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0]


def head(changed_at: datetime | None) -> dict[str, object]:
    """Return the metadata at the head of a file. It is the same as long as no record changes."""
    return licence.metadata() | {
        "schema": settings.SITE_URL + reverse("open_data:profiles.schema.json"),
        "version": VERSION,
        "changed_at": changed_at and changed_at.isoformat(timespec="seconds"),
    }


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_json(top: dict[str, object], lines: Iterable[str], tail: Tail) -> Iterator[bytes]:
    """Yield one JSON object, with one person on each line."""
    yield b"{\n"
    for name, value in top.items():
        yield f"{to_json(name)}: {to_json(value)},\n".encode()
    yield b'"people": ['
    number = 0
    for number, line in enumerate(lines, start=1):
        yield f"{',' if number > 1 else ''}\n{line}".encode()
    yield b"\n]"
    for name, value in ({"count": number} | tail()).items():
        yield f",\n{to_json(name)}: {to_json(value)}".encode()
    yield b"\n}\n"


def as_csv(_top: dict[str, object], lines: Iterable[str], _tail: Tail) -> Iterator[bytes]:
    """Write no byte order mark: many programs cannot read it."""
    return csv_lines(COLUMNS, (csv_cells(json.loads(line)) for line in lines))


def as_followthemoney(
    _top: dict[str, object], lines: Iterable[str], _tail: Tail
) -> Iterator[bytes]:
    for line in lines:
        for entity in followthemoney.entities(json.loads(line)):
            yield f"{to_json(entity)}\n".encode()


JSON = Format("profiles.json", "application/json", as_json)
CSV = Format("profiles.csv", "text/csv; charset=utf-8; header=present", as_csv)
FOLLOW_THE_MONEY = Format("profiles.ftm.json", "application/x-ndjson", as_followthemoney)
FORMATS = (JSON, CSV, FOLLOW_THE_MONEY)


def compress(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress with gzip, which takes an eighth of the time that making the pieces takes.

    Level 6 of Django's `compress_sequence` takes three times as long for a fifth fewer bytes.
    """
    compressor = zlib.compressobj(COMPRESSION_LEVEL, wbits=_GZIP)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()


def join_pieces(pieces: Iterable[bytes]) -> Generator[bytes]:
    """Join small pieces up to PIECE, since each piece costs the server something."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        if len(buffer) >= PIECE:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)
