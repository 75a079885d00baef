"""Verifies the activity log: computes its chain anew, without the database's own function.

The hash of an entry is the SHA-256 of the hash before it (at the first entry, 32 zero bytes) and of its content: a JSON
array of its place, number, time (microseconds since 1970), actor, kind, subject and detail, as PostgreSQL writes jsonb.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from campaign.activity import heads_file, log
from campaign.activity.heads_file import BEGINNING, Head
from campaign.activity.log import Kind
from campaign.activity.models import Activity

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Result:
    """head: the last entry that was read. problems: sentences; empty if nothing was changed."""

    head: Head
    problems: list[str]


def verify(known: Iterable[Head] = ()) -> Result:
    """known: heads that were kept elsewhere, besides those of the file and the newest of the database."""
    kept: dict[int, set[bytes]] = {}
    # First the heads, then the entries: so no entry that is added meanwhile seems to be missing.
    for each in (*heads_file.read(), *known, heads_file.newest()):
        kept.setdefault(each.place, set()).add(each.hash)
    head, problem = _follow(kept)
    last = max(kept)
    if not problem and last > head.place:
        problem = f"The log ends at place {head.place}, and it once had a place {last}: its end was cut off."
    problems = [problem] if problem else []
    if unplaced := Activity.objects.filter(place=None).count():
        problems.append(f"Entries without a place: {unplaced}. They were added past the triggers.")
    return Result(head, problems)


def _follow(kept: Mapping[int, Set[bytes]]) -> tuple[Head, str]:
    """The last entry that fits, and what is wrong with the one after it."""
    head = BEGINNING
    for entry in _entries():
        place, found = head.place + 1, bytes(entry.hash or b"")
        if entry.place != place:
            return head, f"Place {place} is missing."
        if found != _hash(head.hash, entry):
            return head, f"Place {place} does not fit: it was changed, or the entry before it was."
        if kept.get(place, {found}) != {found}:
            return (
                head,
                f"Place {place} does not fit a head that was kept: the log was written anew.",
            )
        head = Head(place, found)
    return head, ""


def _entries() -> Iterator[Activity]:
    yield from Activity.objects.filter(place__isnull=False).order_by("place").iterator()


def _hash(before: bytes, entry: Activity) -> bytes:
    time = (entry.at - EPOCH) // timedelta(microseconds=1)
    content = [
        entry.place, entry.pk, time, entry.actor_id, entry.kind, entry.subject, entry.subject_pk, entry.detail,
    ]  # fmt: skip
    return sha256(before + json.dumps(content, ensure_ascii=False).encode()).digest()


@transaction.atomic
def check() -> None:
    """Verify the log, and write the result into it."""
    result = verify()
    kind = Kind.CHECK_FAILED if result.problems else Kind.CHECK_PASSED
    log.record(kind, actor=None, detail=f"place {result.head.place}")


def is_broken() -> bool:
    """Whether the last check found a change."""
    checks = Activity.objects.filter(kind__in=(Kind.CHECK_PASSED, Kind.CHECK_FAILED))
    last = checks.order_by("-at", "-pk").first()
    return last is not None and last.kind == Kind.CHECK_FAILED
