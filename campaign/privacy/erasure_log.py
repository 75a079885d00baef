"""A log of erasures in a file outside the database, because a restored backup does not contain them.

Each line holds a time, a kind and a digest. A line is on the disk before the erasure is confirmed.
docs/operators.md says where the file is and what to do after a restore. petitions/signers/erasure.py,
profiles/safety/erasure.py and followers/following/stopping.py repeat the erasures from it.
"""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from campaign.privacy import durable_files

ERASED = "erased"  # the digest of a signature (petitions/signers/erasure.py)
BLOCKED = "blocked"  # the digest of a mailbox whose owner wants no more emails
UNBLOCKED = "unblocked"  # its owner wants them again
UNFOLLOWED = (
    "unfollowed"  # the digest of a follow that was stopped (followers/following/stopping.py)
)
STOPPED = "stopped"  # the digest of a signature that gets no more updates (petitions/signers/stopped_updates.py)
PERSON = "person"  # the digest of a person whose profile is erased (profiles/safety/erasure.py)

# Matches anywhere in a line: a full disk may have cut off the entry before it.
_ENTRY = re.compile(
    r"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (erased|blocked|unblocked|unfollowed|stopped|person) ([0-9a-f]{64})\b"
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
    file = durable_files.open_locked(path)
    try:
        durable_files.write(file, lines)
    finally:
        os.close(file)
    if is_new:
        durable_files.sync_folder(path.parent)


def forget(kind: str, *, before: datetime) -> None:
    """Delete the entries of this kind that are older. Nothing is lost, whatever is killed meanwhile."""
    path: Path = settings.ERASURES_FILE
    if not path.exists():
        return
    lock = durable_files.open_locked(path)
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
    durable_files.sync_folder(path.parent)


def _line(entry: Entry) -> str:
    return f"{entry.at.isoformat()} {entry.kind} {entry.digest.hex()}\n"


def read(path: Path) -> Iterator[Entry]:
    """All complete entries. Anything else in the file is skipped."""
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            for at, kind, digest in _ENTRY.findall(line):
                yield Entry(datetime.fromisoformat(at), kind, bytes.fromhex(digest))
