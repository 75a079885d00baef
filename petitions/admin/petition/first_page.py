"""Petitions and their signers on the first page of the desk."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.admin.first_page.entries import MAX_ROWS, Entry, Figure, Part, Row, add_source
from campaign.admin.first_page.numbers import Counted, add_numbers, number, numbers
from campaign.documents import charts
from campaign.documents.charts import Column
from campaign.run.jobs import MAIL
from petitions.admin.petition.waiting import waiting_signers
from petitions.counting import tallies
from petitions.models import Intake, Kind, Petition, ScheduledErasure
from petitions.moderation import alerts
from petitions.moderation.metrics import MAX_EMAILS

CLOSES_SOON = timedelta(days=60)
DAYS, TICKS = 30, 5  # in the chart, and labels under it
CHART_WIDTH = 480
FOREVER = datetime.max.replace(tzinfo=UTC)
WAITING = ("emails-to-confirm", "emails-queued")


def _may_see_signers(request: HttpRequest) -> bool:
    return request.user.has_perms(["petitions.view_petition", "petitions.view_signature"])


def _dashboard(petition_id: int) -> str:
    return reverse("admin:petitions_petition_desk", args=[petition_id])


def _form(petition: Petition) -> str:
    return reverse("admin:petitions_petition_change", args=[petition.pk])


@add_source
def signers(request: HttpRequest) -> Iterator[Entry]:
    """The current alerts, the signers who wait for staff."""
    if not _may_see_signers(request):
        return
    yield Entry(
        Part.ALERTS,
        "signing-alerts",
        _("What looks wrong"),
        [
            Row(str(alert.petition or ""), alert.url, alert.message, is_urgent=True)
            for alert in alerts.cached_alerts()
        ],
        rank=0,
    )
    yield Entry(
        Part.WAITING,
        "signers-waiting",
        _("Signatures to review"),
        [
            Row(line.text, line.url, kind=str(petition), is_urgent=line.is_overdue)
            for petition, lines in waiting_signers()
            for line in lines
        ],
        rank=3,
    )


@add_source
def by_day(request: HttpRequest) -> Iterator[Entry | Figure]:
    """From the tallies: no signature is read."""
    if not request.user.has_perm("petitions.view_petition"):
        return
    today = timezone.now().date()
    days = [today - timedelta(days=number) for number in reversed(range(DAYS))]
    tally = tallies.by_kind_and_day(days[0], [Kind.COUNTED, Kind.MAILED, Kind.BOUNCED])
    yield _signatures(days, tally.get(Kind.COUNTED, {}))
    if _may_see_signers(request):
        yield _emails(request, tally)


def _emails(request: HttpRequest, tally: dict[str, dict[date, int]]) -> Entry:
    """Sent and refused emails are counted by day; those that wait, or were given up, are still in the queue."""
    queue, lately = numbers(request), _("in the last %(days)d days") % {"days": DAYS}
    rows = [
        Row(
            _("Confirmation emails sent"),
            number=sum(tally.get(Kind.MAILED, {}).values()),
            note=lately,
        ),
        Row(
            _("Emails refused by their provider"),
            number=sum(tally.get(Kind.BOUNCED, {}).values()),
            note=lately,
        ),
        Row(_("Emails waiting to be sent"), number=sum(queue.get(name, 0) for name in WAITING)),
        Row(_("Emails given up"), number=queue.get("emails-failed", 0), note=_("in the last day")),
    ]
    return Entry(Part.FIGURES, "emails", _("Emails"), rows)


@add_numbers
def queued_emails(request: HttpRequest) -> Iterator[Counted]:
    """Emails in the queue, MAX_EMAILS at most. What was given up is deleted after a day (campaign/run/jobs.py)."""
    if not _may_see_signers(request):
        return
    jobs = ProcrastinateJob.objects.filter(queue_name=MAIL)
    queued: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("emails-to-confirm", Intake.objects.all()),
        ("emails-queued", jobs.filter(status__in=("todo", "doing"))),
        ("emails-failed", jobs.filter(status="failed")),
    )
    for name, rows in queued:
        some = rows.order_by().values("pk")[:MAX_EMAILS]
        yield number(name, rows.model._default_manager.filter(pk__in=some), Count("pk"))


def _signatures(days: list[date], counted: dict[date, int]) -> Figure:
    ticked = charts.labelled_positions(DAYS, TICKS)
    chart = charts.bar_chart(
        "confirmed",
        _("Signatures confirmed by day"),
        [
            Column(
                label=date_format(day, "j M Y"),
                values=(counted.get(day, 0),),
                tick=date_format(day, "j M") if number in ticked else "",
            )
            for number, day in enumerate(days)
        ],
        series=(_("Confirmed"),),
        first=_("Day (UTC)"),
        description=_("How many signatures of all petitions were confirmed on each day."),
        rtl=translation.get_language_bidi(),
        width=CHART_WIDTH,
    )
    total = number_format(sum(counted.values()), force_grouping=True)
    summary = _("%(number)s in the last %(days)d days, in all petitions.") % {
        "number": total,
        "days": DAYS,
    }
    return Figure("signatures", _("Signatures"), summary, chart)


@add_source
def under_way(request: HttpRequest) -> Iterator[Entry]:
    """Petitions that are open, open soon, close soon, or name no one who is still detained. One query for all of them."""
    if not request.user.has_perm("petitions.view_petition"):
        return
    now = timezone.now()
    found = Petition.objects.published().filter(alerts.is_watched(now) | Q(opens_at__gt=now))
    petitions = list(found.with_nobody_left().order_by("opens_at", "pk"))
    yield from _opening_and_closing(petitions, now)
    if _may_see_signers(request):
        yield _open(each for each in petitions if each.opens_at <= now)
    if request.user.has_perm("petitions.publish_petition"):
        yield _nobody_left(petitions, now)


def _opening_and_closing(petitions: Iterable[Any], now: datetime) -> Iterator[Entry]:
    opening, closing = [], []
    for petition in petitions:
        row = (str(petition), _form(petition))
        if petition.opens_at > now:
            opening.append(
                Row(*row, note=_("opens for signing"), kind=_("petition"), at=petition.opens_at)
            )
        if petition.closes_at and now < petition.closes_at <= now + CLOSES_SOON:
            closing.append(Row(*row, note=_("closes"), kind=_("petition"), at=petition.closes_at))
    yield Entry(Part.SCHEDULED, "opening", _("Petitions that open"), opening)
    yield Entry(Part.EXPIRES, "closing", _("Petitions that close"), closing)


def _open(petitions: Iterable[Petition]) -> Entry:
    petitions = sorted(petitions, key=lambda each: each.pk)
    counts = tallies.counts(each.pk for each in petitions)
    rows = [
        Row(str(each), _dashboard(each.pk), number=counts[each.pk], note=_("confirmed"))
        for each in petitions
    ]
    return Entry(Part.FIGURES, "open-petitions", _("Open petitions"), rows)


def _nobody_left(petitions: Iterable[Any], now: datetime) -> Entry:
    """Open petitions whose people are all free or dead."""
    rows = [
        Row(
            str(each),
            _form(each),
            links=[(_("Close it"), reverse("admin:petitions_petition_close", args=[each.pk]))],
        )
        for each in petitions
        if each.has_nobody_left and each.opens_at <= now < (each.closes_at or FOREVER)
    ]
    title = _("Everyone it names has been freed or has died")
    return Entry(Part.WAITING, "nobody-left", title, rows, rank=6)


@add_source
def erased_soon(request: HttpRequest) -> Iterator[Entry]:
    """Erasures of the next two weeks, so that staff have time to correct a wrong date."""
    if not _may_see_signers(request):
        return
    runs = ScheduledErasure.objects.filter(finished_at=None, petition__legal_hold=False)
    rows = [
        Row(
            str(run.petition),
            f"{_dashboard(run.petition_id)}#keeping",
            note=_("Signers’ data will be erased"),
            at=run.due_on,
        )
        for run in runs.select_related("petition")[: MAX_ROWS + 1]
    ]
    yield Entry(
        Part.EXPIRES,
        "erased-soon",
        _("Signers’ data will be erased"),
        rows,
        help=_(
            "If the date of a delivery or closing is wrong, correct it before signers’ data is erased. Erased data cannot be restored."
        ),
    )
