"""The staff's desk: Django's own admin, under a Content Security Policy of its own."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csp import csp_override

desk_csp = csp_override(settings.ADMIN_CSP)


class CampaignAdminSite(admin.AdminSite):
    site_header = settings.CAMPAIGN_NAME
    site_title = settings.CAMPAIGN_NAME

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        return desk_csp(super().admin_view(view, cacheable))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return desk_csp(super().login)(request, extra_context)
