"""Exporting signatures: a right of its own, and every export is written down."""

from collections.abc import Generator
from contextlib import closing
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign import spreadsheets
from campaign.desk import GARBAGE
from petitions import exporting
from petitions.admin.signature_filters import PETITION, DomainFilter
from petitions.models import Petition, Signature

EXPORT = "Export"  # what its lines in the log are known by
SHOWN = 10


class WithExport(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Mixed into the admin of signatures: what the list was narrowed down to, as CSV."""

    change_list_template = "admin/petitions/signature/change_list.html"

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(
            "petitions.export_signature"
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="petitions_signature_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"can_export": self.has_export_permission(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            changelist = self.get_changelist_instance(request)
        except (IncorrectLookupParameters, *GARBAGE):
            # Which says that the filter cannot be read.
            signatures = reverse("admin:petitions_signature_changelist", query={ERROR_FLAG: "1"})
            return HttpResponseRedirect(signatures)
        if request.method == "POST":
            return self._answer(request, changelist.get_queryset(request), _told(changelist))
        context = self.admin_site.each_context(request) | {
            "title": _("Export signatures"),
            "opts": self.opts,
            "cl": changelist,
            "most": changelist.paginator.MOST,
            "filters": _told(changelist),
            "columns": exporting.HEADER,
            "earlier": _log().select_related("user")[:SHOWN],
        }
        return TemplateResponse(request, "admin/petitions/signature/export.html", context)

    def _answer(
        self, request: HttpRequest, signatures: QuerySet[Signature], filters: str
    ) -> StreamingHttpResponse:
        rows = written_down(signatures, cast(User, request.user), filters)
        lines = spreadsheets.lines(
            exporting.HEADER, rows, for_spreadsheets="for_spreadsheets" in request.POST
        )
        name = f"signatures-{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            lines,
            content_type="text/csv; charset=utf-8; header=present",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def written_down(
    signatures: QuerySet[Signature], author: User, filters: str
) -> Generator[exporting.Row]:
    """The rows. It is entered that they are fetched before the first is, and how many when they end."""
    entry = LogEntry.objects.create(
        user=author,
        content_type=ContentType.objects.get_for_model(Signature),
        object_repr=EXPORT,
        action_flag=CHANGE,
        change_message=f"Begun ({filters}).",
    )
    number, ended = 0, "Broken off after"
    try:
        # Closed before the last entry is written: it would be rolled back with their transaction.
        with closing(exporting.rows(signatures)) as rows:
            for row in rows:
                yield row
                number += 1
        ended = "Exported"
    finally:
        entry.change_message = f"{ended} {number} signatures ({filters})."
        entry.save(update_fields=["change_message"])


def _log() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Signature),
        object_id=None,
        object_repr=EXPORT,
    ).order_by("-action_time")


def _told(changelist: Any) -> str:
    """What the list was narrowed down by. Not for whose name or mail domain, which can be a person's own: the
    log is kept for good, and signers can have themselves erased."""
    chosen = dict(changelist.get_filters_params())
    if petitions := chosen.pop(PETITION, None):
        slugs = Petition.objects.filter(pk__in=petitions).values_list("slug", flat=True)
        chosen["petition"] = sorted(slugs)
    told = [
        "a domain" if name == DomainFilter.parameter_name else f"{name}: {', '.join(values)}"
        for name, values in sorted(chosen.items())
    ]
    if changelist.query:
        told.append("a name")
    return "; ".join(told) or "all"
