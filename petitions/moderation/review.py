"""What staff decide on signatures that are held: count them, or not.

A signer is never told. Accepting one that its signer has confirmed counts it; one that still waits for
its signer counts once they confirm. Rejecting is an invalidation, so that it can be undone.
"""

import time
from collections.abc import Iterable

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from petitions.counting import ledger
from petitions.models import Invalidation, Kind, Petition, QuarantineReason, Signature
from petitions.moderation import invalidation as invalidating
from petitions.moderation import matching

BATCH = 500
REASONS_FROM = 1_000
State = Signature.State


def words(reason: str) -> str:
    """Why a signature is held, as staff read it."""
    return str(dict(QuarantineReason.choices).get(reason, reason))


def reasons(petitions: list[int] | None = None) -> list[str]:
    """Why signatures are held, of the newest REASONS_FROM that wait for review."""
    waiting = Signature.objects.filter(
        matching.quarantined_for(), state__in=[State.PENDING, State.QUARANTINED]
    )
    if petitions is not None:
        waiting = waiting.filter(petition__in=petitions)
    newest = waiting.order_by("petition_id", "-signed_at").values_list(
        "quarantine_reason", flat=True
    )
    return sorted(set(newest[:REASONS_FROM]))


def approve(signatures: Iterable[Signature], author: User) -> int:
    """How many of these were held, and are no longer."""
    with transaction.atomic():
        accepted = _accept([signature.pk for signature in signatures])
        LogEntry.objects.log_actions(
            author.pk, accepted, CHANGE, gettext_noop("Accepted after review.")
        )
    return len(accepted)


def approve_all(
    signatures: QuerySet[Signature], author: User, *, seconds: float
) -> tuple[int, bool]:
    """Batch after batch of these, for about so long: how many were accepted, and whether some are left.

    Each batch is a transaction of its own: whatever happens, what is done is done.
    """
    until = time.monotonic() + seconds
    waiting = signatures.filter(
        matching.quarantined_for(), state__in=[State.PENDING, State.QUARANTINED]
    ).order_by()
    numbers: dict[int, int] = {}
    left = True
    while left and time.monotonic() < until:
        with transaction.atomic():
            ids = list(waiting.values_list("pk", flat=True)[:BATCH])
            accepted = _accept(ids)
        for signature in accepted:
            numbers[signature.petition_id] = numbers.get(signature.petition_id, 0) + 1
        left = bool(accepted)
    for petition in Petition.objects.filter(pk__in=numbers):
        LogEntry.objects.log_actions(
            author.pk, [petition], CHANGE,
            f"Accepted {numbers[petition.pk]} held signatures after review.", single_object=True,
        )  # fmt: skip
    return sum(numbers.values()), waiting.exists()


def _accept(ids: list[int]) -> list[Signature]:
    held = list(
        Signature.objects.select_for_update(no_key=True)
        .defer("email")
        .filter(
            matching.quarantined_for(), pk__in=ids, state__in=[State.PENDING, State.QUARANTINED]
        )
        .order_by("petition_id", "pk")  # as everybody locks them
    )
    petitions = Petition.objects.in_bulk({signature.petition_id for signature in held})
    for signature in held:
        signature.petition = petitions[signature.petition_id]
    confirmed = [signature for signature in held if signature.state == State.QUARANTINED]
    waiting = [signature.pk for signature in held if signature.state == State.PENDING]
    ledger.add_and_save_all(confirmed)
    ledger.record_events(Kind.ACCEPTED, [signature.petition_id for signature in confirmed])
    Signature.objects.filter(pk__in=waiting).update(quarantine_reason="")
    return held


def reject(signatures: Iterable[Signature], author: User, reason: str) -> list[Invalidation]:
    """Take these out, whatever they are: an invalidation for each petition, done at once.

    reason: published with the statement of integrity.
    """
    by_petition: dict[int, list[int]] = {}
    for signature in signatures:
        by_petition.setdefault(signature.petition_id, []).append(signature.pk)
    with transaction.atomic():
        made = []
        for petition, ids in sorted(by_petition.items()):
            invalidation = Invalidation(
                petition=Petition.objects.get(pk=petition), reason=reason, author=author
            )
            invalidating.invalidate_selected(invalidation, ids)
            made.append(invalidation)
    return made
