"""The pages on which staff state why they need to see signers, and hide them again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from petitions.admin.signature.access import ReasonForm, access_to, revoke, state_reason
from petitions.admin.signature.filters import id_or_none
from petitions.models import Petition


class StatedReasonMixin(admin.ModelAdmin[Any]):
    """Mixed into the admin of signatures: `signature/reason/` and `signature/hide/`."""

    def get_urls(self) -> list[URLPattern]:
        views = {"reason": self.reason_view, "hide": require_POST(self.hide_view)}
        return [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"petitions_signature_{name}")
            for name, view in views.items()
        ] + super().get_urls()

    def reason_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the reason, then lead back to the page that needs it."""
        given = request.POST if request.method == "POST" else request.GET
        chosen = id_or_none(given.get("petition", ""))
        if not access_to(request, chosen).allowed:
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            state_reason(request, chosen, form.reason)
            return HttpResponseRedirect(_next_page(request))
        context = self.admin_site.each_context(request) | {
            "title": _("State a reason"),
            "opts": self.opts,
            "access": access_to(request, chosen),
            "form": form,
            "petition": Petition.objects.filter(pk=chosen or 0).first(),
            "next": _next_page(request),
        }
        return TemplateResponse(request, "admin/petitions/signature/reason.html", context)

    def hide_view(self, request: HttpRequest) -> HttpResponse:
        """End all stated reasons of this session."""
        revoke(request)
        messages.success(request, _("Signers are hidden again."))
        return HttpResponseRedirect(reverse("admin:petitions_signature_changelist"))


def _next_page(request: HttpRequest) -> str:
    """The page of this desk to go on with."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    if page.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(
        page, allowed_hosts=None
    ):
        return page
    return reverse("admin:petitions_signature_changelist")
