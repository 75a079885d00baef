"""The page from which staff export a list: a right apart, and every export is written down."""

from collections.abc import Generator, Sequence
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

from campaign.admin.publishable import GARBAGE
from campaign.publishing.actions import Words
from campaign.text.csv import csv_lines
from campaign.web import downloads

SHOWN = 10


class ExportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Mixed into an admin: what its list was narrowed down to, as CSV, for who may `export_` its model.

    It needs the templates change_list.html and export.html of its model.
    """

    opts: Any
    export_title: Words
    export_header: Sequence[str]
    export_name: str  # of the file

    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[Any]]:
        raise NotImplementedError

    def narrowed(self, request: HttpRequest) -> tuple[Any, QuerySet[Any]]:
        """The list as it was narrowed down, and its rows."""
        changelist = self.get_changelist_instance(request)
        return changelist, changelist.get_queryset(request)

    def told_filter(self, name: str, values: list[str]) -> str:
        return f"{name}: {', '.join(values)}"

    def told(self, changelist: Any) -> str:
        """What the list was narrowed down by. Not whose name was searched for: the log is kept for good."""
        chosen = sorted(changelist.get_filters_params().items())
        told = [self.told_filter(name, values) for name, values in chosen]
        return "; ".join([*told, *(["a name"] if changelist.query else [])]) or "all"

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(
            f"{self.opts.app_label}.export_{self.opts.model_name}"
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", view, name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"can_export": self.has_export_permission(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        if not self.has_export_permission(request):
            raise PermissionDenied
        page = f"{self.opts.app_label}/{self.opts.model_name}"
        try:
            changelist, found = self.narrowed(request)
        except (IncorrectLookupParameters, *GARBAGE):
            # The list says that the filter cannot be read.
            changelist_url = f"admin:{page.replace('/', '_')}_changelist"
            return HttpResponseRedirect(reverse(changelist_url, query={ERROR_FLAG: "1"}))
        told = self.told(changelist)
        if request.method == "POST":
            author = cast(User, request.user)
            rows = downloads.log_export(
                self.export_rows(found), model=self.model, author=author, description=told
            )
            lines = csv_lines(
                self.export_header, rows, for_spreadsheets="for_spreadsheets" in request.POST
            )
            return downloads.dated_csv(lines, self.export_name)
        context = self.admin_site.each_context(request) | {
            "title": self.export_title,
            "opts": self.opts,
            "cl": changelist,
            "filters": told,
            "columns": self.export_header,
            "earlier": downloads.earlier_exports(self.model).select_related("user")[:SHOWN],
        }
        return TemplateResponse(request, f"admin/{page}/export.html", context)
