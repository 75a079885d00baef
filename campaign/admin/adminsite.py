"""The desk: Django's admin site with a Content Security Policy of its own and a first page for staff."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csp import csp_override

from campaign.activity import accounts
from campaign.admin.index_panels import index_panels
from campaign.admin.publishable import PublishableAdmin
from campaign.publishing.workflow import Publishable, State

desk_csp = csp_override(settings.ADMIN_CSP)

# Items of each model.
MAX_WAITING = 20
MAX_RECENT = 8


class CampaignAdminSite(admin.AdminSite):
    site_header = settings.CAMPAIGN_NAME
    site_title = settings.CAMPAIGN_NAME
    index_title = lazy("Dashboard")

    # Apps with their names for staff, in this order. Models of other apps (the email queue's) are not registered.
    groups: ClassVar[dict[str, str | Promise]] = {
        "profiles": lazy("People"),
        "petitions": lazy("Petitions"),
        "news": lazy("News"),
        "campaign": lazy("The site"),
        "auth": lazy("Staff"),
    }

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        single = isinstance(model_or_iterable, type)
        for model in [model_or_iterable] if single else model_or_iterable:
            if model._meta.app_label in self.groups:
                super().register(model, *args, **options)

    def admin_view[V: Callable[..., Any]](self, view: V, cacheable: bool = False) -> V:
        return desk_csp(super().admin_view(view, cacheable))

    @transaction.atomic
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = desk_csp(super().login)(request, extra_context)
        if request.method == "POST":
            if isinstance(response, HttpResponseRedirect):
                accounts.record_login(request.user)
            else:
                accounts.record_failed_login(request.POST.get("username", ""))
        return response

    @transaction.atomic
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method == "POST":
            accounts.record_logout(request.user)
        return super().logout(request, extra_context)

    @transaction.atomic
    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        response = super().password_change(request, extra_context)
        if isinstance(response, HttpResponseRedirect):
            accounts.record_password(request.user, actor=request.user)
        return response

    @transaction.atomic  # the search for people needs a transaction
    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return super().autocomplete_view(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        return [
            {**apps[label], "name": name} for label, name in self.groups.items() if label in apps
        ]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        admins = [each for each in self._publishable_admins() if each.has_view_permission(request)]
        context = {
            "first_steps": [
                (
                    model_admin.opts.verbose_name,
                    reverse(f"admin:{model_admin.opts.label_lower.replace('.', '_')}_add"),
                )
                for model_admin in admins
                if model_admin.has_add_permission(request)
            ],
            "waiting": [
                (model_admin, item)
                for model_admin in admins
                for item in model_admin.get_queryset(request)
                .filter(state=State.IN_REVIEW)
                .order_by("updated_at")[:MAX_WAITING]
            ],
            "recent": self._recent(request, admins),
            "panels": index_panels(request),
        }
        return super().index(request, context | (extra_context or {}))

    def _publishable_admins(self) -> Iterator[PublishableAdmin]:
        for label in self.groups:
            for model, model_admin in self._registry.items():
                if model._meta.app_label == label and isinstance(model_admin, PublishableAdmin):
                    yield model_admin

    def _recent(
        self, request: HttpRequest, admins: list[PublishableAdmin]
    ) -> list[tuple[PublishableAdmin, Publishable]]:
        changed = [
            (model_admin, item)
            for model_admin in admins
            for item in model_admin.get_queryset(request).order_by("-updated_at")[:MAX_RECENT]
        ]
        changed.sort(key=lambda pair: pair[1].updated_at, reverse=True)
        return changed[:MAX_RECENT]
