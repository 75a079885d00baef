"""The page from which staff export a list as CSV. It needs a right of its own, and every export is logged."""

from collections.abc import Generator, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.accounts.views.pages import own
from campaign.admin.base import BAD_VALUE_ERRORS
from campaign.closed_records.records import ClosableQuerySet
from campaign.text.csv import csv_lines
from campaign.web import downloads

MAX_EARLIER = 10  # exports on the page


class ExportMixin(admin.ModelAdmin[Any]):
    """Mixed into an admin class: exports the filtered list, for staff with the right `export_MODEL`.

    The model needs its own templates change_list.html and export.html.
    """

    opts: Any
    export_title: StrOrPromise
    export_header: Sequence[str]
    export_name: str  # of the file, without date and extension

    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[object]]:
        """The rows of the file, in the order of `export_header`."""
        raise NotImplementedError

    def filtered_rows(self, request: HttpRequest) -> tuple[Any, QuerySet[Any]]:
        """The change list with the filters of the request, and its rows."""
        changelist = self.get_changelist_instance(request)
        return changelist, changelist.get_queryset(request)

    def describe_filters(self, request: HttpRequest, changelist: Any) -> str:
        """The filters in words, for the page and the log. Without the name in a search: the log is never deleted."""
        filters, others = [], dict(changelist.get_filters_params())
        for each in changelist.filter_specs:
            chosen = [
                str(choice["display"]) for choice in each.choices(changelist) if choice["selected"]
            ]
            if each.used_parameters and chosen:
                filters.append(f"{each.title}: {', '.join(chosen)}")
                others = {
                    name: others[name] for name in others if name not in each.expected_parameters()
                }
        filters += [self._of_address(name, values) for name, values in sorted(others.items())]
        return "; ".join([*filters, *([_("a search")] if changelist.query else [])]) or _("all")

    def _of_address(self, lookup: str, values: list[str]) -> str:
        """In words, what filters the list only in its address (`state__exact=published`)."""
        try:
            field = self.opts.get_field(lookup.partition("__")[0])
        except FieldDoesNotExist:
            return f"{lookup}: {', '.join(values)}"
        labels = dict(getattr(field, "flatchoices", ()))
        words = [str(labels.get(value, value)) for value in values]
        return f"{getattr(field, 'verbose_name', lookup)}: {', '.join(words)}"

    def export_form(self, data: Any) -> forms.Form:
        """What the page asks for before the export. data: None until it is posted."""
        return forms.Form(data)

    def log_rows[R](
        self, request: HttpRequest, rows: Generator[R], form: forms.Form, description: str
    ) -> Generator[R]:
        """Pass the rows through and log the export. form: the valid one. description: its filters."""
        author = cast(User, request.user)
        return downloads.log_export(rows, model=self.model, author=author, description=description)

    def earlier_exports(self) -> list[tuple[Any, Any, str]]:
        """When, who and what."""
        entries = downloads.earlier_exports(self.model).select_related("user")[:MAX_EARLIER]
        return [(each.action_time, each.user, each.change_message) for each in entries]

    def left_out(self, request: HttpRequest) -> int:
        """How many records are closed to this user, whatever the filters. Only administrators know that there are any."""
        if not own(request).is_superuser:
            return 0
        rows = self.model._default_manager.all()
        return rows.closed_to(request.user).count() if isinstance(rows, ClosableQuerySet) else 0

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
            changelist, found = self.filtered_rows(request)
        except (IncorrectLookupParameters, *BAD_VALUE_ERRORS):
            # The list shows the error message about unreadable filters.
            changelist_url = f"admin:{page.replace('/', '_')}_changelist"
            return HttpResponseRedirect(reverse(changelist_url, query={ERROR_FLAG: "1"}))
        filters = self.describe_filters(request, changelist)
        form = self.export_form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            rows = self.log_rows(request, self.export_rows(found), form, filters)
            lines = csv_lines(
                self.export_header, rows, for_spreadsheets="for_spreadsheets" in request.POST
            )
            return downloads.dated_csv(lines, self.export_name)
        context = self.admin_site.each_context(request) | {
            "title": self.export_title,
            "opts": self.opts,
            "cl": changelist,
            "filters": filters,
            "columns": self.export_header,
            "form": form,
            "earlier": self.earlier_exports(),
            "left_out": self.left_out(request),
        }
        return TemplateResponse(request, f"admin/{page}/export.html", context)
