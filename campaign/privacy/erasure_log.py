"""The erasures once more, in a file outside the database: a restored backup does not know of them.

Each line holds a time, what happened and a digest. The file is appended to, and on the disk before an
erasure is answered. docs/operators.md says where it is and what to do after a restore.
"""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

ERASED = "erased"  # the mark of a signature (petitions/signers/erasure.py)
BLOCKED = "blocked"  # the digest of a mailbox whose owner wants no mail
PERSON = "person"  # the mark of somebody whose profile is erased (profiles/safety/erasure.py)

# Wherever it stands: a line that a full disk cut off must not spoil the next one.
_ENTRY = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (erased|blocked|person) ([0-9a-f]{64})\b")


class Entry(NamedTuple):
    at: datetime
    kind: str
    digest: bytes


def append(kind: str, digests: Iterable[bytes], at: datetime) -> None:
    """Raises OSError if it is not on the disk; then nothing may be said to be erased."""
    lines = "".join(f"{at.isoformat()} {kind} {digest.hex()}\n" for digest in digests).encode()
    path: Path = settings.ERASURES_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(file, lines) != len(lines):
            raise OSError("The disk is full.")
        os.fsync(file)
    finally:
        os.close(file)
    if is_new:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new file is on the disk when its name is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path) -> Iterator[Entry]:
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            for at, kind, digest in _ENTRY.findall(line):
                yield Entry(datetime.fromisoformat(at), kind, bytes.fromhex(digest))
