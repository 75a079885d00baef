"""Taking many signatures out of the count at once, and putting them back.

The worker does it in batches, each of them one transaction: so it can be killed at any moment and goes
on from where it was, and nobody who signs, confirms or withdraws meanwhile waits for more than a batch.
A row that somebody holds is passed over and taken in a later batch. Each row knows which invalidation
took it, so that undoing gives back these alone, each to what it was before.
"""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from petitions.counting import ledger
from petitions.models import Invalidation, Kind, Signature
from petitions.moderation import matching

BATCH = 500  # signatures in one transaction
WINDOW = (
    20_000  # signatures looked at for it: conditions that hardly any row meets make no long query
)
COUNTING_TAKES = 4_000  # milliseconds at the most
SAMPLE = 20

State = Invalidation.State
AT_WORK = (State.RUNNING, State.UNDOING)


# --- Before ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """What an invalidation would take. sample: names, for staff to see whether it is what they mean."""

    counted: int
    held: int
    pending: int
    sample: list[Signature]

    @property
    def total(self) -> int:
        return self.counted + self.held + self.pending


def count(invalidation: Invalidation) -> Found:
    """Raises ValidationError where that takes too long: more conditions make it shorter."""
    _need_conditions(invalidation)
    meant = matching.matching(invalidation)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)", [str(COUNTING_TAKES)]
            )
            states = Counter(dict(meant.order_by().values_list("state").annotate(Count("pk"))))
            sample = list(_light(meant).order_by("-signed_at")[:SAMPLE])
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise ValidationError(
            _("To count these takes too long. Give a time, a domain or a country as well.")
        ) from None
    return Found(
        counted=states[Signature.State.CONFIRMED],
        held=states[Signature.State.QUARANTINED],
        pending=states[Signature.State.PENDING],
        sample=sample,
    )


def _need_conditions(invalidation: Invalidation) -> None:
    if not matching.has_conditions(invalidation):
        raise ValidationError(_("Say which signatures: give at least one condition."))


# --- Starting, cancelling, undoing -------------------------------------------------------------------------


def start(invalidation: Invalidation) -> None:
    """Hand it to the worker. Those that are signed from now on are not meant.

    Raises ValidationError if it has no conditions, has been started, or another one is at work.
    """
    _need_conditions(invalidation)
    found = count(invalidation)
    last = Signature.objects.aggregate(last=Max("pk"))["last"] or 0
    _move(
        invalidation, {State.DRAFT, State.CANCELLED}, State.RUNNING,
        found=invalidation.done + found.total, cursor=0, last_id=last, finished_at=None,
    )  # fmt: skip


def cancel(invalidation: Invalidation) -> None:
    """Stop after the batch that is under way. What was done stays, until it is undone."""
    _move(invalidation, set(AT_WORK), State.CANCELLED, finished_at=timezone.now())


def undo(invalidation: Invalidation) -> None:
    """Have the worker give back what it took. Raises ValidationError if another one is at work."""
    _move(invalidation, {State.DONE, State.CANCELLED}, State.UNDOING, finished_at=None)


def _move(invalidation: Invalidation, of: set[State], to: State, **changes: Any) -> None:
    try:
        with transaction.atomic():
            moved = Invalidation.objects.filter(pk=invalidation.pk, state__in=of).update(
                state=to, **changes
            )
    except IntegrityError:  # invalidation_one_at_work
        raise ValidationError(
            _("Another invalidation is at work on this petition. Wait for it, or cancel it.")
        ) from None
    if not moved:
        raise ValidationError(_("It is in another state by now."))
    invalidation.refresh_from_db()


# --- The worker --------------------------------------------------------------------------------------------


def run_batches(seconds: float) -> None:
    """Batch after batch of all that are at work, for about so long."""
    until = time.monotonic() + seconds
    at_work = Invalidation.objects.filter(state__in=AT_WORK).order_by("pk")
    for pk in at_work.values_list("pk", flat=True):
        while time.monotonic() < until and step(pk):
            pass


def step(pk: int) -> bool:
    """One batch; whether there is more that can be done at once."""
    with transaction.atomic():
        invalidation = (
            Invalidation.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
            .select_related("petition")
            .filter(pk=pk, state__in=AT_WORK)
            .first()
        )
        if invalidation is None:
            return False  # ended, cancelled, or in another worker's hands
        if invalidation.state == State.RUNNING:
            return _take_batch(invalidation)
        return _give_back_batch(invalidation)


def _take_batch(invalidation: Invalidation) -> bool:
    """The cursor says up to which row everything is done."""
    meant = matching.matching(invalidation)
    ahead = Signature.objects.filter(pk__gt=invalidation.cursor, pk__lte=invalidation.last_id)
    ids = ahead.order_by("pk").values_list("pk", flat=True)
    end = next(iter(ids[WINDOW - 1 : WINDOW]), invalidation.last_id)
    wanted = list(
        meant.filter(pk__gt=invalidation.cursor, pk__lte=end)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    # Asked again under the lock: what changed since may not be meant any more.
    locked = list(_locked(meant.filter(pk__in=wanted)))
    take(invalidation, locked)
    more = bool(locked)
    if passed_over := set(wanted).difference(signature.pk for signature in locked):
        invalidation.cursor = min(passed_over) - 1
    elif len(wanted) == BATCH:
        invalidation.cursor = wanted[-1]
    else:
        invalidation.cursor = end
        more = end < invalidation.last_id
        if not more:
            invalidation.state, invalidation.finished_at = State.DONE, timezone.now()
    _save_progress(invalidation)
    return more


def take(invalidation: Invalidation, signatures: list[Signature]) -> None:
    """These out of the count; their rows are locked, and none of them is invalidated. The caller saves
    the invalidation."""
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


def _give_back_batch(invalidation: Invalidation) -> bool:
    """Each to what it was: waiting if it was never confirmed, held if it is held, and else it counts."""
    taken = Signature.objects.filter(invalidation=invalidation, state=Signature.State.INVALIDATED)
    signatures = list(_locked(taken)[:BATCH])
    waiting, held, counted = [], [], []
    for signature in signatures:
        signature.petition = invalidation.petition
        if signature.confirmed_at is None:
            waiting.append(signature.pk)
        elif signature.quarantine_reason:
            held.append(signature.pk)
        else:
            counted.append(signature)
    for pks, state in ((waiting, Signature.State.PENDING), (held, Signature.State.QUARANTINED)):
        Signature.objects.filter(pk__in=pks).update(state=state, invalidation=None)
    ledger.add_and_save_all(counted)
    ledger.record_events(Kind.RESTORED, [invalidation.petition_id] * len(signatures))
    invalidation.done = max(0, invalidation.done - len(signatures))
    invalidation.uncounted = max(0, invalidation.uncounted - len(counted))
    if not signatures and not taken.exists():
        # Those that were withdrawn or signed afresh meanwhile are no longer its own.
        # One that was joined to another meanwhile would count by itself again.
        Signature.objects.filter(invalidation=invalidation).update(invalidation=None)
        invalidation.done = invalidation.uncounted = 0
        invalidation.state, invalidation.finished_at = State.UNDONE, timezone.now()
    _save_progress(invalidation)
    return bool(signatures)


def _save_progress(invalidation: Invalidation) -> None:
    invalidation.save(update_fields=["cursor", "done", "uncounted", "state", "finished_at"])


def _locked(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    return _light(signatures).select_for_update(skip_locked=True, no_key=True).order_by("pk")


def _light(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """What the verbs need of a row; the address stays sealed and where it is."""
    return signatures.only(
        "petition", "name", "country", "state", "signed_at", "confirmed_at", "signed_for",
        "quarantine_reason", "receipt", "invalidation", "erased_at",
    )  # fmt: skip


def invalidate_selected(invalidation: Invalidation, ids: Iterable[int]) -> None:
    """Take these, which staff chose one by one, at once: an invalidation that is done when it is made."""
    with transaction.atomic():
        chosen = Signature.objects.filter(pk__in=list(ids), petition=invalidation.petition_id)
        locked = list(
            _light(chosen.filter(state__in=matching.STANDING))
            .select_for_update(no_key=True)
            .order_by("pk")
        )
        invalidation.state, invalidation.finished_at = State.DONE, timezone.now()
        invalidation.save()
        take(invalidation, locked)
        invalidation.found = invalidation.done
        invalidation.save(update_fields=["found", "done", "uncounted"])
