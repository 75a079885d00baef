"""Petitions and their signers on the first page of the desk."""

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from campaign.admin.first_page.entries import MAX_ROWS, Entry, Figure, Part, Row, add_source
from campaign.documents import charts
from campaign.documents.charts import Column
from petitions.admin.petition.waiting import waiting_signers
from petitions.counting import tallies
from petitions.models import Petition, ScheduledErasure
from petitions.moderation import alerts

CLOSES_SOON = timedelta(days=60)
DAYS, TICKS = 30, 5  # in the chart, and labels under it
CHART_WIDTH = 480


def _may_see_signers(request: HttpRequest) -> bool:
    return request.user.has_perms(["petitions.view_petition", "petitions.view_signature"])


def _dashboard(petition_id: int) -> str:
    return reverse("admin:petitions_petition_desk", args=[petition_id])


@add_source
def signers(request: HttpRequest) -> Iterator[Entry]:
    """The current alerts, the signers who wait for staff, and each open petition with its count."""
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
    petitions = list(alerts.watched_petitions(timezone.now()))
    counts = tallies.counts(petition.pk for petition in petitions)
    rows = [
        Row(str(each), _dashboard(each.pk), number=counts[each.pk], note=_("confirmed"))
        for each in petitions
    ]
    yield Entry(Part.FIGURES, "open-petitions", _("Open petitions"), rows)


@add_source
def confirmed_by_day(request: HttpRequest) -> Iterator[Figure]:
    """From the tallies: no signature is read."""
    if not request.user.has_perm("petitions.view_petition"):
        return
    today = timezone.now().date()
    days = [today - timedelta(days=number) for number in reversed(range(DAYS))]
    counted = tallies.counted_by_day(days[0])
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
    yield Figure("signatures", _("Signatures"), summary, chart)


@add_source
def opening_and_closing(request: HttpRequest) -> Iterator[Entry]:
    """Petitions that open, and those that close soon."""
    if not request.user.has_perm("petitions.view_petition"):
        return
    now = timezone.now()
    soon = Petition.objects.published().filter(closes_at__lte=now + CLOSES_SOON, closes_at__gt=now)
    later = Petition.objects.published().filter(opens_at__gt=now)
    found = (soon | later).order_by("opens_at")[: MAX_ROWS + 1]
    opening, closing = [], []
    for petition in found:
        url = reverse("admin:petitions_petition_change", args=[petition.pk])
        row = (str(petition), url)
        if petition.opens_at > now:
            opening.append(
                Row(*row, note=_("opens for signing"), kind=_("petition"), at=petition.opens_at)
            )
        if petition.closes_at and petition.closes_at <= now + CLOSES_SOON:
            closing.append(Row(*row, note=_("closes"), kind=_("petition"), at=petition.closes_at))
    yield Entry(Part.SCHEDULED, "opening", _("Petitions that open"), opening)
    yield Entry(Part.EXPIRES, "closing", _("Petitions that close"), closing)


@add_source
def nobody_left(request: HttpRequest) -> Iterator[Entry]:
    """Open petitions whose people are all free or dead."""
    if not request.user.has_perm("petitions.publish_petition"):
        return
    rows = [
        Row(
            str(each),
            reverse("admin:petitions_petition_change", args=[each.pk]),
            links=[(_("Close it"), reverse("admin:petitions_petition_close", args=[each.pk]))],
        )
        for each in Petition.objects.nobody_left().order_by("-opens_at")[: MAX_ROWS + 1]
    ]
    title = _("Everyone it names has been freed or has died")
    yield Entry(Part.WAITING, "nobody-left", title, rows, rank=6)


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
