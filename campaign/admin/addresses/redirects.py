"""The table of redirects, and the page that takes many lines at once."""

from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.accounts.views.pages import own
from campaign.activity.log import Kind, record
from campaign.addresses import redirects
from campaign.addresses.models import Redirect
from campaign.admin.base import EVERY_FIELD, DeskAdmin, DeskForm

MAY_LEAVE = lazy("Some of them lead to other sites")


class RedirectForm(DeskForm):
    def clean(self) -> dict[str, Any]:
        """By the same rules as many lines: what is typed is written as the table has it."""
        super().clean()
        typed = self.cleaned_data
        if {"old", "to"} <= typed.keys():
            pair = f"{typed['old']}\t{typed['to']}"
            lines = redirects.read_lines(pair, may_leave=typed["is_elsewhere"])
            if not lines:
                self.add_error("old", _("The old address is no path that begins with a slash."))
            for line in lines:
                if line.error:
                    raise ValidationError(line.error)
                typed |= {"old": line.old, "to": line.to, "is_elsewhere": line.is_elsewhere}
        return typed


class LinesForm(forms.Form):
    lines = forms.CharField(
        label=lazy("Old and new addresses"),
        max_length=600_000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "ltr", "spellcheck": "false"}),
        help_text=lazy(
            "One pair a line, with a space, a tab, a comma or a semicolon between them: /?page_id=12 /about/. You can "
            "paste two columns of a spreadsheet."
        ),
    )
    may_leave = forms.BooleanField(
        label=MAY_LEAVE,
        required=False,
        help_text=lazy("Otherwise such a line is refused, so that a slip sends no visitor away."),
    )

    def clean_lines(self) -> str:
        lines: str = self.cleaned_data["lines"]
        number = len(lines.splitlines())
        if number > redirects.MAX_LINES:
            said = _(
                "These are %(number)d lines. At most %(most)d can be added at once: divide them."
            )
            raise ValidationError(said % {"number": number, "most": redirects.MAX_LINES})
        return lines


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    form = RedirectForm
    change_list_template = "admin/addresses/redirects.html"
    logged_fields = EVERY_FIELD
    list_note = lazy(
        "Where the addresses of an older site lead. They work only where this site has no page of its own."
    )
    list_display = ("old", "to", "is_elsewhere")
    list_filter = ("is_elsewhere",)
    search_fields = ("old", "to")
    fields = ("old", "to", "is_elsewhere")

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Others that lead to this one lead on at once."""
        super().save_model(request, obj, form, change)
        line = redirects.Line(1, obj.old, obj.to, obj.is_elsewhere)
        redirects.store([line], author=request.user)

    def lines_view(self, request: HttpRequest) -> HttpResponse:
        """Many lines: first what would come of them, then, on the same page, the button that does it."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = LinesForm(request.POST if request.method == "POST" else None)
        lines: list[redirects.Line] = []
        if form.is_valid():
            lines = redirects.read_lines(
                form.cleaned_data["lines"], may_leave=form.cleaned_data["may_leave"]
            )
            if "_store" in request.POST:
                with transaction.atomic():
                    stored = redirects.store(lines, author=request.user)
                    record(Kind.CHANGED, actor=own(request), subject=Redirect, detail=f"{stored}")
                said = ngettext("%d redirect is stored.", "%d redirects are stored.", stored)
                messages.success(request, said % stored)
                return redirect("admin:campaign_redirect_changelist")
        context = self.admin_site.each_context(request) | {
            "title": _("Add many redirects"),
            "opts": self.opts,
            "form": form,
            "lines": lines,
            "good": sum(not line.error for line in lines),
            "refused": sum(bool(line.error) for line in lines),
        }
        status = 422 if form.is_bound and not form.is_valid() else 200
        return TemplateResponse(request, "admin/addresses/lines.html", context, status=status)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.lines_view)
        return [path("lines/", view, name="campaign_redirect_lines"), *super().get_urls()]
