"""Entering what happens to signatures: the ledger of the count, and the public log beside it.

Each function is called in the transaction of what it enters, with the signature's row locked. Both are
appended to, never changed, so that no two of those who sign ever wait for each other: the worker folds
the ledger (petitions/counting/tallies.py) and gives the lines of the log their places
(petitions/transparency/log.py).
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from petitions.models import Kind, Leaf, LedgerEntry, Signature

COMMITMENT = b"signature-commitment/1\0"  # what it begins with, so that it can be nothing else


def count(signature: Signature) -> None:
    """+1, under the signature's receipt, or under a new one if it has none or that one was counted before.

    The caller saves the signature (`state` and `receipt`).
    """
    count_all([signature])


def count_all(signatures: Sequence[Signature]) -> None:
    """As `count`, for many of them in two statements, or three."""
    entered = _entered([each for each in signatures if each.receipt])
    for signature in signatures:
        if not signature.receipt or _commitment(signature) in entered:
            signature.receipt = new_receipt()
    _enter(signatures, 1, Leaf.Action.ADD)


def count_and_save(signatures: Sequence[Signature]) -> None:
    """As `count_all`, and their rows say so: confirmed, held or invalidated by nobody."""
    count_all(signatures)
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


def uncount(signature: Signature, reason: Kind) -> None:
    """-1, and a line that says which commitment counts no longer."""
    uncount_all([signature], reason)


def uncount_all(signatures: Sequence[Signature], reason: Kind) -> None:
    """As `uncount`, for many of them in two statements."""
    _enter(signatures, -1, Leaf.Action.REMOVE, reason)


def new_receipt() -> bytes:
    """Whoever confirms gets one. Of a signature that is held it has no line in the log until it counts."""
    return secrets.token_bytes(32)


def note(kind: Kind, petition_ids: Iterable[int]) -> None:
    """That this happened today, once for each id; it changes no count."""
    today = timezone.now().astimezone(UTC).date()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(petition_id=petition_id, kind=kind, day=today, delta=times)
        for petition_id, times in Counter(petition_ids).items()
    )


def _enter(
    signatures: Sequence[Signature], delta: int, action: Leaf.Action, reason: str = ""
) -> None:
    lines = Counter(map(_counted, signatures))
    LedgerEntry.objects.bulk_create(
        LedgerEntry(kind=Kind.COUNTED, delta=delta * times, **line._asdict())
        for line, times in lines.items()
    )
    Leaf.objects.bulk_create(
        Leaf(
            petition_id=signature.petition_id,
            action=action,
            commitment=_commitment(signature),
            reason=reason,
        )
        for signature in signatures
    )


class _Line(NamedTuple):
    petition_id: int
    day: date
    country: str
    signed_for: int | None


def _counted(signature: Signature) -> _Line:
    """By the day of its confirmation, whenever it is added or taken away: so the tallies can be checked
    against the signatures."""
    if signature.confirmed_at is None:
        raise ValueError("Only what its signer confirmed can count.")
    return _Line(
        petition_id=signature.petition_id,
        day=signature.confirmed_at.astimezone(UTC).date(),
        country=str(signature.country),
        signed_for=signature.signed_for_id,
    )


def _entered(signatures: Sequence[Signature]) -> set[bytes]:
    """Those commitments that the log has. What was taken back stays so: it is added under another."""
    if not signatures:
        return set()
    found = Leaf.objects.filter(
        petition__in={each.petition_id for each in signatures},
        commitment__in=list(map(_commitment, signatures)),
    )
    return set(map(bytes, found.values_list("commitment", flat=True)))


def _commitment(signature: Signature) -> bytes:
    return commitment(signature.petition.slug, bytes(signature.receipt or b""))


def commitment(slug: str, receipt: bytes) -> bytes:
    """What stands in the log for a signature.

    It is made of the petition's address and 32 random bytes alone. Nothing of the signer goes in, so
    nothing of the signer can be tested against it, whatever else somebody knows.
    """
    return hashlib.sha256(COMMITMENT + slug.encode() + b"\0" + receipt).digest()
