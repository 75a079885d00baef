"""Review: staff approve or reject quarantined signatures.

The signer does not learn of it. An approved signature counts at once if its signer has confirmed it, else
once they confirm. If its email waits for a limit of signers, it goes out now. Rejecting makes an invalidation, so it can be undone.
"""

import time
from collections.abc import Iterable

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from campaign.activity import log as activity
from petitions.addresses import canonical
from petitions.counting import ledger
from petitions.models import Intake, Invalidation, Kind, Petition, QuarantineReason, Signature
from petitions.moderation import invalidations, matching

BATCH_SIZE = 500
NEWEST_READ = 1_000
State = Signature.State


def reason_label(reason: str) -> str:
    """The quarantine reason as staff read it."""
    return str(dict(QuarantineReason.choices).get(reason, reason))


def waiting_reasons(petitions: list[int] | None = None) -> list[str]:
    """The quarantine reasons among the newest NEWEST_READ signatures that wait for review.

    petitions: their ids; None for all.
    """
    waiting = Signature.objects.filter(
        matching.quarantined_for(), state__in=[State.PENDING, State.QUARANTINED]
    )
    if petitions is not None:
        waiting = waiting.filter(petition__in=petitions)
    newest = waiting.order_by("petition_id", "-signed_at").values_list(
        "quarantine_reason", flat=True
    )
    return sorted(set(newest[:NEWEST_READ]))


def approve(signatures: Iterable[Signature], author: User) -> int:
    """Approve these. Returns how many of them were quarantined."""
    with transaction.atomic():
        approved = _approve([signature.pk for signature in signatures])
        LogEntry.objects.log_actions(
            author.pk, approved, CHANGE, gettext_noop("Approved after review.")
        )
        _record(author, len(approved))
    return len(approved)


def approve_all(
    signatures: QuerySet[Signature], author: User, *, seconds: float
) -> tuple[int, bool]:
    """Approve these in batches, for about this long. Returns how many were approved, and whether some are left.

    Each batch is a transaction of its own, so what is done stays done.
    """
    until = time.monotonic() + seconds
    waiting = signatures.filter(
        matching.quarantined_for(), state__in=[State.PENDING, State.QUARANTINED]
    ).order_by()
    numbers: dict[int, int] = {}
    left = True
    while left and time.monotonic() < until:
        with transaction.atomic():
            approved = _approve(list(waiting.values_list("pk", flat=True)[:BATCH_SIZE]))
            _record(author, len(approved))
        for signature in approved:
            numbers[signature.petition_id] = numbers.get(signature.petition_id, 0) + 1
        left = bool(approved)
    for petition in Petition.objects.filter(pk__in=numbers):
        LogEntry.objects.log_actions(
            author.pk, [petition], CHANGE,
            f"Approved {numbers[petition.pk]} quarantined signatures after review.", single_object=True,
        )  # fmt: skip
    return sum(numbers.values()), waiting.exists()


def _record(author: User, number: int) -> None:
    if number:
        activity.record(
            activity.Kind.APPROVED, actor=author, subject=Signature, detail=f"number {number}"
        )


def _approve(ids: list[int]) -> list[Signature]:
    _let_emails_go(ids)
    quarantined = list(
        Signature.objects.select_for_update(no_key=True)
        .defer("email", "details")
        .filter(
            matching.quarantined_for(), pk__in=ids, state__in=[State.PENDING, State.QUARANTINED]
        )
        .order_by("petition_id", "pk")  # the order in which all code locks signatures
    )
    petitions = Petition.objects.in_bulk({signature.petition_id for signature in quarantined})
    for signature in quarantined:
        signature.petition = petitions[signature.petition_id]
    confirmed = [each for each in quarantined if each.state == State.QUARANTINED]
    waiting = [each.pk for each in quarantined if each.state == State.PENDING]
    ledger.add_and_save_all(confirmed)
    ledger.record_events(Kind.ACCEPTED, [signature.petition_id for signature in confirmed])
    Signature.objects.filter(pk__in=waiting).update(quarantine_reason="")
    return quarantined


def _let_emails_go(ids: list[int]) -> None:
    """Let the worker look at once at the emails of these signatures that wait, in the caller's transaction.

    The intake is locked first, as everywhere. So the worker reads the signatures after they are approved.
    """
    pending = Signature.objects.filter(pk__in=ids, state=State.PENDING)
    digests = [
        canonical.intake_digest(bytes(each))
        for each in pending.values_list("email_digest", flat=True)
    ]
    if digests:
        about = Intake.objects.about(digests).exclude(waits_for="").order_by("pk")
        waiting = list(about.select_for_update().values_list("pk", flat=True))
        Intake.objects.filter(pk__in=waiting).update(due_at=Now())


def reject(signatures: Iterable[Signature], author: User, reason: str) -> list[Invalidation]:
    """Invalidate these at once, whatever their state. Returns one invalidation for each petition.

    reason: published in the statement of integrity.
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
            invalidations.invalidate_selected(invalidation, ids)
            made.append(invalidation)
    return made
