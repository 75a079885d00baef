"""Stopping the updates to signatures, so that a restored backup does not start them again.

Each stop is also a line in the log of erasures (campaign/privacy/erasure_log.py), with its time: a signer who asks for
updates again after it gets them, also after a restore. The lines expire when no backup can be older.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched, chain
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from campaign.privacy import erasure_log
from campaign.privacy.encryption import digest
from petitions.models import Signature
from petitions.models.signature import lock_signatures

BATCH = 1_000  # rows at a time, in a replay


def end_updates(signatures: Iterable[Signature]) -> None:
    """Stop the updates to these locked signatures. An address is then stored only until it is confirmed."""
    wanted = [each for each in signatures if each.wants_updates]
    if wanted:
        marks = [_mark(bytes(each.email_digest)) for each in wanted]
        erasure_log.append(erasure_log.STOPPED, marks, timezone.now())
        _end(wanted)


def end_again(*files: Path) -> None:
    """Stop the updates again that these logs say were stopped, and that no one has asked for since."""
    stopped: dict[bytes, datetime] = {}
    for entry in chain.from_iterable(map(erasure_log.read, files)):
        if entry.kind == erasure_log.STOPPED:
            stopped[entry.digest] = max(entry.at, stopped.get(entry.digest, entry.at))
    rows = Signature.objects.filter(wants_updates=True).values_list(
        "pk", "email_digest", "signed_at", "updates_agreed_at"
    )
    for some in batched(rows.iterator(BATCH), BATCH) if stopped else ():
        restored = [
            pk
            for pk, email_digest, signed_at, agreed_at in some
            if (at := stopped.get(_mark(bytes(email_digest)))) and at > (agreed_at or signed_at)
        ]
        if restored:
            with transaction.atomic():
                _end(lock_signatures(restored))


def _mark(email_digest: bytes) -> bytes:
    return digest("updates-stopped", email_digest.hex())


def _end(locked: Iterable[Signature]) -> None:
    for signature in locked:
        signature.wants_updates = False
        if signature.confirmed_at is not None:
            signature.email = None
        signature.updates_consent, signature.updates_agreed_at = "", None
        signature.save(
            update_fields=["wants_updates", "email", "updates_consent", "updates_agreed_at"]
        )
