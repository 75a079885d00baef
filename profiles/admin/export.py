"""Exporting people: a right apart, and every export is written down."""

from collections.abc import Generator
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from campaign import exports, spreadsheets
from campaign.desk import GARBAGE
from profiles import exporting
from profiles.models import Detainee

SHOWN = 10


class WithExport(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Mixed into the admin of people: what the list was narrowed down to, as CSV in our own layout."""

    opts: Any
    change_list_template = "admin/profiles/detainee/change_list.html"

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(
            "profiles.export_detainee"
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="profiles_detainee_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"can_export": self.has_export_permission(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            with transaction.atomic():  # the search for people needs one
                changelist = self.get_changelist_instance(request)
                found = list(changelist.get_queryset(request).values_list("pk", flat=True))
        except (IncorrectLookupParameters, *GARBAGE):
            # Which says that the filter cannot be read.
            people = reverse("admin:profiles_detainee_changelist", query={ERROR_FLAG: "1"})
            return HttpResponseRedirect(people)
        told = _told(changelist)
        if request.method == "POST":
            rows = exports.written_down(
                _rows(found), of=Detainee, author=cast(User, request.user), told=told
            )
            lines = spreadsheets.lines(
                exporting.header(exporting.STAFF_COLUMNS),
                rows,
                for_spreadsheets="for_spreadsheets" in request.POST,
            )
            return exports.answer(lines, "people")
        context = self.admin_site.each_context(request) | {
            "title": _("Export people"),
            "opts": self.opts,
            "query": changelist.get_query_string(),
            "number": len(found),
            "filters": told,
            "columns": exporting.STAFF_COLUMNS,
            "earlier": exports.earlier(Detainee).select_related("user")[:SHOWN],
        }
        return TemplateResponse(request, "admin/profiles/detainee/export.html", context)


def _rows(found: list[int]) -> Generator[list[str]]:
    with transaction.atomic():
        exports.wait_for_slow_readers()
        people = exporting.for_staff(Detainee.objects.filter(pk__in=found))
        yield from exporting.rows(
            people.iterator(chunk_size=exporting.CHUNK), exporting.STAFF_COLUMNS
        )


def _told(changelist: Any) -> str:
    """What the list was narrowed down by; not whose name was searched for."""
    chosen = dict(changelist.get_filters_params())
    told = [f"{name}: {', '.join(values)}" for name, values in sorted(chosen.items())]
    return "; ".join([*told, *(["a name"] if changelist.query else [])]) or "all"
