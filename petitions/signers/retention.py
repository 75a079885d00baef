"""How long signers' data is kept after a hand-over, and the nightly run that erases it.

A signature's time begins when it was handed over for the last time, or when its petition closed without
that; RETENTION_MONTHS later it is over (docs/decisions/0008):

- DELIVERED: the petition takes signatures still. Names, towns and comments of those who were handed over go.
  The row stays: the digest of the address, so that nobody counts twice and its signer can take it back, and
  by which country, day and person it would be taken from the count.
- ENDED: it is closed as well. The rows go, and the tallies keep how many they were. Who asked for news
  stays like one who was handed over, until they stop it.

A date that was mistyped must not erase a list of names: a run is announced to staff NOTICE before it is due,
and whatever changes until then changes it. Under a legal hold there is none.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from petitions.models import Petition, ScheduledErasure, Signature
from petitions.signers import expiry

NOTICE = timedelta(days=14)
BATCH = 1_000  # signatures in one transaction

Rule = ScheduledErasure.Rule


@dataclass(frozen=True, slots=True)
class Plan:
    """since: the day of the delivery, or of the petition's end."""

    rule: Rule
    since: date
    due_on: date


def plans(petition: Petition) -> list[Plan]:
    """What its deliveries and its closing come to, the first one first. Days are those of UTC."""
    delivered = petition.last_delivery and petition.last_delivery.delivered_on
    closed = petition.closes_at and petition.closes_at.astimezone(UTC).date()
    found = []
    if delivered and not (closed and closed <= delivered):
        found.append(Plan(Rule.DELIVERED, delivered, _months_after(delivered)))
    if closed:
        ended = max(closed, delivered or closed)
        found.append(Plan(Rule.ENDED, ended, _months_after(ended)))
    return found


def _months_after(day: date) -> date:
    """On the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + settings.RETENTION_MONTHS, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def covered(petition_id: int, rule: str, since: date) -> QuerySet[Signature]:
    """Those that a run erases something of."""
    confirmed = Signature.objects.filter(petition=petition_id, confirmed_at__isnull=False)
    if rule == Rule.DELIVERED:
        evening = datetime.combine(since + timedelta(days=1), time(), tzinfo=UTC)
        return confirmed.filter(erased_at=None, confirmed_at__lt=evening)
    return confirmed.filter(Q(erased_at=None) | Q(wants_updates=False))


def has_ended(petition: Petition) -> bool:
    """Whether rows are gone by which somebody could be known: then it cannot be opened again."""
    return petition.scheduled_erasures.filter(rule=Rule.ENDED, started_at__isnull=False).exists()


# --- Telling beforehand ------------------------------------------------------------------------------------


def announce(today: date) -> None:
    """Enter what is due within NOTICE, and take back what is not due any more and has not begun."""
    signed = Signature.objects.filter(petition=OuterRef("pk"))
    for petition in Petition.objects.filter(Exists(signed)).prefetch_related("deliveries"):
        wanted = [each for each in _wanted(petition) if each.due_on <= today + NOTICE]
        known = Q(pk__in=[])
        for plan in wanted:
            known |= Q(rule=plan.rule, since=plan.since)
        not_begun = petition.scheduled_erasures.filter(started_at=None)
        not_begun.exclude(known).delete()
        for plan in wanted:
            row, _is_new = petition.scheduled_erasures.get_or_create(
                rule=plan.rule,
                since=plan.since,
                defaults={"due_on": not_before(plan, today), "announced_on": today},
            )
            if plan.due_on > row.due_on:  # RETENTION_MONTHS has grown
                not_begun.filter(pk=row.pk).update(due_on=plan.due_on)


def not_before(plan: Plan, today: date) -> date:
    """On which day it can be at the earliest, if it is announced today or in time."""
    return max(plan.due_on, today + NOTICE)


def _wanted(petition: Petition) -> list[Plan]:
    return [] if petition.legal_hold else plans(petition)


# --- The work ----------------------------------------------------------------------------------------------


def erase_expired(go_on: Callable[[], bool]) -> int:
    """Batch after batch of what is due, as long as `go_on` says so; the number of signatures.

    Each batch is a transaction of its own, and the next run goes on behind the last one.
    """
    today = timezone.now().date()
    announce(today)
    due = ScheduledErasure.objects.filter(due_on__lte=today).exclude(swept_on=today)
    done = 0
    for pk in due.filter(_is_to_do()).values_list("pk", flat=True):
        while go_on():
            batch = _step(pk, today)
            done += batch
            if batch < BATCH:
                break
    return done


def _is_to_do() -> Q:
    """What has ended is looked at every night: somebody may have stopped the news, and goes then."""
    return Q(petition__legal_hold=False) & (Q(finished_at=None) | Q(rule=Rule.ENDED))


def _step(pk: int, today: date) -> int:
    """One batch. Asked again here: staff may have changed a date, or set a legal hold, at this moment."""
    with transaction.atomic():
        runs = ScheduledErasure.objects.filter(_is_to_do(), pk=pk).select_related("petition")
        run = runs.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if run is None or not (run.started_at or _is_planned(run, today)):
            return 0
        batch = expiry.expire(_batch(run), everything=run.rule == Rule.ENDED)
        now = timezone.now()
        run.started_at = run.started_at or now
        run.done += len(batch)
        run.cursor = batch[-1] if batch else run.cursor
        if len(batch) < BATCH:
            expiry.forget_domains(run.petition)
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
    ahead = covered(run.petition_id, run.rule, run.since).filter(pk__gt=run.cursor)
    return ahead.order_by("pk")[:BATCH]
