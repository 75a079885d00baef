"""What will be erased and when: for the desk, and for `manage.py erase_expired --dry-run`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from petitions.counting import tallies
from petitions.mail import reminders
from petitions.models import Petition, ScheduledErasure, Signature, Tally
from petitions.signers import retention, unconfirmed
from petitions.signers.retention import Plan, Rule


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run that has not finished. number: signatures that count, from the tallies.

    is_announced: it will happen on this day if staff change nothing before.
    """

    rule: str
    since: date
    due_on: date
    number: int
    is_announced: bool


@dataclass(frozen=True, slots=True)
class RetentionPreview:
    """The runs of one petition.

    planned: empty under a legal hold. ended: whether rows are erased, so that it cannot be opened again.
    """

    planned: list[PlannedRun]
    finished: list[ScheduledErasure]
    ended: bool


def preview(petition: Petition) -> RetentionPreview:
    """Fast enough for a page of the desk, however many people have signed."""
    runs = list(petition.scheduled_erasures.all())
    return RetentionPreview(
        planned=[] if petition.legal_hold else list(_planned(petition, runs)),
        finished=[run for run in runs if run.finished_at],
        ended=any(run.rule == Rule.ENDED and run.started_at for run in runs),
    )


def _planned(petition: Petition, runs: list[ScheduledErasure]) -> Iterator[PlannedRun]:
    known = {(run.rule, run.since): run for run in runs}
    for plan in retention.plans(petition):
        run = known.get((plan.rule, plan.since))
        if run and run.finished_at:
            continue
        due_on = run.due_on if run else retention.earliest_day(plan, timezone.now().date())
        number = _number(petition, runs, plan)
        yield PlannedRun(plan.rule, plan.since, due_on, number, run is not None)


def _number(petition: Petition, runs: list[ScheduledErasure], plan: Plan) -> int:
    if plan.rule == Rule.ENDED:
        erased = Tally.objects.filter(petition=petition).aggregate(total=Sum("erased"))["total"]
        return tallies.count(petition.pk) - (erased or 0)
    earlier = [run for run in runs if run.rule == plan.rule and run.since < plan.since]
    handed_over = tallies.count_until(petition.pk, plan.since)
    return max(0, handed_over - sum(run.done for run in earlier))


# --- The dry run -------------------------------------------------------------------------------------------


def report() -> Iterator[str]:
    """Lines of text, by petition and rule, with the exact numbers of this moment."""
    lapsed = unconfirmed.count_expired()
    reminders_due = reminders.due().order_by().values_list("petition").annotate(Count("pk"))
    to_remind = dict(reminders_due)
    signed = Exists(Signature.objects.filter(petition=OuterRef("pk")))
    petitions = (
        Petition.objects.filter(signed).with_deliveries().prefetch_related("scheduled_erasures")
    )
    for petition in petitions.order_by("pk"):
        yield f"{petition.title} ({petition.slug})"
        yield f"  to be reminded now: {to_remind.get(petition.pk, 0):,}"
        if petition.legal_hold:
            yield "  legal hold: nothing is erased until it is lifted"
            continue
        yield f"  not confirmed in time, to be erased now: {lapsed.get(petition.pk, 0):,}"
        yield from _report_of(petition)


def _report_of(petition: Petition) -> Iterator[str]:
    today = timezone.now().date()
    runs = preview(petition).planned
    for run in runs:
        number = retention.covered_signatures(petition.pk, run.rule, run.since).count()
        what, since = _DESCRIPTIONS[Rule(run.rule)]
        when = "now" if run.is_announced and run.due_on <= today else f"on {run.due_on}"
        note = "" if run.is_announced else ", not announced yet"
        yield f"  {since} {run.since}: {what} of {number:,}, {when}{note}"
    if not runs:
        yield "  neither handed over nor closed, or done: nothing to come"


_DESCRIPTIONS = {
    Rule.DELIVERED: ("names, towns and comments", "handed over on"),
    Rule.ENDED: ("everything", "over since"),
}
