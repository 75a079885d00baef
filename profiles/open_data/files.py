"""The whole files: made once for every change, kept compressed on disk, and handed out without a query more.

A file is kept under the moment of the newest change in the records, which is asked for every time.
"""

import gzip
import hashlib
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import IO, Self

from django.conf import settings
from django.db import transaction

from campaign.web import downloads, file_cache
from profiles.models import OpenRecord
from profiles.open_data import records
from profiles.open_data.fields import form
from profiles.open_data.formats import FORMATS, PIECE, Format, head

OWNER = "open-data"
CHUNK = 500  # lines read at a time
_LABEL = 64 + 16  # bytes before the compressed ones: the checksum and the size of what they are


@dataclass(frozen=True, slots=True)
class CompleteFile:
    """A file as it is kept: gzip, behind the checksum and the size of its content. To be closed."""

    file: IO[bytes]
    sha256: str
    size: int
    packed_size: int

    @classmethod
    def of(cls, format_: Format) -> Self:
        """As things stand now. Raises BeingMade."""
        records.catch_up()
        version = records.version()
        top = head(version)
        # The head alone would not do: it tells seconds.
        made_of = {"form": form(settings.SITE_URL), "head": top, "version": version}
        name = file_cache.digest(made_of)

        def write(file: IO[bytes]) -> None:
            _write(format_, top, file)

        try:
            file = file_cache.open_or_create(OWNER, format_.name, name, write)
        except file_cache.Busy as error:
            raise records.BeingMade from error
        label = file.read(_LABEL).decode()
        packed_size = os.fstat(file.fileno()).st_size - _LABEL
        return cls(file, label[:64], int(label[64:]), packed_size)

    def pieces(self, *, packed: bool) -> Generator[bytes]:
        self.file.seek(_LABEL)
        with self.file, gzip.GzipFile(fileobj=self.file) as plain:
            source = self.file if packed else plain
            while piece := source.read(PIECE):
                yield piece


def _write(format_: Format, top: dict[str, object], file: IO[bytes]) -> None:
    made, size = hashlib.sha256(), 0
    file.write(b" " * _LABEL)
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0, filename="") as packed:
        for piece in format_.make(top, _lines(), dict):
            made.update(piece)
            size += packed.write(piece)
    file.seek(0)
    file.write(f"{made.hexdigest()}{size:>16}".encode())


def _lines() -> Iterator[str]:
    """By reference, all of one moment: one statement reads them, a chunk at a time."""
    with transaction.atomic():
        downloads.allow_slow_readers()
        told = OpenRecord.objects.exclude(line="").order_by("pk")
        yield from told.values_list("line", flat=True).iterator(chunk_size=CHUNK)


def delete_all() -> None:
    """They hold somebody who is erased; whoever asks has them made again."""
    file_cache.delete_files(OWNER)


def write_all() -> None:
    """So that nobody has to wait for them."""
    records.catch_up_with_all()
    for format_ in FORMATS:
        CompleteFile.of(format_).file.close()
