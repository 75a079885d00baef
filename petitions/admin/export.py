"""Exporting signatures: a right of its own, and every export is written down."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from campaign import exports, spreadsheets
from campaign.desk import GARBAGE
from petitions import exporting
from petitions.admin.signature_filters import PETITION, DomainFilter
from petitions.models import Petition, Signature

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
            "earlier": exports.earlier(Signature).select_related("user")[:SHOWN],
        }
        return TemplateResponse(request, "admin/petitions/signature/export.html", context)

    def _answer(
        self, request: HttpRequest, signatures: QuerySet[Signature], filters: str
    ) -> StreamingHttpResponse:
        rows = exports.written_down(
            exporting.rows(signatures), of=Signature, author=cast(User, request.user), told=filters
        )
        lines = spreadsheets.lines(
            exporting.HEADER, rows, for_spreadsheets="for_spreadsheets" in request.POST
        )
        return exports.answer(lines, "signatures")


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
