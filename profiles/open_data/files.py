"""The complete files: made once after each change, and cached on disk, compressed.

The cache key holds the time of the newest change in the records. That is one query for each request.
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
from profiles.open_data.fields import record_form
from profiles.open_data.formats import FORMATS, PIECE, Format, head

OWNER = "open-data"
CHUNK = 500  # lines read at a time
# Bytes before the compressed content: its SHA-256 in hexadecimal and its size, both uncompressed.
_LABEL = 64 + 16


@dataclass(frozen=True, slots=True)
class CompleteFile:
    """An open cached file. sha256, size: of the uncompressed content. The caller closes `file`."""

    file: IO[bytes]
    sha256: str
    size: int
    packed_size: int

    @classmethod
    def open(cls, format_: Format) -> Self:
        """Open the file as of now, and make it first if necessary. Raises BeingMade."""
        records.update_due()
        version = records.version()
        top = head(version)
        # The head alone is no key: its time is in whole seconds.
        key = {"form": record_form(settings.SITE_URL), "head": top, "version": version}
        name = file_cache.digest(key)

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
    checksum, size = hashlib.sha256(), 0
    file.write(b" " * _LABEL)
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0, filename="") as packed:
        for piece in format_.make(top, _lines(), dict):
            checksum.update(piece)
            size += packed.write(piece)
    file.seek(0)
    file.write(f"{checksum.hexdigest()}{size:>16}".encode())


def _lines() -> Iterator[str]:
    """Yield the lines by reference. One statement reads them in chunks, so all are of one moment."""
    with transaction.atomic():
        downloads.allow_slow_readers()
        stored = OpenRecord.objects.exclude(line="").order_by("pk")
        yield from stored.values_list("line", flat=True).iterator(chunk_size=CHUNK)


def delete_all() -> None:
    """Delete the files, since they hold a person who is erased. The next request makes them again."""
    file_cache.delete_files(OWNER)


def write_all() -> None:
    """Make all files now, so that no request has to wait for them."""
    records.update_all_due()
    for format_ in FORMATS:
        CompleteFile.open(format_).file.close()
