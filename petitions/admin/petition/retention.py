"""How long signers' data is kept: told on a petition's form, at its desk and on the first page."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.index_panels import add_index_panel
from petitions.models import Petition, ScheduledErasure
from petitions.signers import retention, retention_preview
from petitions.signers.retention import Rule
from petitions.signers.retention_preview import PlannedRun


class WithKeeping(admin.ModelAdmin[Any]):
    """Mixed into the admin of petitions. What has ended cannot be opened again: its signers are unknown."""

    keeping: ClassVar[Any] = (
        lazy("How long signers’ data is kept"),
        {"fields": ("kept", "legal_hold")},
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = (*super().get_readonly_fields(request, obj), "kept")
        if obj is not None and retention.has_ended(obj):
            fields += ("opens_at", "closes_at")
        return fields

    @admin.display(description=lazy("until when"))
    def kept(self, petition: Petition) -> str | SafeString:
        if not petition.pk:
            return _undated()
        return format_html_join(SafeString("<br>"), "{}", ((each,) for each in sentences(petition)))


def sentences(petition: Petition) -> list[str]:
    """What will be erased of whom and when, and what was."""
    ahead = retention_preview.preview(petition)
    told = [_told(run) for run in ahead.finished]
    if petition.legal_hold:
        told.append(_("Legal hold: nothing of its signers is erased until it is lifted."))
    elif ahead.planned:
        told += [_foretold(each) for each in ahead.planned]
        told.append(
            _("Who asked for news is not named any more either, and gets it until they stop it.")
        )
    elif not ahead.ended:
        told.append(_undated())
    if ahead.ended:
        told.append(_("It cannot be opened again: nobody can tell any more who has signed it."))
    return told


def _undated() -> str:
    return ngettext(
        "Who is in no hand-over yet has no date: their data is kept until %(months)d month after one, or after the "
        "closing.",
        "Who is in no hand-over yet has no date: their data is kept until %(months)d months after one, or after "
        "the closing.",
        settings.RETENTION_MONTHS,
    ) % {"months": settings.RETENTION_MONTHS}


def _foretold(run: PlannedRun) -> str:
    if run.rule == Rule.DELIVERED:
        words = ngettext(
            "On %(day)s the name, town and comment of %(number)s signer who was handed over on %(since)s will be "
            "erased. The signature goes on counting.",
            "On %(day)s names, towns and comments of the %(number)s signers who were handed over on %(since)s "
            "will be erased. The signatures go on counting.",
            run.number,
        )
    else:
        words = ngettext(
            "On %(day)s all data of %(number)s signer will be erased: it is over since %(since)s. The number "
            "stays.",
            "On %(day)s all data of %(number)s signers will be erased: it is over since %(since)s. The number "
            "stays.",
            run.number,
        )
    return words % {
        "day": _day(run.due_on),
        "since": _day(run.since),
        "number": number_format(run.number, force_grouping=True),
    }


def _told(run: ScheduledErasure) -> str:
    return ngettext(
        "On %(day)s the data of %(number)s signer was erased.",
        "On %(day)s the data of %(number)s signers was erased.",
        run.done,
    ) % {
        "day": _day(run.finished_at or run.due_on),
        "number": number_format(run.done, force_grouping=True),
    }


def _day(day: date | datetime) -> str:
    return date_format(day, "j F Y")


def index_panel(request: HttpRequest) -> tuple[str, Any] | None:
    """On the first page, from two weeks before: where a date is wrong there is time to mend it."""
    if not request.user.has_perms(["petitions.view_petition", "petitions.view_signature"]):
        return None
    runs = ScheduledErasure.objects.filter(finished_at=None, petition__legal_hold=False)
    soon = list(runs.select_related("petition"))
    return ("admin/petitions/_erased_soon.html", soon) if soon else None


add_index_panel(index_panel)
