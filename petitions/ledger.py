"""Entering what happens to signatures: the ledger of the count, and the public log beside it.

Each function is called in the transaction of what it enters, with the signature's row locked. Both are
appended to, never changed, so that no two of those who sign ever wait for each other: the worker folds
the ledger (petitions/counting.py) and gives the lines of the log their places
(petitions/transparency.py).
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC

from django.utils import timezone

from petitions.models import Kind, Leaf, LedgerEntry, Signature


def count(signature: Signature) -> None:
    """+1, under a new receipt. The caller saves the signature (`state` and `receipt`)."""
    signature.receipt = secrets.token_bytes(32)
    LedgerEntry.objects.create(**_counted(signature), delta=1)
    Leaf.objects.create(
        petition_id=signature.petition_id,
        action=Leaf.Action.ADD,
        commitment=commitment(signature.petition.slug, signature.receipt),
    )


def uncount(signature: Signature, reason: Kind) -> None:
    """-1, and a line that says which commitment counts no longer."""
    LedgerEntry.objects.create(**_counted(signature), delta=-1)
    Leaf.objects.create(
        petition_id=signature.petition_id,
        action=Leaf.Action.REMOVE,
        commitment=commitment(signature.petition.slug, bytes(signature.receipt or b"")),
        reason=reason,
    )


def note(kind: Kind, petition_ids: Iterable[int]) -> None:
    """That this happened today, once for each id; it changes no count."""
    today = timezone.now().astimezone(UTC).date()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(petition_id=petition_id, kind=kind, day=today, delta=1)
        for petition_id in petition_ids
    )


def _counted(signature: Signature) -> dict[str, object]:
    """By the day of its confirmation, whenever it is added or taken away: so the tallies can be checked
    against the signatures."""
    if signature.confirmed_at is None:
        raise ValueError("Only what its signer confirmed can count.")
    return {
        "petition_id": signature.petition_id,
        "kind": Kind.COUNTED,
        "day": signature.confirmed_at.astimezone(UTC).date(),
        "country": str(signature.country),
        "signed_for": signature.signed_for_id,
    }


def commitment(slug: str, receipt: bytes) -> bytes:
    """What stands in the log for a signature.

    It is made of the petition's address and 32 random bytes alone. Nothing of the signer goes in, so
    nothing of the signer can be tested against it, whatever else somebody knows.
    """
    return hashlib.sha256(b"signature-commitment/1\0" + slug.encode() + b"\0" + receipt).digest()
