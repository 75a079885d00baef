"""What will be erased of whom, and when: for the desk, and for `manage.py erase_expired --dry-run`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from petitions.counting import tallies
from petitions.handover import register
from petitions.mail import reminders
from petitions.models import Petition, ScheduledErasure, Signature, Tally
from petitions.signers import retention, unconfirmed
from petitions.signers.retention import Plan, Rule


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


@dataclass(frozen=True, slots=True)
class Outlook:
    """coming: nothing under a legal hold. ended: whether rows are gone, so that it cannot be opened again."""

    coming: list[Coming]
    finished: list[ScheduledErasure]
    ended: bool


def preview(petition: Petition) -> Outlook:
    """At a desk's speed, however many have signed."""
    runs = list(petition.scheduled_erasures.all())
    return Outlook(
        coming=[] if petition.legal_hold else list(_coming(petition, runs)),
        finished=[run for run in runs if run.finished_at],
        ended=any(run.rule == Rule.ENDED and run.started_at for run in runs),
    )


def _coming(petition: Petition, runs: list[ScheduledErasure]) -> Iterator[Coming]:
    known = {(run.rule, run.since): run for run in runs}
    for plan in retention.plans(petition):
        run = known.get((plan.rule, plan.since))
        if run and run.finished_at:
            continue
        due_on = run.due_on if run else retention.not_before(plan, timezone.now().date())
        number = _number(petition, runs, plan)
        yield Coming(plan.rule, plan.since, due_on, number, run is not None)


def _number(petition: Petition, runs: list[ScheduledErasure], plan: Plan) -> int:
    if plan.rule == Rule.ENDED:
        gone = Tally.objects.filter(petition=petition).aggregate(gone=Sum("erased"))["gone"]
        return tallies.count(petition.pk) - (gone or 0)
    earlier = [run for run in runs if run.rule == plan.rule and run.since < plan.since]
    handed_over = register.counted_until(petition.pk, plan.since)
    return max(0, handed_over - sum(run.done for run in earlier))


# --- The dry run -------------------------------------------------------------------------------------------


def report() -> Iterator[str]:
    """Line by line, per petition and rule, with the exact numbers of this moment."""
    lapsed = unconfirmed.due()
    due = reminders.due().order_by().values_list("petition").annotate(Count("pk"))
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
    runs = preview(petition).coming
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
