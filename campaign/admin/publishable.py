"""What the staff's desk is built of: the admin's base classes, for everything that staff publish.

A thing that is published has its state, the buttons that change it and what it still lacks at the head
of its form; two editors cannot overwrite each other unseen; whatever is saved or deleted makes the
public pages be made again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.csp import CSP, build_policy
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.forms import PublishableForm
from campaign.history import changes
from campaign.publishing.actions import VERBS, Action, Words
from campaign.publishing.workflow import Publishable, State
from campaign.web import page_cache

# What Postgres and Python raise for a number or a day in an address that is far out.
GARBAGE = (ValueError, OverflowError, DataError)

type Act = Callable[["PublishableAdmin", HttpRequest, models.QuerySet[Any]], HttpResponse | None]


def _list_action(verb: Action) -> Act:
    """The verb in the list's menu of actions: first a page that asks, then the deed."""

    def act(
        desk: "PublishableAdmin", request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return desk.ask(request, verb, list(queryset))
        for item in queryset:
            desk.carry_out(request, verb, item)
        return None

    act.__name__ = verb.name
    return admin.action(description=verb.label, permissions=[verb.permission])(act)


def item_urls(
    model_admin: Any, views: Mapping[str, Callable[..., HttpResponseBase]]
) -> list[URLPattern]:
    """Pages of one item, `<pk>/<name>/`, each known as `admin:<app>_<model>_<name>`."""
    opts = model_admin.opts
    return [
        path(
            f"<int:pk>/{name}/",
            model_admin.admin_site.admin_view(view),
            name=f"{opts.app_label}_{opts.model_name}_{name}",
        )
        for name, view in views.items()
    ]


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """For whatever shows on public pages: every change by staff begins a new edition of them."""

    list_per_page = 50
    list_note: Words = ""  # what the list is for, where its name does not say it

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural), "list_note": self.list_note}
        try:
            with transaction.atomic():  # the search for people needs one
                return super().changelist_view(request, title | (extra_context or {}))
        except GARBAGE:
            # Django answers most garbage in a filter's address in this way, but not the year 99999.
            if request.method != "GET" or ERROR_FLAG in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only by what the list offers: Django lets any column be asked about, a digest as well."""
        offered = {getattr(each, "parameter_name", each) for each in self.get_list_filter(request)}
        asked = lookup.split("__")[0]
        return asked in {*offered, self.date_hierarchy} and (
            super().lookup_allowed(lookup, value, request)
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changes.attribute_to(request.user, form.cleaned_data.get("why", ""))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        page_cache.invalidate_after_commit()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        changes.attribute_to(request.user)
        super().delete_model(request, obj)
        page_cache.invalidate_after_commit()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        changes.attribute_to(request.user)
        super().delete_queryset(request, queryset)
        page_cache.invalidate_after_commit()


class ReadOnlyAdmin(DeskAdmin):
    """For what is read and never changed by hand, not by a superuser either."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Panel:
    """The head of a form: what state the thing is in, what it lacks, what can be done."""

    badge: SafeString
    sentence: Words
    missing: list[str]
    buttons: list[tuple[Words, str, str]]
    preview_url: str
    notices: list[Words] = field(default_factory=list)
    done: list[str] = field(default_factory=list)  # of what has to be before it is published


class PublishableAdmin(DeskAdmin):
    """For what is drafted, reviewed, published and withdrawn."""

    form = PublishableForm
    change_form_template = "admin/publishable_change_form.html"
    actions = [_list_action(verb) for verb in VERBS]
    save_on_top = False
    # Fields that cannot be changed any more once the public has seen them.
    fixed_once_public: ClassVar[tuple[str, ...]] = ("slug",)

    # --- Who may do what ---

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Django's actions ask for it by this name."""
        opts = self.opts
        return request.user.has_perm(f"{opts.app_label}.publish_{opts.model_name}")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is saved on a published page is public at once, so changing it is publishing."""
        if (
            obj is not None
            and obj.state == State.PUBLISHED
            and not self.has_publish_permission(request)
        ):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts can be deleted: the address of what was public must go on to answer 410."""
        if obj is not None and obj.state != State.DRAFT:
            return False
        return super().has_delete_permission(request, obj)

    def allows(self, request: HttpRequest, verb: Action, item: Publishable | None = None) -> bool:
        if verb.permission == "publish":
            return self.has_publish_permission(request)
        return self.has_change_permission(request, item)

    def get_actions(
        self,
        request: HttpRequest,
        action_location: admin.ActionLocation = admin.ActionLocation.CHANGE_LIST,
    ) -> Any:
        """Without “delete selected”: one thing at a time, with its name before one's eyes."""
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)
        return actions

    # --- The list ---

    @admin.display(description=lazy("state"), ordering="state")
    def badge(self, item: Publishable) -> SafeString:
        kind, label = self.shown_state(item)
        return format_html('<span class="badge badge-{}">{}</span>', kind, label)

    @admin.display(description=lazy("last changed"), ordering="updated_at")
    def changed(self, item: Publishable) -> str:
        return date_format(timezone.localtime(item.updated_at), "j M Y, H:i")

    def shown_state(self, item: Publishable) -> tuple[str, Words]:
        """A word for the style sheet and one for people."""
        if item.state == State.PUBLISHED and not item.is_published:
            day = date_format(timezone.localtime(item.publish_at), "j M Y")
            return "scheduled", _("From %(day)s") % {"day": day}
        return item.state, item.get_state_display()

    # --- The form ---

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and obj.state in {State.PUBLISHED, State.WITHDRAWN}:
            fields += self.fixed_once_public
        return fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        """An address is made from the title once, never changed behind one's back."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """None unless the public can see it now."""
        manager = self.model._default_manager
        if obj is None or not manager.published().filter(pk=obj.pk).exists():
            return None
        return str(obj.get_absolute_url())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item: Publishable | None = kwargs.get("obj")
        state = item.state if item else State.DRAFT
        context["save_verbs"] = [
            verb
            for verb in VERBS
            if verb.save_label and state in verb.states and self.allows(request, verb, item)
        ]
        if item:
            context["panel"] = self.panel(request, item)
        return super().render_change_form(request, context, *args, **kwargs)

    def panel(self, request: HttpRequest, item: Publishable) -> Panel:
        fresh = self.model._default_manager.get(
            pk=item.pk
        )  # not as typed into a form with mistakes
        missing, done = self.checked(fresh)
        return Panel(
            badge=self.badge(item),
            sentence=self._sentence(request, item),
            missing=missing,
            done=done,
            notices=fresh.objections(request.user)
            if item.state != State.PUBLISHED and self.has_publish_permission(request)
            else [],
            buttons=[
                (verb.label, verb.name, self.item_url(verb.name, item))
                for verb in VERBS
                if item.state in verb.states
                and not verb.save_label
                and self.allows(request, verb, item)
            ],
            preview_url=self.item_url("preview", item),
        )

    def checked(self, item: Publishable) -> tuple[list[str], list[str]]:
        """Missing before it may be published, and what is in order."""
        return item.missing_for_publication(), []

    def _sentence(self, request: HttpRequest, item: Publishable) -> Words:
        if item.state == State.PUBLISHED and not self.has_publish_permission(request):
            return _("It is public. To have it changed, ask someone who may publish.")
        return {
            State.DRAFT: _("No one outside can see it."),
            State.IN_REVIEW: _("It waits for someone who may publish. No one outside can see it."),
            State.PUBLISHED: _("It is public: what you save here is on the site at once."),
            State.WITHDRAWN: _(
                "It was public and is now unpublished. Its address answers that it is gone."
            ),
        }[State(item.state)]

    # --- The buttons ---

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._after_saving(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if response := self._after_saving(request, obj):
            return response
        if obj.state == State.PUBLISHED:
            fresh = self.model._default_manager.get(pk=obj.pk)
            if missing := fresh.missing_for_publication():
                messages.warning(request, _told(_("It is public, but incomplete:"), missing))
        return super().response_change(request, obj)

    def _after_saving(self, request: HttpRequest, item: Publishable) -> HttpResponse | None:
        """“Save and publish” and the like: what was typed is saved, whatever becomes of the rest."""
        asked = [verb for verb in VERBS if verb.save_label and f"_{verb.name}" in request.POST]
        if not asked or IS_POPUP_VAR in request.POST:
            return None
        self.carry_out(request, asked[0], item)
        return self._to_form(item.pk)

    def carry_out(self, request: HttpRequest, verb: Action, item: Publishable) -> None:
        """Do it, and tell what came of it."""
        if not self.allows(request, verb, item):
            raise PermissionDenied
        fresh = self.model._default_manager.get(pk=item.pk)  # its names etc. as they are saved now
        try:
            verb.change(fresh, author=request.user, seen=request.POST.get(f"seen-{item.pk}", ""))
        except ValidationError as error:
            messages.error(request, _told(verb.not_done % fresh, error.messages))
        else:
            messages.success(request, verb.done % fresh)

    def verb_view(self, request: HttpRequest, pk: int, *, verb: Action) -> HttpResponse:
        item = self.get_object(request, str(pk))
        if item is None:
            return self._to_form(pk)  # which tells that there is no such thing
        if not self.allows(request, verb, item):
            raise PermissionDenied
        if request.method != "POST":
            return self.ask(request, verb, [item])
        self.carry_out(request, verb, item)
        return self._to_form(item.pk)

    def ask(self, request: HttpRequest, verb: Action, items: list[Publishable]) -> HttpResponse:
        """The page before something happens to these: what it is, and a button."""
        context = self.admin_site.each_context(request) | {
            "title": verb.label,
            "opts": self.opts,
            "verb": verb,
            "items": items,
            "from_list": "action" in request.POST,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/verb_confirmation.html", context)

    # --- The preview ---

    public_template: ClassVar[str]

    def preview_context(self, request: HttpRequest, item: Publishable) -> dict[str, Any]:
        """What the public view gives to its template."""
        raise NotImplementedError

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as the public would see it, drafts included; for staff alone, and kept nowhere."""
        item = self.get_object(request, str(pk))
        if item is None:
            return self._to_form(pk)  # which tells that there is no such thing
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        context = self.preview_context(request, item) | {
            "public_template": self.public_template,
            "preview_badge": self.badge(item),
            "preview_back": self.item_url("change", item),
        }
        response = render(request, "admin/preview.html", context)
        # The policy of public pages, so that a preview shows what it will do; its forms lead nowhere.
        policy = settings.SECURE_CSP | {"form-action": [CSP.NONE]}
        response.headers["Content-Security-Policy"] = build_policy(policy)
        return response

    # --- Addresses ---

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponse]] = {
            verb.name: partial(self.verb_view, verb=verb) for verb in VERBS
        }
        views["preview"] = self.preview_view
        return item_urls(self, views) + super().get_urls()

    def _to_form(self, pk: int) -> HttpResponse:
        opts = self.opts
        return HttpResponseRedirect(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
        )

    def item_url(self, name: str, item: Publishable) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[item.pk])


def _told(heading: str, points: list[str]) -> SafeString:
    if len(points) == 1:
        return format_html("{} {}", heading, points[0])
    return format_html(
        "{}<ul>{}</ul>", heading, format_html_join("", "<li>{}</li>", ((p,) for p in points))
    )
