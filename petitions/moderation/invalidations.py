"""Invalidations: take many signatures out of the count at once, and undo it.

The worker does this in batches, one transaction each. It can be killed at any moment and continues where
it was. People who sign, confirm or withdraw meanwhile wait for one batch at most. A batch skips a row that
another transaction has locked; a later batch takes it. Each row names the invalidation that took it. So
undo restores only these rows, each to its earlier state.
"""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from campaign.activity import log as activity
from campaign.activity.log import Actor
from petitions.counting import ledger
from petitions.models import Invalidation, Kind, Signature
from petitions.moderation import matching

BATCH_SIZE = 500  # signatures in one transaction
# Signatures that one batch reads at most. This bounds the query when hardly any row matches the conditions.
SCAN_WINDOW = 20_000
PREVIEW_TIMEOUT = 4_000  # milliseconds
NAMES_READ = 2_000  # rows decrypted at a time
SAMPLE_SIZE = 20

State = Invalidation.State
ACTIVE_STATES = (State.RUNNING, State.UNDOING)


# --- Preview -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """What an invalidation would take. sample: some of the signatures, so that staff can check their choice."""

    counted: int
    quarantined: int
    pending: int
    sample: list[Signature]

    @property
    def total(self) -> int:
        return self.counted + self.quarantined + self.pending


def preview(invalidation: Invalidation) -> Preview:
    """Count what the conditions match. Raises ValidationError without conditions, or on a timeout.

    More conditions make the query faster.
    """
    _require_conditions(invalidation)
    matched = matching.matching_signatures(invalidation)
    by_sql = matched.filter(details__isnull=True) if invalidation.name_contains else matched
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)", [str(PREVIEW_TIMEOUT)]
            )
            states = Counter(dict(by_sql.order_by().values_list("state").annotate(Count("pk"))))
            sample = list(_for_names(by_sql).order_by("-signed_at")[:SAMPLE_SIZE])
            if invalidation.name_contains:
                unconfirmed = _find_unconfirmed(invalidation, matched)
                states[Signature.State.PENDING] = len(unconfirmed)
                newest = _for_names(Signature.objects.filter(pk__in=unconfirmed[:SAMPLE_SIZE]))
                sample = sorted([*sample, *newest], key=attrgetter("signed_at"), reverse=True)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise _takes_too_long() from None
    return Preview(
        counted=states[Signature.State.CONFIRMED],
        quarantined=states[Signature.State.QUARANTINED],
        pending=states[Signature.State.PENDING],
        sample=sample[:SAMPLE_SIZE],
    )


def _find_unconfirmed(invalidation: Invalidation, matched: QuerySet[Signature]) -> list[int]:
    """The ids of unconfirmed signatures with the name, the newest first. Decrypts about 40,000 in a second."""
    until = time.monotonic() + PREVIEW_TIMEOUT / 1000
    unconfirmed = _for_names(matched.filter(details__isnull=False)).order_by("-signed_at")
    found = []
    for signature in unconfirmed.iterator(NAMES_READ):
        if time.monotonic() > until:
            raise _takes_too_long()
        if matching.has_name(invalidation, signature):
            found.append(signature.pk)
    return found


def _takes_too_long() -> ValidationError:
    return ValidationError(
        _("To count these takes too long. Give a time, a domain or a country as well.")
    )


def _require_conditions(invalidation: Invalidation) -> None:
    if not matching.has_conditions(invalidation):
        raise ValidationError(_("Give at least one condition."))


# --- Starting, cancelling, undoing -------------------------------------------------------------------------


def start(invalidation: Invalidation, *, author: Actor = None) -> None:
    """Hand it to the worker. Signatures given from now on are not part of it.

    Raises ValidationError if it has no conditions, has been started, or another one is active.
    """
    _require_conditions(invalidation)
    found = preview(invalidation)
    last = Signature.objects.aggregate(last=Max("pk"))["last"] or 0
    _change_state(
        invalidation, {State.DRAFT, State.CANCELLED}, State.RUNNING, author,
        found=invalidation.done + found.total, cursor=0, last_id=last, finished_at=None,
    )  # fmt: skip


def cancel(invalidation: Invalidation, *, author: Actor = None) -> None:
    """Stop after the current batch. What was done stays, until it is undone."""
    _change_state(
        invalidation, set(ACTIVE_STATES), State.CANCELLED, author, finished_at=timezone.now()
    )


def undo(invalidation: Invalidation, *, author: Actor = None) -> None:
    """Have the worker restore what it took. Raises ValidationError if another one is active."""
    _change_state(
        invalidation, {State.DONE, State.CANCELLED}, State.UNDOING, author, finished_at=None
    )


def _change_state(
    invalidation: Invalidation, allowed: set[State], new: State, author: Actor, **changes: object
) -> None:
    try:
        with transaction.atomic():
            moved = Invalidation.objects.filter(pk=invalidation.pk, state__in=allowed).update(
                state=new, **changes
            )
            if moved:
                kind = activity.Kind.UNDONE if new == State.UNDOING else activity.Kind.INVALIDATED
                activity.record(kind, actor=author, subject=invalidation, detail=new)
    except IntegrityError:  # invalidation_one_at_work
        raise ValidationError(
            _("Another invalidation is running on this petition. Wait for it, or cancel it.")
        ) from None
    if not moved:
        raise ValidationError(_("Its state has changed since."))
    invalidation.refresh_from_db()


# --- The worker --------------------------------------------------------------------------------------------


def run_batches(seconds: float) -> None:
    """Run batches of all active invalidations, for about this long."""
    until = time.monotonic() + seconds
    active = Invalidation.objects.filter(state__in=ACTIVE_STATES).order_by("pk")
    for pk in active.values_list("pk", flat=True):
        while time.monotonic() < until and run_batch(pk):
            pass


def run_batch(pk: int) -> bool:
    """Run one batch of this invalidation. Returns whether the next batch can run at once."""
    with transaction.atomic():
        invalidation = (
            Invalidation.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
            .select_related("petition")
            .filter(pk=pk, state__in=ACTIVE_STATES)
            .first()
        )
        if invalidation is None:
            return False  # ended, cancelled, or locked by another worker
        if invalidation.state == State.RUNNING:
            return _invalidate_batch(invalidation)
        return _restore_batch(invalidation)


def _invalidate_batch(invalidation: Invalidation) -> bool:
    """The cursor is the last primary key up to which every row is done."""
    matched = matching.matching_signatures(invalidation)
    ahead = Signature.objects.filter(pk__gt=invalidation.cursor, pk__lte=invalidation.last_id)
    ids = ahead.order_by("pk").values_list("pk", flat=True)
    end = next(iter(ids[SCAN_WINDOW - 1 : SCAN_WINDOW]), invalidation.last_id)
    wanted = list(
        matched.filter(pk__gt=invalidation.cursor, pk__lte=end)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH_SIZE]
    )
    # Query again under the lock: a row that has changed since may no longer match.
    again = _locked(matched.filter(pk__in=wanted))
    locked = list(_for_names(again) if invalidation.name_contains else again)
    invalidate_locked(
        invalidation, [each for each in locked if matching.has_name(invalidation, each)]
    )
    more = bool(locked)
    if passed_over := set(wanted).difference(signature.pk for signature in locked):
        invalidation.cursor = min(passed_over) - 1
    elif len(wanted) == BATCH_SIZE:
        invalidation.cursor = wanted[-1]
    else:
        invalidation.cursor = end
        more = end < invalidation.last_id
        if not more:
            invalidation.state, invalidation.finished_at = State.DONE, timezone.now()
    _save_progress(invalidation)
    return more


def invalidate_locked(invalidation: Invalidation, signatures: list[Signature]) -> None:
    """Take these signatures out of the count.

    The caller has locked their rows, passes none that is invalidated already, and saves the invalidation.
    """
    counted = [each for each in signatures if each.state == Signature.State.CONFIRMED]
    for signature in signatures:
        signature.petition = invalidation.petition
    ledger.remove_all(counted, Kind.INVALIDATED)
    ledger.record_events(Kind.INVALIDATED, [invalidation.petition_id] * len(signatures))
    Signature.objects.filter(pk__in=[each.pk for each in signatures]).update(
        state=Signature.State.INVALIDATED, invalidation=invalidation
    )
    invalidation.done += len(signatures)
    invalidation.uncounted += len(counted)


def _restore_batch(invalidation: Invalidation) -> bool:
    """Restore each signature: pending if never confirmed, quarantined if it has a reason for it, else counted."""
    taken = Signature.objects.filter(invalidation=invalidation, state=Signature.State.INVALIDATED)
    signatures = list(_locked(taken)[:BATCH_SIZE])
    pending, quarantined, counted = [], [], []
    for signature in signatures:
        signature.petition = invalidation.petition
        if signature.confirmed_at is None:
            pending.append(signature.pk)
        elif signature.quarantine_reason:
            quarantined.append(signature.pk)
        else:
            counted.append(signature)
    for pks, state in (
        (pending, Signature.State.PENDING),
        (quarantined, Signature.State.QUARANTINED),
    ):
        Signature.objects.filter(pk__in=pks).update(state=state, invalidation=None)
    ledger.add_and_save_all(counted)
    ledger.record_events(Kind.RESTORED, [invalidation.petition_id] * len(signatures))
    invalidation.done = max(0, invalidation.done - len(signatures))
    invalidation.uncounted = max(0, invalidation.uncounted - len(counted))
    if not signatures and not taken.exists():
        # Signatures that were withdrawn or signed again meanwhile no longer belong to this invalidation.
        Signature.objects.filter(invalidation=invalidation).update(invalidation=None)
        invalidation.done = invalidation.uncounted = 0
        invalidation.state, invalidation.finished_at = State.UNDONE, timezone.now()
    _save_progress(invalidation)
    return bool(signatures)


def _save_progress(invalidation: Invalidation) -> None:
    invalidation.save(update_fields=["cursor", "done", "uncounted", "state", "finished_at"])


def _locked(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    return (
        _without_email(signatures).select_for_update(skip_locked=True, no_key=True).order_by("pk")
    )


_NEEDED = (
    "petition", "country", "state", "signed_at", "confirmed_at", "signed_for", "quarantine_reason",
    "receipt", "invalidation",
)  # fmt: skip


def _without_email(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """Only the columns that these functions need. Nothing encrypted is read."""
    return signatures.only(*_NEEDED)


def _for_names(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """The same, with what is known of the name. Decrypts the details of the unconfirmed ones."""
    return signatures.only(*_NEEDED, "email_digest", "name", "initials", "details", "erased_at")


def invalidate_selected(invalidation: Invalidation, ids: Iterable[int]) -> None:
    """Save the invalidation as done, and take these signatures at once. Staff chose them one by one."""
    with transaction.atomic():
        chosen = Signature.objects.filter(pk__in=list(ids), petition=invalidation.petition_id)
        locked = list(
            _without_email(chosen.filter(state__in=matching.INVALIDATABLE_STATES))
            .select_for_update(no_key=True)
            .order_by("pk")
        )
        invalidation.state, invalidation.finished_at = State.DONE, timezone.now()
        invalidation.save()
        invalidate_locked(invalidation, locked)
        activity.record(
            activity.Kind.INVALIDATED,
            actor=invalidation.author,
            subject=invalidation,
            detail="chosen",
        )
        invalidation.found = invalidation.done
        invalidation.save(update_fields=["found", "done", "uncounted"])
