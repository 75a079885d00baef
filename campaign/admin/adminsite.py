"""The staff's desk as a site: Django's own admin, under a Content Security Policy of its own.

Apart from campaign/admin.py, since registering there needs the site to be made already.
"""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csp import csp_override

from campaign.admin.publishable import PublishableAdmin
from campaign.publishing.workflow import Publishable, State

desk_csp = csp_override(settings.ADMIN_CSP)

# What an app has to say on the first page: a template and its `panel`, or nothing.
type Panel = Callable[[HttpRequest], tuple[str, Any] | None]

WAITING_SHOWN = 20
RECENT_SHOWN = 8


class CampaignAdminSite(admin.AdminSite):
    site_header = settings.CAMPAIGN_NAME
    site_title = settings.CAMPAIGN_NAME
    index_title = lazy("Dashboard")

    # Apps as staff know them, in this order; models of others (the mail queue's) are not for the desk.
    groups: ClassVar[dict[str, str | Promise]] = {
        "profiles": lazy("People"),
        "petitions": lazy("Petitions"),
        "news": lazy("News"),
        "campaign": lazy("The site"),
        "auth": lazy("Staff"),
    }

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.panels: list[Panel] = []

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        single = isinstance(model_or_iterable, type)
        for model in [model_or_iterable] if single else model_or_iterable:
            if model._meta.app_label in self.groups:
                super().register(model, *args, **options)

    def admin_view[V: Callable[..., Any]](self, view: V, cacheable: bool = False) -> V:
        return desk_csp(super().admin_view(view, cacheable))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return desk_csp(super().login)(request, extra_context)

    @transaction.atomic  # the search for people needs one
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
        desks = [desk for desk in self._publishable_desks() if desk.has_view_permission(request)]
        context = {
            "first_steps": [
                (
                    desk.opts.verbose_name,
                    reverse(f"admin:{desk.opts.label_lower.replace('.', '_')}_add"),
                )
                for desk in desks
                if desk.has_add_permission(request)
            ],
            "waiting": [
                (desk, item)
                for desk in desks
                for item in desk.get_queryset(request)
                .filter(state=State.IN_REVIEW)
                .order_by("updated_at")[:WAITING_SHOWN]
            ],
            "recent": self._recent(request, desks),
            "panels": [panel for make in self.panels if (panel := make(request))],
        }
        return super().index(request, context | (extra_context or {}))

    def _publishable_desks(self) -> Iterator[PublishableAdmin]:
        for label in self.groups:
            for model, desk in self._registry.items():
                if model._meta.app_label == label and isinstance(desk, PublishableAdmin):
                    yield desk

    def _recent(
        self, request: HttpRequest, desks: list[PublishableAdmin]
    ) -> list[tuple[PublishableAdmin, Publishable]]:
        changed = [
            (desk, item)
            for desk in desks
            for item in desk.get_queryset(request).order_by("-updated_at")[:RECENT_SHOWN]
        ]
        changed.sort(key=lambda pair: pair[1].updated_at, reverse=True)
        return changed[:RECENT_SHOWN]
