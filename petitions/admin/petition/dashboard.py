"""The content of a petition's dashboard."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.admin import private_search
from campaign.documents import charts
from campaign.documents.charts import Chart, Column
from petitions.admin.petition.retention import retention_sentences
from petitions.admin.signature.access import SEE_SIGNERS
from petitions.counting import tallies
from petitions.models import Invalidation, Petition, Signature
from petitions.moderation import alerts, matching, metrics, review
from petitions.moderation.metrics import (
    DayCount,
    HourCount,
    PetitionMetrics,
    Quarantined,
    TopShares,
)

MAX_BARS = 120
SPANS = (1, 7, 28, 91)  # days in one bar
TICKS = 8  # labels under a chart
INVALIDATIONS_SHOWN = 5
NAMED_FROM = 10  # signatures of the last hour, for a domain to be named


def dashboard_context(request: HttpRequest, petition: Petition, now: datetime) -> dict[str, Any]:
    current = PetitionMetrics(petition.pk, now, petition.opens_at)
    return {
        "now": now,
        "alerts": alerts.site_alerts() + alerts.petition_alerts(petition, current),
        "count": tallies.count(petition.pk),
        "hours": _chart_of_hours(metrics.hours(petition.pk, now)),
        "days": _chart_of_days(metrics.days(petition.pk)),
        "funnel": current.funnel,
        "countries": tallies.exact_country_counts(petition.pk),
        "domains": _linked(request, current.domains),
        "networks": current.networks,
        "quarantined": [
            (reason, review.reason_label(reason), number)
            for reason, number in current.quarantined.items()
        ],
        "quarantined_total": Quarantined(
            sum(each.confirmed for each in current.quarantined.values()),
            sum(each.pending for each in current.quarantined.values()),
        ),
        "max_quarantined": metrics.MAX_QUARANTINED,
        "twins": Signature.objects.filter(
            matching.later_twins(), petition=petition, state=Signature.State.CONFIRMED
        ).count(),
        "retention": retention_sentences(petition),
        "invalidations": Invalidation.objects.filter(petition=petition)[:INVALIDATIONS_SHOWN],
    }


def _linked(request: HttpRequest, domains: TopShares) -> TopShares:
    """For the page: a domain of few signatures is not named, because it can be one person's own.

    The names for the links to the list are concealed. Staff who may not search get no links.
    """
    may_search = request.user.has_perm(SEE_SIGNERS)
    shares = [
        replace(
            share,
            label=share.label if share.number >= NAMED_FROM else _("a small domain"),
            name=private_search.conceal(request, share.name) if may_search and share.name else "",
        )
        for share in domains.shares
    ]
    return replace(domains, shares=shares)


def _chart_of_hours(hours: list[HourCount]) -> Chart:
    columns = [
        Column(
            label=date_format(local := timezone.localtime(hour.begins), "j M, H:i"),
            values=(hour.signed, hour.counted),
            tick=date_format(local, "H:i") if local.hour % 6 == 0 else "",
            is_cut_off=hour.is_cut_off,
        )
        for hour in hours
    ]
    return charts.bar_chart(
        "hours",
        _("By hour, the last two days"),
        columns,
        series=(_("Signed"), _("Confirmed, and counted")),
        first=_("Hour"),
        description=_("How many signed, and how many confirmed, in each hour of the last 48."),
        rtl=translation.get_language_bidi(),
    )


def _chart_of_days(days: list[DayCount]) -> Chart:
    """Grouped in the shortest of SPANS that gives at most MAX_BARS bars."""
    span = next((span for span in SPANS if len(days) <= span * MAX_BARS), SPANS[-1])
    groups = [days[number : number + span] for number in range(0, len(days), span)]
    ticked = charts.labelled_positions(len(groups), TICKS)
    columns = [
        Column(
            label=date_format(group[0].day, "j M Y"),
            values=(sum(day.signed for day in group), sum(day.counted for day in group)),
            tick=date_format(group[0].day, "j M y") if number in ticked else "",
        )
        for number, group in enumerate(groups)
    ]
    titles = {
        1: _("By day, since it opened"),
        7: _("By week, since it opened"),
        28: _("By four weeks, since it opened"),
        91: _("By quarter, since it opened"),
    }
    return charts.bar_chart(
        "days",
        titles[span],
        columns,
        series=(_("Signed"), _("Confirmed, and counted")),
        first=_("Beginning on") if span > 1 else _("Day (UTC)"),
        description=_("How many signed, and how many of those who confirmed are counted."),
        rtl=translation.get_language_bidi(),
    )
