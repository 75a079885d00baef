"""The heads of the activity log, in a file outside the database, by which an entry that was cut off at its end is missed.

The worker adds the newest head every minute, and only ever adds. docs/operators.md says what to do with the file.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from campaign.activity.models import ActivityHead
from campaign.privacy import durable_files

# Matches anywhere in a line: a full disk may have cut off the one before it.
_LINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 (\d+:[0-9a-f]{64})\b")
LAST_LINES = 1_000  # bytes: several lines


class Head(NamedTuple):
    """The place of an entry, and the hash over it and all entries before it."""

    place: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.place}:{self.hash.hex()}"


BEGINNING = Head(0, bytes(32))  # of a log without entries


def parse(text: str) -> Head:
    """A head as `str` writes it. Raises ValueError for anything else."""
    place, _, digits = text.partition(":")
    head = Head(int(place), bytes.fromhex(digits))
    if head.place < 0 or len(head.hash) != 32:
        raise ValueError("A head is a place, a colon and 64 hexadecimal digits.")
    return head


def path() -> Path:
    return Path(settings.HEADS_FOLDER) / "activity"  # the public logs' files end with .jsonl


def read() -> list[Head]:
    """All heads in the file. Anything else in it is skipped."""
    return _parse_all(path().read_bytes()) if path().exists() else []


def _parse_all(content: bytes) -> list[Head]:
    return [parse(found) for found in _LINE.findall(content.decode("ascii", errors="replace"))]


def newest() -> Head:
    """The newest head in the database."""
    row = ActivityHead.objects.get()
    return Head(row.place, bytes(row.hash))


def keep_newest() -> None:
    """Add the newest head to the file, unless it is the last one there. Raises OSError if that is impossible."""
    head = newest()
    if head == BEGINNING:
        return
    is_new = not path().exists()
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = durable_files.open_locked(path())
    try:
        last = os.pread(file, LAST_LINES, max(0, os.fstat(file).st_size - LAST_LINES))
        if head not in _parse_all(last)[-1:]:
            durable_files.write(file, f"{timezone.now().isoformat()} {head}\n".encode())
    finally:
        os.close(file)
    if is_new:
        durable_files.sync_folder(path().parent)
