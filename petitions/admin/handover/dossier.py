"""The admin of dossiers: staff request, download and erase them.

Dossiers contain the names of signers who chose to be named. So a download needs a stated reason and is logged.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin
from petitions.admin.petition.waiting import waiting_signers
from petitions.admin.signature.access import ReasonForm
from petitions.admin.signature.filters import id_or_none
from petitions.handover import dossiers
from petitions.models import Dossier, Petition, SignerAccess
from petitions.signers import access_log

State = Dossier.State


class DossierForm(forms.ModelForm[Dossier]):
    """Requests the dossier while it validates, because only the request shows whether one is being built."""

    author: Any

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if petition := cleaned.get("petition"):
            try:
                self.instance = dossiers.request(petition, author=self.author)
            except ValidationError as error:
                self.add_error("petition", error)
        return cleaned


@admin.register(Dossier)
class DossierAdmin(DeskAdmin):
    form = DossierForm
    list_note = lazy(
        "The documents for a delivery, in one file: letter, people with their case sheets, numbers by "
        "country, names of signers, statement."
    )
    change_form_template = "admin/petitions/dossier/change_form.html"
    list_display = ("petition", "state", "file_size", "created_at", "author")
    list_select_related = ("petition", "author")
    list_filter = ("state", "petition")
    search_fields = ("petition__title",)
    autocomplete_fields = ("petition",)
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("petition",)
        return ("petition", "file", "manifest_sha256", "author", "created_at", "finished_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("file",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The petition that a link names. Django would fail for an id that is no number."""
        chosen = id_or_none(request.GET.get("petition", ""))
        return {"petition": str(chosen)} if chosen else {}

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        return type("DossierForm", (form,), {"author": request.user})

    def save_model(self, request: HttpRequest, obj: Dossier, form: Any, change: bool) -> None:
        """Nothing to do: the form's validation has saved it."""

    def delete_model(self, request: HttpRequest, obj: Dossier) -> None:
        dossiers.erase(obj)
        super().delete_model(request, obj)

    @admin.display(description=lazy("size"))
    def file_size(self, dossier: Dossier) -> str:
        return filesizeformat(dossier.size) if dossier.size else ""

    @admin.display(description=lazy("file"))
    def file(self, dossier: Dossier) -> str | SafeString:
        if dossier.state != State.READY:
            return str(dossier.get_state_display())
        url = reverse("admin:petitions_dossier_download", args=[dossier.pk])
        return format_html(
            '<a class="button" href="{}">{}</a> {}',
            url,
            _("Download (zip)"),
            filesizeformat(dossier.size),
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """With a warning about signers who wait for staff, and so are not in the dossier."""
        if dossier := kwargs.get("obj"):
            context["at_work"] = dossier.state in {State.WAITING, State.MAKING}
            context["waiting"] = waiting_signers([dossier.petition])
        else:
            chosen = id_or_none(request.GET.get("petition", ""))
            context["waiting"] = waiting_signers(
                Petition.objects.filter(pk=chosen) if chosen else None
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(self.download_view)
        return [
            path("<int:pk>/download/", download, name="petitions_dossier_download"),
            *super().get_urls(),
        ]

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask staff who may view dossiers for a reason, log it, and serve the file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        ready = Dossier.objects.filter(state=State.READY)
        dossier = ready.select_related("petition").filter(pk=pk).first()
        if dossier is None:
            raise Http404
        form = ReasonForm(request.POST if request.method == "POST" else None)
        try:
            file = dossiers.path(dossier).open("rb")
            changed = dossiers.changed_people(dossier)
        except FileNotFoundError:
            raise Http404 from None
        if changed or not form.is_valid():
            file.close()
            context = self.admin_site.each_context(request) | {
                "title": _("Download the dossier"),
                "opts": self.opts,
                "original": dossier,
                "form": form,
                "changed": changed,
            }
            return TemplateResponse(request, "admin/petitions/dossier/download.html", context)
        access_log.record(
            cast(User, request.user), SignerAccess.Kind.DOSSIER, reason=form.reason,
            petition=dossier.petition_id, found=1,
        )  # fmt: skip
        LogEntry.objects.log_actions(
            request.user.pk or 0,
            [dossier],
            CHANGE,
            change_message="Downloaded.",
            single_object=True,
        )
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"{dossier.petition.slug}-{dossier.created_at:%Y-%m-%d}.zip",
            content_type="application/zip",
        )
