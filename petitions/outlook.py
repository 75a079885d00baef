"""What will be erased of whom, and when: for the desk, and for `manage.py erase_expired --dry-run`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from petitions import counting, lapsing, register, reminding, retention
from petitions.models import Petition, ScheduledErasure, Signature, Tally
from petitions.retention import Rule


@dataclass(frozen=True, slots=True)
class Coming:
    """A run that has still to come, or to come to its end. number: signatures that count, from the tallies.

    is_announced: it will happen on this day if nothing is changed before.
    """

    rule: str
    since: date
    due_on: date
    number: int
    is_announced: bool


def coming(petition: Petition) -> list[Coming]:
    """At a desk's speed, however many have signed; nothing under a legal hold."""
    if petition.legal_hold:
        return []
    runs = {(run.rule, run.since): run for run in petition.scheduled_erasures.all()}
    found = []
    for plan in retention.plans(petition):
        run = runs.get((plan.rule, plan.since))
        if run and run.finished_at:
            continue
        number = _number(petition, plan.rule, plan.since)
        due_on = run.due_on if run else retention.not_before(plan, timezone.now().date())
        found.append(Coming(plan.rule, plan.since, due_on, number, run is not None))
    return found


def finished(petition: Petition) -> list[ScheduledErasure]:
    return list(
        petition.scheduled_erasures.filter(finished_at__isnull=False).order_by("finished_at")
    )


def _number(petition: Petition, rule: str, since: date) -> int:
    if rule == Rule.ENDED:
        gone = Tally.objects.filter(petition=petition).aggregate(gone=Sum("erased"))["gone"]
        return counting.count(petition.pk) - (gone or 0)
    before = petition.scheduled_erasures.filter(rule=Rule.DELIVERED, since__lt=since)
    done = before.aggregate(done=Sum("done"))["done"]
    return max(0, register.counted_until(petition.pk, since) - (done or 0))


# --- The dry run -------------------------------------------------------------------------------------------


def report() -> Iterator[str]:
    """Line by line, per petition and rule, with the exact numbers of this moment."""
    lapsed = lapsing.due()
    due = reminding.due().order_by().values_list("petition").annotate(Count("pk"))
    reminded = dict(due)
    signed = Exists(Signature.objects.filter(petition=OuterRef("pk")))
    petitions = Petition.objects.filter(signed).prefetch_related("deliveries", "scheduled_erasures")
    for petition in petitions.order_by("pk"):
        yield f"{petition.title} ({petition.slug})"
        yield f"  to be reminded now: {reminded.get(petition.pk, 0):,}"
        if petition.legal_hold:
            yield "  legal hold: nothing is erased until it is lifted"
            continue
        yield f"  not confirmed in time, to be erased now: {lapsed.get(petition.pk, 0):,}"
        yield from _report_of(petition)


def _report_of(petition: Petition) -> Iterator[str]:
    today = timezone.now().date()
    runs = coming(petition)
    for run in runs:
        number = retention.covered(petition.pk, run.rule, run.since).count()
        what, since = _WORDS[Rule(run.rule)]
        when = "now" if run.is_announced and run.due_on <= today else f"on {run.due_on}"
        told = "" if run.is_announced else ", not announced yet"
        yield f"  {since} {run.since}: {what} of {number:,}, {when}{told}"
    if not runs:
        yield "  neither handed over nor closed, or done: nothing to come"


_WORDS = {
    Rule.DELIVERED: ("names, towns and comments", "handed over on"),
    Rule.ENDED: ("everything", "over since"),
}
