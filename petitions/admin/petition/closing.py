"""Closing a petition, and telling staff when nobody is left whom it could help."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from campaign.admin.index_panels import add_index_panel
from campaign.admin.publishable import PublishableAdmin, StatePanel
from petitions.handover import closing
from petitions.models import Petition

NAMED = 20  # petitions on the first page


class ClosingForm(forms.ModelForm[Petition]):
    class Meta:
        model = Petition
        fields = ("closing_note",)


class WithClosing(PublishableAdmin):
    """Mixed into the admin of petitions: the button, and the page that asks for the note."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.close_view)
        return [
            path("<int:pk>/close/", view, name="petitions_petition_close"),
            *super().get_urls(),
        ]

    def panel(self, request: HttpRequest, item: Any) -> StatePanel:
        panel = super().panel(request, item)
        petition = Petition.objects.get(pk=item.pk)
        if not petition.is_open() or not self.has_publish_permission(request):
            return panel
        notices = (
            [_("Everybody it names is free or dead by now. You may want to close it.")]
            if Petition.objects.nobody_left().filter(pk=item.pk).exists()
            else []
        )
        button = (_("Close this petition"), "close", self.item_url("close", item))
        return replace(panel, notices=[*panel.notices, *notices], buttons=[*panel.buttons, button])

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        petition = self.get_object(request, str(pk))
        if petition is None:
            return self._to_form(pk)  # which tells that there is no such thing
        if not self.has_publish_permission(request):
            raise PermissionDenied
        form = ClosingForm(request.POST or None, instance=petition)
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["closing_note"]
            try:
                closing.close(petition, note=note, author=request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, _("“%s” takes no more signatures.") % petition)
            return self._to_form(pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Close this petition"),
            "subtitle": str(petition),
            "opts": self.opts,
            "original": petition,
            "form": form,
        }
        return TemplateResponse(request, "admin/petitions/petition/close.html", context)


def index_panel(request: HttpRequest) -> tuple[str, Any] | None:
    """On the first page: the petitions that have nobody left to help."""
    if not request.user.has_perm("petitions.publish_petition"):
        return None
    petitions = list(Petition.objects.nobody_left().order_by("-opens_at")[:NAMED])
    return ("admin/petitions/_nobody_left.html", petitions) if petitions else None


add_index_panel(index_panel)
