"""Entering what happens to signatures: in the ledger of the count, and in the public log beside it.

Call each function in the transaction of the change that it enters, with the signature's row locked. Both
tables are only appended to, so no two signers ever wait for each other. Later the worker folds the ledger
(petitions/counting/tallies.py) and gives the lines of the log their places (petitions/transparency/log.py).
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from campaign.run.prepared import run_prepared
from petitions.models import Kind, Leaf, Signature
from petitions.models.arrays import columns

type Event = tuple[Kind, int]  # what happened, and the id of the petition

RECEIPT_BYTES = 32  # of each part of a receipt: the server's and, if there is one, the browser's
# The key of the advisory lock on all logs: any number that nothing else uses.
LOG_LOCK = 0x6C656166
# Every commitment is hashed with this prefix, so that it can be nothing but a commitment.
COMMITMENT = b"signature-commitment/1\0"


def add(signature: Signature) -> None:
    """Count a signature: +1, and a line in the log under the signature's receipt.

    It gets a new receipt if it has none, or if that one was counted before.
    The caller saves the signature (`state` and `receipt`).
    """
    add_all([signature])


def add_all(
    signatures: Sequence[Signature],
    events: Iterable[Event] = (),
    parts: Mapping[int, bytes] | None = None,
) -> None:
    """As `add`, for many signatures in one or two statements. events: to enter with them. parts: see `new_receipt`."""
    entered = _entered([each for each in signatures if each.receipt])
    for signature in signatures:
        if not signature.receipt:
            signature.receipt = new_receipt((parts or {}).get(signature.petition_id, b""))
        elif _commitment(signature) in entered:
            signature.receipt = new_receipt(part_of_browser(signature))
    _enter(signatures, 1, Leaf.Action.ADD, events=events)


def add_and_save_all(signatures: Sequence[Signature]) -> None:
    """As `add_all`, and save their rows as confirmed: no longer quarantined or invalidated."""
    add_all(signatures)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE petitions_signature AS signature
            SET state = 'confirmed', quarantine_reason = '', invalidation_id = NULL, receipt = counted.receipt
            FROM unnest(%s::bigint[], %s::bytea[]) AS counted (id, receipt)
            WHERE signature.id = counted.id
            """,
            [[each.pk for each in signatures], [each.receipt for each in signatures]],
        )


def remove(signature: Signature, reason: Kind) -> None:
    """Take a signature out of the count: -1, and a line in the log that removes its commitment."""
    remove_all([signature], reason)


def remove_all(signatures: Sequence[Signature], reason: Kind) -> None:
    """As `remove`, for many signatures in one statement."""
    _enter(signatures, -1, Leaf.Action.REMOVE, reason)


_SHUFFLE = """
WITH waiting AS (
    DELETE FROM petitions_leaf
    WHERE petition_id = ANY(%s) AND position IS NULL AND action = 'remove'
    RETURNING petition_id, commitment, action, reason
)
INSERT INTO petitions_leaf (petition_id, commitment, action, reason)
SELECT * FROM waiting ORDER BY random()
"""


def shuffle_removals(petition_ids: Iterable[int]) -> None:
    """Store the lines anew that wait to remove signatures, in a random order.

    In a copy of the database the rows of a table stand in the order in which they were written. Beside the marks of erasures
    that would show whose line is whose. It is left to the next one if someone else is at the log.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOG_LOCK])
        if cursor.fetchone()[0]:
            cursor.execute(_SHUFFLE, [sorted(petition_ids)])


def new_receipt(part: bytes = b"") -> bytes:
    """A new random receipt. Every signer who confirms gets one.

    part: 32 bytes that the signer's browser has drawn, or none. With them in it, no two signers can be given one receipt.

    The receipt of a quarantined signature has no line in the log until the signature counts.
    """
    return secrets.token_bytes(RECEIPT_BYTES) + part


def part_of_browser(signature: Signature) -> bytes:
    """What its signer's browser has drawn of its receipt; empty if it drew nothing."""
    return bytes(signature.receipt or b"")[RECEIPT_BYTES:]


def record_events(kind: Kind, petition_ids: Iterable[int]) -> None:
    """Enter that this happened today, once for each id. It changes no count."""
    _enter([], 0, Leaf.Action.ADD, events=[(kind, pk) for pk in petition_ids])


_ENTER = """
WITH line AS (
    INSERT INTO petitions_ledgerentry (petition_id, kind, day, country, signed_for, delta)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::text[], %s::bigint[], %s::int[])
)
INSERT INTO petitions_leaf (petition_id, commitment, action, reason)
SELECT petition_id, commitment, %s, %s FROM unnest(%s::bigint[], %s::bytea[]) AS given (petition_id, commitment)
"""


def _enter(
    signatures: Sequence[Signature],
    delta: int,
    action: Leaf.Action,
    reason: str = "",
    events: Iterable[Event] = (),
) -> None:
    """Enter lines in the ledger and in the log, in one statement: every confirmation comes here."""
    lines: Counter[_Line] = Counter()
    for signature in signatures:
        lines[_line(signature)] += delta
    today = timezone.now().astimezone(UTC).date()
    for kind, petition_id in events:
        lines[_Line(petition_id, kind, today, "", None)] += 1
    if not lines:
        return
    run_prepared(
        _ENTER,
        [
            *columns([(*line, times) for line, times in lines.items()], 6),
            action.value,
            reason,
            [signature.petition_id for signature in signatures],
            list(map(_commitment, signatures)),
        ],
    )


class _Line(NamedTuple):
    petition_id: int
    kind: str
    day: date
    country: str
    signed_for: int | None


def _line(signature: Signature) -> _Line:
    """Its line in the ledger. The day is that of its confirmation, whether it is added or removed: so the
    tallies can be checked against the signatures."""
    if signature.confirmed_at is None:
        raise ValueError("Only a signature that its signer has confirmed can count.")
    return _Line(
        petition_id=signature.petition_id,
        kind=Kind.COUNTED.value,
        day=signature.confirmed_at.astimezone(UTC).date(),
        country=str(signature.country),
        signed_for=signature.signed_for_id,
    )


def _entered(signatures: Sequence[Signature]) -> set[bytes]:
    """Their commitments that the log has already, including removed ones: a signature that counts again
    needs a new commitment."""
    if not signatures:
        return set()
    found = Leaf.objects.filter(
        petition__in={each.petition_id for each in signatures},
        commitment__in=list(map(_commitment, signatures)),
    )
    return set(map(bytes, found.values_list("commitment", flat=True)))


def _commitment(signature: Signature) -> bytes:
    return commitment(signature.petition.name_in_log, bytes(signature.receipt or b""))


def commitment(petition: str, receipt: bytes) -> bytes:
    """The SHA-256 hash that the log shows for a signature.

    It is made from the petition's name in the log and the random bytes of the receipt alone. No data of the signer
    goes in. So no one can test the signer's data against it, whatever else they know.
    """
    return hashlib.sha256(COMMITMENT + petition.encode() + b"\0" + receipt).digest()
