"""The desk: Django's admin site with a Content Security Policy of its own and a first page for staff."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.debug import sensitive_post_parameters

from campaign.accounts import links, sessions
from campaign.accounts.log_in import check_password
from campaign.accounts.throttle import TooManyTries
from campaign.accounts.views import log_in, step_up, urls
from campaign.accounts.views.pages import own, too_many
from campaign.activity import accounts
from campaign.admin.collaboration import for_you
from campaign.admin.fields.picking import PickerView
from campaign.admin.first_page import page as first_page
from campaign.admin.first_page.entries import add_source
from campaign.admin.first_page.items import items, publishable_desks
from campaign.admin.first_page.unsaved import unsaved_work
from campaign.admin.lists.views import URLS as SAVED_VIEWS
from campaign.admin.preview_links.first_page import readers_outside
from campaign.admin.preview_links.views import URLS as PREVIEW_LINKS
from campaign.admin.search import page as search
from campaign.autosave import storing
from campaign.autosave import views as autosave
from campaign.break_in.desk import URLS as BREAK_IN
from campaign.closed_records.views import URLS as CLOSED_RECORDS
from campaign.handbook import chapters, where
from campaign.handbook.views import URLS as HANDBOOK
from campaign.site_closing import state_file
from campaign.site_closing.desk import URLS as SITE_CLOSING

desk_csp = csp_override(settings.ADMIN_CSP)

_pages: list[URLPattern] = []


def add_pages(pages: Iterable[URLPattern]) -> None:
    """Add pages of packages above this one. Admin modules call it when imported."""
    _pages.extend(pages)


def outside(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that leads to a session: it needs none, and no cache stores it."""
    return desk_csp(never_cache(view))


class CampaignAdminSite(admin.AdminSite):
    site_header = settings.CAMPAIGN_NAME
    site_title = settings.CAMPAIGN_NAME
    index_title = lazy("Dashboard")

    # Apps with their names for staff, in this order. Models of other apps (the email queue's) are not registered.
    groups: ClassVar[dict[str, str | Promise]] = {
        "profiles": lazy("People"),
        "petitions": lazy("Petitions"),
        "news": lazy("News"),
        "followers": lazy("Followers"),
        "campaign": lazy("The site"),
        "auth": lazy("Staff"),
    }

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        single = isinstance(model_or_iterable, type)
        for model in [model_or_iterable] if single else model_or_iterable:
            if model._meta.app_label in self.groups:
                super().register(model, *args, **options)

    def admin_view[V: Callable[..., Any]](self, view: V, cacheable: bool = False) -> V:
        guarded = super().admin_view(step_up.guard(view), cacheable)
        return desk_csp(autosave.rescue(guarded, self.has_permission))

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is a session of staff in which a second factor was given, and the account still has it."""
        has_factor = getattr(request.user, "otp_device", None) is not None
        return super().has_permission(request) and has_factor

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            *(self._at_our_address(each, outside) for each in urls.OPEN),
            *(
                self._at_our_address(each, self.admin_view)
                for each in (
                    *urls.OWN,
                    *autosave.URLS,
                    *SAVED_VIEWS,
                    *for_you.URLS,
                    *search.URLS,
                    *CLOSED_RECORDS,
                    *HANDBOOK,
                    *SITE_CLOSING,
                    *BREAK_IN,
                    *PREVIEW_LINKS,
                    *_pages,
                )
            ),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """Django's redirect to the public page. Of what is not public, even the address says too much: it tells a name."""
        if not (content_type_id.isdecimal() and object_id.isdecimal()):
            raise Http404
        kind = ContentType.objects.filter(pk=int(content_type_id)).first()
        model = kind.model_class() if kind else None
        desk = self._registry.get(model) if model else None
        if desk is None:
            raise Http404
        item = desk.get_object(request, object_id)
        if item is None or not desk.has_view_permission(request, item):
            raise Http404
        if desk.get_view_on_site_url(item) is None:
            raise Http404
        response: HttpResponse = shortcut(request, content_type_id, object_id)
        return response

    def _at_our_address(
        self, pattern: URLPattern, wrap: Callable[[Any], Callable[..., HttpResponse]]
    ) -> URLPattern:
        return path(str(pattern.pattern), wrap(pattern.callback), name=pattern.name)

    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(log_in.next_url(request))
        return outside(log_in.password)(request)

    @transaction.atomic
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = extra_context or {}
        if request.method == "POST":
            if storing.of(request.user).exists():
                context = {"days_of_unsaved_work": storing.LIFETIME.days} | context
            accounts.record_logout(request.user)
        return super().logout(request, context)

    @method_decorator(sensitive_post_parameters())
    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The old password is guessed here no faster than at the log-in."""
        user = own(request)
        if request.method == "POST" and (old := request.POST.get("old_password")):
            try:
                check_password(request, user.get_username(), old)
            except TooManyTries as error:
                return too_many(request, error)
        with transaction.atomic():
            if request.method == "POST" and not sessions.lock(request):
                return HttpResponseRedirect(reverse("admin:login"))
            response = super().password_change(request, extra_context)
            if request.method == "POST" and response.status_code == 302:
                links.password_changed(user)
        return response

    @transaction.atomic  # the search for people needs a transaction
    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, PickerView.as_view(admin_site=self)(request))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        may_open = request.user.has_perm("campaign.change_sitestate")
        closing = {
            "closing": state_file.current(),
            "opening_url": reverse("admin:site_switch") if may_open else "",
        }
        page = request.resolver_match.url_name if request.resolver_match else ""
        handbook = {"handbook": chapters.place(where.of_page(page or ""))}
        return super().each_context(request) | closing | handbook

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        return [
            {**apps[label], "name": name} for label, name in self.groups.items() if label in apps
        ]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        first_steps = [
            (
                desk.opts.verbose_name,
                reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_add"),
            )
            for desk in publishable_desks(request)
            if desk.has_add_permission(request)
        ]
        context = {"first_steps": first_steps} | first_page.context(request)
        return super().index(request, context | (extra_context or {}))


add_source(items)
add_source(unsaved_work)
add_source(readers_outside)
add_source(for_you.waiting)
