"""What a change of a rule for addresses would do, counted before it is applied.

Window after window, those that would have another digest are noted with it (NewDigest); then the groups of
one mailbox are settled as in earnest (petitions/rule_changes/merge.py), and nothing is written but the numbers.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet

from petitions.models import NewDigest, Petition, RuleChange, Signature
from petitions.rule_changes import merge
from petitions.rule_changes.digests import Reader

WINDOW = 5_000  # signatures counted in one transaction
GROUPS = 500  # mailboxes settled at a time
STATES = Signature.State


class Row(NamedTuple):
    id: int
    petition_id: int
    email_digest: bytes
    local_digests: bytes
    domain_digest: bytes
    joined_to_id: int | None


def window(change: RuleChange, reader: Reader, most: int) -> tuple[list[Row], int]:
    """The next of those that it may concern, and up to which signature these are all."""
    ahead = Signature.objects.filter(
        reader.concerned(), pk__gt=change.cursor, pk__lte=change.last_id or 0
    )
    rows: Any = ahead.order_by("pk").values_list(*Row._fields)[:most]
    found = [Row(*row) for row in rows]
    return found, found[-1].id if len(found) == most else change.last_id or 0


def to_be_reread(rows: list[Row], reader: Reader) -> dict[Row, bytes]:
    """Those that would have another digest, and all that are joined to another: with the new digest."""
    reader.learn(rows)
    new: dict[Row, bytes] = {}
    for each in rows:
        digest = reader.digest(each) if reader.differs(each) else None
        if digest is not None and (each.joined_to_id or digest != each.email_digest):
            new[each] = digest
    return new


# --- Counting ----------------------------------------------------------------------------------------------


def forget() -> None:
    """What a count has noted, be it done or dropped."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE petitions_newdigest")


def count_window(change: RuleChange, reader: Reader) -> None:
    """Those that it would concern, and those whose domain would have to be known for it; the caller saves
    the change."""
    if change.cursor == 0:
        forget()
    rows, end = window(change, reader, WINDOW)
    new = to_be_reread(rows, reader)
    NewDigest.objects.bulk_create(
        NewDigest(signature_id=each.id, petition_id=each.petition_id, digest=digest)
        for each, digest in new.items()
    )
    for petition, number in Counter(
        each.petition_id for each in new if not each.joined_to_id
    ).items():
        _add(change, petition, "other", number)
    for each in rows:
        if not reader.knows(each):
            _add(change, each.petition_id, "unreadable")
    change.cursor = end


def _add(change: RuleChange, petition_id: int, what: str, number: int = 1) -> None:
    numbers = change.found.setdefault(str(petition_id), {})
    numbers[what] = numbers.get(what, 0) + number


_GROUPS = """
WITH member AS (
    SELECT new.petition_id, new.digest, signature.id, signature.joined_to_id IS NOT NULL AS is_joined
    FROM petitions_newdigest AS new JOIN petitions_signature AS signature ON signature.id = signature_id
    UNION ALL
    SELECT new.petition_id, new.digest, signature.id, false
    FROM (SELECT DISTINCT petition_id, digest FROM petitions_newdigest) AS new
    JOIN petitions_signature AS signature
        ON signature.petition_id = new.petition_id AND signature.email_digest = new.digest
    WHERE NOT EXISTS (SELECT FROM petitions_newdigest WHERE signature_id = signature.id)
)
SELECT petition_id, array_agg(id) FROM member GROUP BY petition_id, digest
HAVING count(*) > 1 OR bool_or(is_joined)
"""


def settle(change: RuleChange) -> None:
    """The second half, once all windows are counted: how many would be joined and how many would part.

    And how many are from the time before parts were kept.
    """
    without_parts = Signature.objects.filter(Q(local_digests=None) | Q(domain_digest=None))
    for petition, number in without_parts.order_by().values_list("petition").annotate(Count("pk")):
        _add(change, petition, "unreadable", number)
    with connection.chunked_cursor() as cursor:
        cursor.execute(_GROUPS)
        for groups in batched(cursor, GROUPS):
            ids = [pk for _petition, members in groups for pk in members]
            signatures = _light(Signature.objects.filter(pk__in=ids)).in_bulk()
            for petition_id, members in groups:
                there = [signatures[pk] for pk in members if pk in signatures]
                for what in _what_happens(there) if there else ():
                    _add(change, petition_id, what)


def _light(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    return signatures.only(
        "state", "signed_at", "confirmed_at", "quarantine_reason", "invalidation", "joined_to"
    )


def _what_happens(of_one_mailbox: list[Signature]) -> Iterator[str]:
    """A state is told as of now for those that are joined, and as it will be for those that part."""
    settled = merge.settle(of_one_mailbox)
    for each in (*settled.joined, *settled.dropped):
        if each.state != STATES.JOINED:
            yield f"joined {each.state}"
    if settled.kept.state == STATES.JOINED:
        yield f"parted {merge.by_itself(settled.kept)}"


# --- As staff read it --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Of one petition, or of all (petition None). joined, parted: by state, 0 where there is none."""

    petition: Petition | None
    other: int
    joined: Counter[str]
    parted: Counter[str]
    unreadable: int

    @property
    def all_joined(self) -> int:
        return sum(self.joined.values())

    @property
    def all_parted(self) -> int:
        return sum(self.parted.values())

    @property
    def uncounted(self) -> int:
        return self.joined[STATES.CONFIRMED]

    @property
    def counted_again(self) -> int:
        return self.parted[STATES.CONFIRMED]


def foreseen(change: RuleChange) -> tuple[Foreseen, list[Foreseen]]:
    """In all, and by petition, those that it concerns most first."""
    petitions = Petition.objects.in_bulk([int(pk) for pk in change.found])
    numbers = {int(pk): Counter[str](each) for pk, each in change.found.items()}
    rows = [_of(petition, numbers[pk]) for pk, petition in petitions.items()]
    in_all = _of(None, sum(numbers.values(), Counter[str]()))
    return in_all, sorted(rows, key=lambda row: (-row.all_joined, -row.other, str(row.petition)))


def _of(petition: Petition | None, numbers: Counter[str]) -> Foreseen:
    def by_state(what: str) -> Counter[str]:
        return +Counter({state.value: numbers[f"{what} {state.value}"] for state in STATES})

    return Foreseen(
        petition, numbers["other"], by_state("joined"), by_state("parted"), numbers["unreadable"]
    )
