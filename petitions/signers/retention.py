"""How long signers' data is kept after a hand-over, and the nightly run that erases it.

A signature's time begins with its last hand-over or, if there was none, when its petition closed. It ends
RETENTION_MONTHS later (docs/decisions/0008). There are two rules:

- DELIVERED: the petition still takes signatures. Names, towns and comments of the signers who were handed over
  are erased. The row stays with the digest of the address, so that no one counts twice and its signer can
  withdraw. It also keeps country, day and person, to take it out of the count then.
- ENDED: the petition is closed as well. The rows are erased, and the tallies record how many they were. Signers
  who want updates stay, with as little data as under DELIVERED, until they stop the updates.

A mistyped date must not erase a list of names. So a run is announced to staff periods.ERASURE_NOTICE before it is due, and
changes until then take effect. Under a legal hold there are no runs.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from campaign.activity.log import Kind, record
from petitions import periods
from petitions.models import Petition, ScheduledErasure, Signature
from petitions.signers import expiry

BATCH = 1_000  # signatures in one transaction

Rule = ScheduledErasure.Rule


@dataclass(frozen=True, slots=True)
class Plan:
    """A run that the dates of a petition lead to. since: the day of the delivery, or of the petition's end."""

    rule: Rule
    since: date
    due_on: date


def plans(petition: Petition) -> list[Plan]:
    """The runs that its deliveries and its closing lead to, the earliest first. Days are in UTC."""
    delivered = petition.last_delivery and petition.last_delivery.delivered_on
    closed = petition.closes_at and petition.closes_at.astimezone(UTC).date()
    found = []
    if delivered and not (closed and closed <= delivered):
        found.append(Plan(Rule.DELIVERED, delivered, due_on(delivered)))
    if closed:
        ended = max(closed, delivered or closed)
        found.append(Plan(Rule.ENDED, ended, due_on(ended)))
    return found


def due_on(day: date) -> date:
    """When data is erased that is kept since this day: RETENTION_MONTHS later; the last day of the month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + settings.RETENTION_MONTHS, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def covered_signatures(petition_id: int, rule: str, since: date) -> QuerySet[Signature]:
    """The signatures that a run changes or erases."""
    confirmed = Signature.objects.filter(petition=petition_id, confirmed_at__isnull=False)
    if rule == Rule.DELIVERED:
        evening = datetime.combine(since + timedelta(days=1), time(), tzinfo=UTC)
        return confirmed.filter(erased_at=None, confirmed_at__lt=evening)
    return confirmed.filter(Q(erased_at=None) | Q(wants_updates=False))


def has_ended(petition: Petition) -> bool:
    """Whether rows are erased that would recognise a repeated signature. Then it cannot be opened again."""
    return petition.scheduled_erasures.filter(rule=Rule.ENDED, started_at__isnull=False).exists()


def fixed_fields(petition: Petition) -> set[str]:
    """What no one changes any more.

    The first signature fixes the letter, for people signed its words. The end of data retention fixes the dates.
    """
    fixed = {"opens_at", "closes_at"} if has_ended(petition) else set()
    if petition.signatures.exists() or petition.tallies.exists():
        fixed |= {"letter", "demand", "addressee", "language"}
    return fixed


# --- Announcing --------------------------------------------------------------------------------------------


def announce(today: date) -> None:
    """Store the runs that are due within periods.ERASURE_NOTICE. Delete runs that are no longer due and have not begun."""
    signed = Signature.objects.filter(petition=OuterRef("pk"))
    for petition in Petition.objects.filter(Exists(signed)).with_deliveries():
        soon = [
            each
            for each in _runs_to_plan(petition)
            if each.due_on <= today + periods.ERASURE_NOTICE
        ]
        known = Q(pk__in=[])
        for plan in soon:
            known |= Q(rule=plan.rule, since=plan.since)
        not_begun = petition.scheduled_erasures.filter(started_at=None)
        not_begun.exclude(known).delete()
        for plan in soon:
            row, _is_new = petition.scheduled_erasures.get_or_create(
                rule=plan.rule,
                since=plan.since,
                defaults={"due_on": earliest_day(plan, today), "announced_on": today},
            )
            if plan.due_on > row.due_on:  # RETENTION_MONTHS has grown
                not_begun.filter(pk=row.pk).update(due_on=plan.due_on)


def earliest_day(plan: Plan, today: date) -> date:
    """The earliest day of a run that is announced today or was announced in time."""
    return max(plan.due_on, today + periods.ERASURE_NOTICE)


def _runs_to_plan(petition: Petition) -> list[Plan]:
    return [] if petition.legal_hold else plans(petition)


# --- Erasing -----------------------------------------------------------------------------------------------


def erase_expired(go_on: Callable[[], bool]) -> int:
    """Erase due data batch after batch, as long as `go_on` returns True. Returns the number of signatures.

    Each batch is a transaction of its own. The next run continues after the last batch.
    """
    today = timezone.now().date()
    announce(today)
    due = ScheduledErasure.objects.filter(due_on__lte=today).exclude(swept_on=today)
    done = 0
    for pk in due.filter(_unfinished()).values_list("pk", flat=True):
        while go_on():
            batch = _erase_batch(pk, today)
            done += batch
            if batch < BATCH:
                break
    return done


def _unfinished() -> Q:
    """ENDED runs repeat every night: signers who have stopped their updates since are erased then."""
    return Q(petition__legal_hold=False) & (Q(finished_at=None) | Q(rule=Rule.ENDED))


def _erase_batch(pk: int, today: date) -> int:
    """Erase one batch. It checks the run again: staff may just have changed a date or set a legal hold."""
    with transaction.atomic():
        runs = ScheduledErasure.objects.filter(_unfinished(), pk=pk).select_related("petition")
        run = runs.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if run is None or not (run.started_at or _is_planned(run, today)):
            return 0
        batch = expiry.expire(_batch(run), everything=run.rule == Rule.ENDED)
        now = timezone.now()
        run.started_at = run.started_at or now
        run.done += len(batch)
        run.cursor = batch[-1] if batch else run.cursor
        if len(batch) < BATCH:
            if run.finished_at is None:
                record(Kind.ERASED, actor=None, subject=run.petition, detail=run.rule)
            run.finished_at = run.finished_at or now
            run.cursor, run.swept_on = 0, today
        run.save()
        return len(batch)


def _is_planned(run: ScheduledErasure, today: date) -> bool:
    return any(
        (each.rule, each.since) == (run.rule, run.since) and each.due_on <= today
        for each in plans(run.petition)
    )


def _batch(run: ScheduledErasure) -> QuerySet[Signature]:
    ahead = covered_signatures(run.petition_id, run.rule, run.since).filter(pk__gt=run.cursor)
    return ahead.order_by("pk")[:BATCH]
