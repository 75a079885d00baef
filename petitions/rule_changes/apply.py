"""Changing a rule for addresses: counted first, then applied to the signatures given before.

What must hold, whatever is killed and however many sign meanwhile (docs/decisions/0017):

- A rule is in force for everybody from one moment on. A signing that worked by another begins again
  (petitions/signing/sign.py), and nothing is reread while somebody may be at work who began before.
- Nobody is counted twice because of the change: what is confirmed from a domain in question while it is
  applied waits, and counts when the unique key holds for all.
- Each batch is one transaction that can be done again: what has its new digest already stays as it is.
"""

import time
from collections import defaultdict
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from petitions.addresses import canonical
from petitions.addresses.canonical import Rule
from petitions.counting import ledger
from petitions.models import (
    AddressRule,
    NewDigest,
    Petition,
    QuarantineReason,
    RuleChange,
    Signature,
)
from petitions.moderation import matching
from petitions.rule_changes import merge, preview
from petitions.rule_changes.digests import Reader
from petitions.rule_changes.preview import Row

WINDOW = 1_000  # signatures looked at in one transaction
# Of these, those that are given another digest. Whoever wants one of them waits for the batch, and a page
# gives up after two seconds (campaign/wsgi.py): it must be far shorter on a busy machine as well.
BATCH = 250
OTHERS_TAKE = 5.0  # seconds that whoever began before a change is waited for, until the next run
State = RuleChange.State


# --- What staff do -----------------------------------------------------------------------------------------


def propose(domain: str, becomes: Rule | None, author: User) -> RuleChange:
    """Have it counted what this would do; None: without a rule. Raises ValidationError while there is another."""
    was = canonical.current_rules().get(domain)
    try:
        with transaction.atomic():
            return RuleChange.objects.create(
                domain=domain, was=was, becomes=becomes, author=author, last_id=_last_id()
            )
    except IntegrityError:  # rule_change_one_at_a_time
        raise ValidationError(
            _("Another change is under way. Apply it or drop it first.")
        ) from None


def under_way() -> RuleChange | None:
    return RuleChange.objects.filter(finished_at=None).first()


def drop(change: RuleChange) -> None:
    """Nothing has happened, and nothing will."""
    _move(change, {State.COUNTING, State.COUNTED}, State.DROPPED, finished_at=timezone.now())


def apply(change: RuleChange) -> None:
    """In force at once for who signs from now on; the worker sees to what was signed before."""
    with transaction.atomic():
        _move(
            change, {State.COUNTED}, State.APPLYING, begun_at=timezone.now(), cursor=0, last_id=None
        )
        rule = canonical.stored_rule(change.becomes)
        if rule is None:
            AddressRule.objects.filter(domain=change.domain).delete()
        else:
            AddressRule.objects.update_or_create(domain=change.domain, defaults=rule._asdict())


def _move(change: RuleChange, of: set[State], to: State, **changes: Any) -> None:
    moved = RuleChange.objects.filter(pk=change.pk, state__in=of).update(state=to, **changes)
    if not moved:
        raise ValidationError(_("It is in another state by now."))
    change.refresh_from_db()


# --- The worker --------------------------------------------------------------------------------------------


def work(seconds: float) -> None:
    """Batch after batch of the change that is under way, for about so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and (change := under_way()):
        if change.state == State.COUNTED or (_begins(change) and not _others_are_through()):
            break
        if change.state == State.COUNTING and change.cursor == change.last_id:
            _settle(change)
            break
        reader = Reader.of(change)
        while step(change.pk, State(change.state), reader) and time.monotonic() < until:
            pass
    if NewDigest.objects.exists() and not RuleChange.objects.filter(state=State.COUNTING).exists():
        preview.forget()


def _begins(change: RuleChange) -> bool:
    """Whether others may be at work who took it that the rule is another, or that they have to wait."""
    return change.last_id is None or change.state == State.RELEASING


def step(pk: int, state: State, reader: Reader) -> bool:
    """One batch of what is to be done in this state; whether there is more to be done in it at once."""
    try:
        with transaction.atomic():
            change = (
                RuleChange.objects.select_for_update(skip_locked=True, no_key=True)
                .filter(pk=pk, state=state)
                .first()
            )
            if change is None:
                return False  # dropped, in the next state, or in another worker's hands
            more = _STEPS[state](change, reader)
            change.save()
            return more
    except IntegrityError as error:
        if _constraint(error) != "signature_one_per_address":
            raise
        return False  # somebody signs with one of these mailboxes at this very moment


def _constraint(error: IntegrityError) -> str | None:
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, UniqueViolation) else None


def _count(change: RuleChange, reader: Reader) -> bool:
    preview.count_window(change, reader)
    return change.cursor != change.last_id


def _settle(change: RuleChange) -> None:
    """It may take a while, so nothing is locked: staff may drop the change meanwhile."""
    preview.settle(change)
    RuleChange.objects.filter(pk=change.pk, state=State.COUNTING).update(
        state=State.COUNTED, counted_at=timezone.now(), found=change.found
    )


def _reread(change: RuleChange, reader: Reader) -> bool:
    """The cursor says up to which row everything is done."""
    if change.last_id is None:  # who signed by the rule before is through
        change.last_id = _last_id()
    rows, end = preview.window(change, reader, WINDOW)
    wanted = [*preview.to_be_reread(rows, reader)]
    if len(wanted) > BATCH:
        wanted = wanted[:BATCH]
        end = wanted[-1].id
    passed_over = {each.id for each in wanted} - _reread_all(change, wanted, reader)
    begun, change.cursor = change.cursor, min(passed_over) - 1 if passed_over else end
    if change.cursor == change.last_id:
        change.state = State.RELEASING
    return begun < change.cursor < change.last_id


def _reread_all(change: RuleChange, rows: list[Row], reader: Reader) -> set[int]:
    """Petition by petition, in the order in which signing takes them; those that were not passed over."""
    seen = set[int]()
    by_petition: dict[int, list[int]] = defaultdict(list)
    for each in rows:
        by_petition[each.petition_id].append(each.id)
    for petition in Petition.objects.filter(pk__in=by_petition).order_by("pk"):
        outcome = merge.reread(petition, by_petition[petition.pk], reader)
        change.joined += outcome.uncounted
        change.restored += outcome.counted
        seen |= outcome.seen
    return seen


def _release(change: RuleChange, reader: Reader) -> bool:
    """Those that waited for it count now."""
    waiting = Signature.objects.filter(
        matching.quarantined_for(QuarantineReason.RULE_CHANGING), state=Signature.State.QUARANTINED
    )
    signatures = list(
        waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("petition")
        .defer("email")
        .order_by("petition_id", "pk")[:BATCH]
    )
    ledger.add_and_save_all(signatures)
    if not signatures and not waiting.exists():
        change.state, change.finished_at = State.DONE, timezone.now()
    return bool(signatures)


_STEPS = {State.COUNTING: _count, State.APPLYING: _reread, State.RELEASING: _release}


# Whoever writes, or is in the middle of a statement that may write, since before now.
_BEGAN_BEFORE = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (backend_xid IS NOT NULL AND xact_start < %(now)s OR state = 'active' AND query_start < %(now)s)
"""


def _others_are_through() -> bool:
    """Whether nobody is at work any more who may not have seen what is committed by now."""
    until = time.monotonic() + OTHERS_TAKE
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [(now,)] = cursor.fetchall()
        while time.monotonic() < until:
            cursor.execute(_BEGAN_BEFORE, {"now": now})
            if cursor.fetchall() == [(0,)]:
                return True
            time.sleep(0.02)
    return False


def _last_id() -> int:
    return Signature.objects.aggregate(last=Max("pk"))["last"] or 0
