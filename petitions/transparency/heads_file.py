"""The published heads of each petition, in a file outside the database, because a restored backup forgets the newest.

HEADS_FOLDER has a file for each petition. A line is a JSON object: a published head, or a gap that was announced
({"gap": …}). Lines are only ever added, and a line is on the disk before its head is public. docs/operators.md says
what to do with the files; petitions/transparency/gaps.py compares them with the database.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from campaign.privacy import durable_files
from petitions.models import Petition


class Unreadable(Exception):
    """The file has a line that no writer of ours has left, after the last head that it shows."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the file says. lines: its heads and gaps. newest: the largest head since the last gap, or its start."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def gaps(self) -> list[dict[str, Any]]:
        return [line["gap"] for line in self.lines if "gap" in line]

    def contradicts(self, size: int, root: str) -> bool:
        """Whether it has another root over as many lines, since the last gap."""
        found: dict[int, set[str]] = {}
        for line in self.lines:
            if "gap" in line:
                found.clear()
            head = line["gap"]["start"] if "gap" in line else line
            found.setdefault(head["size"], set()).add(head["root"])
        return bool(found.get(size, set()) - {root})

    @property
    def newest(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = None
        for line in self.lines:
            if "gap" in line:
                found = line["gap"]["start"]
            elif found is None or line["size"] > found["size"]:
                found = line
        return found

    @property
    def newest_head(self) -> dict[str, Any] | None:
        """The newest head in its public form, also if it was published before the last gap."""
        newest = self.newest
        heads = [line for line in self.lines if "gap" not in line]
        same = [head for head in heads if newest and head["root"] == newest["root"]]
        return same[-1] if same else newest

    def has(self, size: int, root: str) -> bool:
        return any(
            (head["size"], head["root"]) == (size, root)
            for line in self.lines
            for head in (line["gap"]["start"] if "gap" in line else line,)
        )


def path(petition: Petition) -> Path:
    return Path(settings.HEADS_FOLDER) / f"{petition.name_in_log}.jsonl"


def read(petition: Petition) -> Known:
    """Raises FileNotFoundError, another OSError, or Unreadable.

    A write that was cut off leaves half a line at the end, or in the middle once more was written. Its head was not
    public yet, so it is skipped. Any other line that makes no sense may have been the newest head.
    """
    known, damaged = read_what_can_be(petition)
    if damaged:
        raise Unreadable(f"{path(petition)}: line {damaged} cannot be read.")
    return known


def read_what_can_be(petition: Petition) -> tuple[Known, int]:
    """What the readable lines say, and the number of a damaged line after the last of them, or 0."""
    lines: list[dict[str, Any]] = []
    *whole, rest = path(petition).read_bytes().split(b"\n")
    damaged = 0
    for number, text in enumerate(whole, start=1):
        if line := _parse(text):
            lines.append(line)
            damaged = 0
        else:
            damaged = number
    if last := _parse(rest):
        lines.append(last)
        damaged = 0
    return Known(lines), damaged


def _parse(text: bytes) -> dict[str, Any] | None:
    """The head or gap in a line; None if it is neither."""
    try:
        line = json.loads(text)
        head = line["gap"]["start"] if "gap" in line else line
        is_sound = isinstance(head["size"], int) and len(bytes.fromhex(head["root"])) == 32
        if "gap" in line:
            datetime.fromisoformat(line["gap"]["announced_at"])
            is_sound = is_sound and {"reason", "lost"} <= line["gap"].keys()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return line if is_sound else None


def append(petition: Petition, lines: Iterable[dict[str, Any]]) -> None:
    """Add lines and wait until they are on the disk. Raises OSError if they are not."""
    file_path = path(petition)
    file_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = durable_files.open_locked(file_path)
    try:
        content = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        if _ends_within_a_line(file):
            content = b"\n" + content
        durable_files.write(file, content)
    finally:
        os.close(file)
    durable_files.sync_folder(file_path.parent)


def replace(petition: Petition, lines: Iterable[dict[str, Any]]) -> None:
    """Write the file anew. The old one is kept beside it, under another name."""
    old = path(petition)
    if old.exists():
        old.rename(old.with_name(f"{old.name}.{timezone.now():%Y%m%dT%H%M%S.%f}"))
    append(petition, lines)


def check_writable(petition: Petition) -> None:
    """Raises OSError if nothing can be added to the file, or if it does not exist and cannot be made."""
    file = path(petition)
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_APPEND))
    except FileNotFoundError:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(file.parent, os.W_OK | os.X_OK):
            raise PermissionError(f"{file.parent} cannot be written to.") from None


def _ends_within_a_line(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"
