"""A petition's desk: what happens on it now, and what staff can do about it."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.index_panels import add_index_panel
from campaign.documents import charts
from campaign.documents.charts import Chart, Column
from petitions.admin.petition import retention
from petitions.counting import tallies
from petitions.models import Invalidation, Petition
from petitions.moderation import alerts, metrics, review
from petitions.moderation.metrics import Day, Hour, Moment

MOST_BARS = 120
SPANS = (1, 7, 28, 91)  # days in one bar
FEET = 8  # words under a chart
INVALIDATIONS_SHOWN = 5


class WithDesk(admin.ModelAdmin[Any]):
    """Mixed into the admin of petitions: the page, and the ways to it."""

    opts: Any
    change_form_template: ClassVar[str] = "admin/petitions/petition/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.desk_view)
        return [
            path("<int:pk>/desk/", view, name="petitions_petition_desk"),
            *super().get_urls(),
        ]

    @admin.display(description=lazy("desk"))
    def desk(self, petition: Petition) -> SafeString:
        return format_html(
            '<a href="{}" aria-label="{}">{}</a>',
            reverse("admin:petitions_petition_desk", args=[petition.pk]),
            _("Desk of %(petition)s") % {"petition": petition},
            _("Desk"),
        )

    def desk_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        petition = self.get_object(request, str(pk))
        if petition is None:
            # Which tells that there is no such thing.
            return HttpResponseRedirect(reverse("admin:petitions_petition_change", args=[pk]))
        if not self.has_view_permission(request, petition) or not request.user.has_perm(
            "petitions.view_signature"
        ):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("The desk of a petition"),
            "subtitle": str(petition),
            "opts": self.opts,
            "original": petition,
            **_numbers(petition, timezone.now()),
            "can_review": request.user.has_perm("petitions.review_signature"),
            "can_invalidate": request.user.has_perm("petitions.add_invalidation"),
            "can_export": request.user.has_perm("petitions.export_signature"),
        }
        return TemplateResponse(request, "admin/petitions/petition/desk.html", context)


def index_panel(request: HttpRequest) -> tuple[str, Any] | None:
    """On the first page: what is wrong, and the way to the desk of each petition that is open."""
    if not request.user.has_perms(["petitions.view_petition", "petitions.view_signature"]):
        return None
    petitions = list(alerts.watched(timezone.now()))
    counts = tallies.counts(petition.pk for petition in petitions)
    panel = {
        "alerts": alerts.lately_raised(),
        "petitions": [(petition, counts[petition.pk]) for petition in petitions],
    }
    return "admin/petitions/_index_panel.html", panel


add_index_panel(index_panel)


def _numbers(petition: Petition, now: datetime) -> dict[str, Any]:
    at = Moment(petition.pk, now)
    return {
        "now": now,
        "alerts": alerts.of_site() + alerts.of_petition(petition, at),
        "count": tallies.count(petition.pk),
        "hours": _chart_of_hours(metrics.hours(petition.pk, now)),
        "days": _chart_of_days(metrics.days(petition.pk)),
        "funnel": at.funnel,
        "countries": tallies.exact_country_counts(petition.pk),
        "domains": at.domains,
        "networks": at.networks,
        "held": [(reason, review.words(reason), number) for reason, number in at.held.items()],
        "held_total": sum(at.held.values()),
        "most_held": metrics.MOST_HELD,
        "keeping": retention.sentences(petition),
        "invalidations": Invalidation.objects.filter(petition=petition)[:INVALIDATIONS_SHOWN],
    }


def _chart_of_hours(hours: list[Hour]) -> Chart:
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


def _chart_of_days(days: list[Day]) -> Chart:
    """In spans of days, as many as are needed for so many bars."""
    span = next((span for span in SPANS if len(days) <= span * MOST_BARS), SPANS[-1])
    groups = [days[number : number + span] for number in range(0, len(days), span)]
    ticked = charts.labelled_positions(len(groups), FEET)
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
