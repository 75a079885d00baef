"""A log of erasures in a file outside the database, because a restored backup does not contain them.

Each line holds a time, a kind and a digest. A line is on the disk before the erasure is confirmed.
docs/operators.md says where the file is and what to do after a restore. petitions/signers/erasure.py and
profiles/safety/erasure.py repeat the erasures from it.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

ERASED = "erased"  # the digest of a signature (petitions/signers/erasure.py)
BLOCKED = "blocked"  # the digest of a mailbox whose owner wants no more emails
UNBLOCKED = "unblocked"  # its owner wants them again
PERSON = "person"  # the digest of a person whose profile is erased (profiles/safety/erasure.py)

# Matches anywhere in a line: a full disk may have cut off the entry before it.
_ENTRY = re.compile(
    r"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (erased|blocked|unblocked|person) ([0-9a-f]{64})\b"
)


class Entry(NamedTuple):
    at: datetime
    kind: str
    digest: bytes


def append(kind: str, digests: Iterable[bytes], at: datetime) -> None:
    """Write one line for each digest and wait until they are on the disk.

    Raises OSError if they are not. Then the caller must not report an erasure.
    """
    lines = "".join(_line(Entry(at, kind, digest)) for digest in digests).encode()
    path: Path = settings.ERASURES_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    file = _open_locked(path)
    try:
        if os.write(file, lines) != len(lines):
            raise OSError("The disk is full.")
        os.fsync(file)
    finally:
        os.close(file)
    if is_new:
        _sync_folder(path.parent)


def _open_locked(path: Path) -> int:
    """Open the file for appending, while no one else writes to it or replaces it."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.fstat(file).st_ino == path.stat().st_ino:
                return file
        os.close(file)  # it was replaced while we waited


def forget(kind: str, *, before: datetime) -> None:
    """Delete the entries of this kind that are older. Nothing is lost, whatever is killed meanwhile."""
    path: Path = settings.ERASURES_FILE
    if not path.exists():
        return
    lock = _open_locked(path)
    try:
        entries = list(read(path))
        kept = [entry for entry in entries if entry.kind != kind or entry.at >= before]
        if len(kept) < len(entries):
            _replace(path, "".join(map(_line, kept)).encode())
    finally:
        os.close(lock)


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    new.touch(0o600)
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync_folder(path.parent)


def _line(entry: Entry) -> str:
    return f"{entry.at.isoformat()} {entry.kind} {entry.digest.hex()}\n"


def _sync_folder(folder: Path) -> None:
    """A new file survives a crash only if its folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path) -> Iterator[Entry]:
    """All complete entries. Anything else in the file is skipped."""
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            for at, kind, digest in _ENTRY.findall(line):
                yield Entry(datetime.fromisoformat(at), kind, bytes.fromhex(digest))
