"""PublishableAdmin: the admin of models with the workflow of campaign/publishing.

The form starts with the state, what is missing and the buttons of the workflow. Two editors cannot overwrite each
other (forms.py). campaign/admin/__init__.py shows the whole chain of classes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, override

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.admin.addresses.leaving import ANSWER_LABEL, answer_view, withdraw_view
from campaign.admin.ask_first import DateEffect
from campaign.admin.base import item_urls
from campaign.admin.collaboration.admin import CollaboratingAdmin
from campaign.admin.collaboration.many import action as choose_together
from campaign.admin.forms import PublishableForm
from campaign.admin.lists.bulk import done_message, list_action
from campaign.admin.merging import say_what_was_deleted
from campaign.admin.pictures import picture_url
from campaign.admin.preview_links.panels import sentence as shown_outside
from campaign.admin.preview_links.views import links_view
from campaign.admin.reviews import panels
from campaign.admin.reviews.views import ASK_LABEL, REVIEW_LABEL, ask_view, review_view, submit_view
from campaign.admin.scheduling import (
    ask_about_publication,
    ending,
    publication,
    reschedule_view,
    state_sentence,
)
from campaign.admin.working_versions import panels as version_panels
from campaign.admin.working_versions.editing import VersionedAdmin
from campaign.admin.working_versions.panels import VersionPanel
from campaign.admin.working_versions.views import pages, preview_policy
from campaign.previews.public_pages import Addresses, page_of, public_context
from campaign.publishing import workflow
from campaign.publishing.actions import ACTIONS, Action
from campaign.publishing.workflow import Publishable, Stage, State
from campaign.working_versions.models import WorkingVersion

# Django's buttons, which the form of a public item does not show (campaign/admin/working_versions/editing.py).
DJANGO_BUTTONS = ("show_save", "show_save_and_continue", "show_save_and_add_another")


@dataclass(frozen=True, slots=True)
class StatePanel:
    """The head of a form (templates/admin/_panel.html): the state, what is missing, the buttons."""

    badge: SafeString
    sentence: StrOrPromise
    missing: list[str]
    buttons: list[tuple[StrOrPromise, str, str]]  # label, name, URL
    preview_url: str
    notices: list[StrOrPromise] = field(default_factory=list)
    done: list[str] = field(default_factory=list)  # requirements for publication that are met
    review: panels.ReviewPanel | None = None
    version: VersionPanel | None = None
    links_url: str = ""  # of the page on which it is shown to readers outside
    shown_outside: str = ""


class PublishableAdmin(CollaboratingAdmin, VersionedAdmin):
    """For models with the workflow of campaign/publishing: draft, review, publish, withdraw."""

    form = PublishableForm
    change_form_template = "admin/publishable_change_form.html"
    actions = [*(list_action(action) for action in ACTIONS), choose_together]
    deletes_selected = False  # staff delete one item at a time, and see its name
    save_on_top = False

    # --- Rights ---

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Django calls this by name for list actions that need the permission "publish"."""
        return request.user.has_perm(self.model.right_to_publish())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is public is edited as a working version. What is scheduled needs the right to publish."""
        if obj is not None and not (self.keeps_versions and obj.is_published):
            return self.may_change_now(request, obj)
        return super().has_change_permission(request, obj)

    def may_change_now(self, request: HttpRequest, item: Any) -> bool:
        """Changes of what stands there now are public at once, if the item is. So they need the right to publish."""
        if item.state == State.PUBLISHED and not self.has_publish_permission(request):
            return False
        return super().has_change_permission(request, item)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts can be deleted. The URL of anything that was public must keep answering 410."""
        if obj is not None and obj.state != State.DRAFT:
            return False
        return super().has_delete_permission(request, obj)

    def allows(self, request: HttpRequest, action: Action, item: Publishable | None = None) -> bool:
        if action.permission == "publish":
            return self.has_publish_permission(request)
        if item is None:
            return self.has_change_permission(request)
        return self.has_change_permission(request, item) and self.may_change_now(request, item)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With `has_version`, for the badge of the list."""
        versions = WorkingVersion.objects.filter(
            subject=self.opts.label_lower, subject_pk=models.OuterRef("pk")
        )
        rows: models.QuerySet[Any] = super().get_queryset(request)
        found: models.QuerySet[Any] = rows.annotate(has_version=models.Exists(versions))
        return found

    @admin.display(description=lazy("state"), ordering="state")
    def badge(self, item: Publishable) -> SafeString:
        kind, label = self.shown_state(item)
        state = format_html('<span class="badge badge-{}">{}</span>', kind, label)
        if not getattr(item, "has_version", False):
            return state
        version = _("Working version")
        return format_html('{} <span class="badge badge-version">{}</span>', state, version)

    @admin.display(description=lazy("last changed"), ordering="updated_at")
    def changed(self, item: Publishable) -> str:
        return date_format(timezone.localtime(item.updated_at), "j M Y, H:i")

    def shown_state(self, item: Publishable) -> tuple[str, StrOrPromise]:
        """A CSS class and a label for the badge."""
        if item.is_published and self.hidden_because(item):
            return State.WITHDRAWN, _("Hidden")
        if item.stage == Stage.SCHEDULED:
            time = date_format(timezone.localtime(item.publish_at), "j M Y, H:i")
            return item.stage, _("Scheduled for %(time)s") % {"time": time}
        return item.stage, item.stage.label

    def hidden_because(self, item: Publishable) -> str:
        """Why no one outside sees it although it is published itself: what it is part of is not."""
        return ""

    # --- The form ---

    @override
    def shown_on(self, obj: Any) -> Iterable[Publishable]:
        return (obj,)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        """The slug follows the title only in the form of a new item."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """None if the public cannot see the item now."""
        # As stored, since `obj` may have an address that was typed into a form with mistakes.
        public = obj and self.model._default_manager.published().filter(pk=obj.pk).first()
        return str(public.get_absolute_url()) if public else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item: Publishable | None = kwargs.get("obj")
        context["save_actions"] = [
            action
            for action in ACTIONS
            if action.save_label and action.applies_to(item) and self.allows(request, action, item)
        ]
        if item:
            say_what_was_deleted(request, item)
            context["panel"] = self.panel(request, item)
        if item and item.is_published and self.keeps_versions:
            context |= dict.fromkeys(DJANGO_BUTTONS, False)
            context["keeps_version"] = self.has_change_permission(request, item)
            context["publishes_version"] = self.has_publish_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def panel(self, request: HttpRequest, item: Publishable) -> StatePanel:
        # As stored, since `item` has the values typed into a form with mistakes.
        fresh = self.get_queryset(request).get(pk=item.pk)
        missing, done = self.publication_checklist(fresh)
        version = version_panels.of_form(self, request, fresh)
        return StatePanel(
            badge=self.badge(fresh),
            sentence=(fresh.is_published and self.hidden_because(fresh))
            or state_sentence(
                fresh,
                may_publish=self.has_publish_permission(request),
                may_keep=self.keeps_versions and self.has_change_permission(request, fresh),
            ),
            missing=missing,
            done=done,
            notices=fresh.objections(request.user)
            if item.state != State.PUBLISHED and self.has_publish_permission(request)
            else [],
            buttons=self._buttons(request, fresh),
            preview_url=self.item_url(
                "preview" if self.takes_effect(request) or not version else "version-preview", item
            ),
            review=panels.of_form(fresh),
            version=version,
            links_url=self.item_url("links", fresh)
            if self.has_change_permission(request, fresh)
            else "",
            shown_outside=shown_outside(fresh),
        )

    def publication_checklist(self, item: Publishable) -> tuple[list[str], list[str]]:
        """The requirements for publication that are missing, and those that are met."""
        return item.missing_for_publication(), []

    def _buttons(
        self, request: HttpRequest, item: Publishable
    ) -> list[tuple[StrOrPromise, str, str]]:
        buttons: list[tuple[StrOrPromise, str, str]] = []
        may_publish = self.has_publish_permission(request)
        if item.stage == Stage.SCHEDULED and may_publish:
            buttons.append((_("Reschedule"), "reschedule", self.item_url("reschedule", item)))
        if item.stage == Stage.IN_REVIEW and may_publish:
            buttons.append((REVIEW_LABEL, "review", self.item_url("review", item)))
        if item.stage == Stage.IN_REVIEW and self.has_change_permission(request, item):
            buttons.append((ASK_LABEL, "ask", self.item_url("ask", item)))
        may_answer = item.is_left and item.stage != Stage.SCHEDULED and item.leaving_fields
        if may_answer and may_publish:
            buttons.append((ANSWER_LABEL, "answer", self.item_url("answer", item)))
        return buttons + [
            (action.label, action.name, self.item_url(action.name, item))
            for action in ACTIONS
            if action.applies_to(item)
            and not action.save_label
            and self.allows(request, action, item)
        ]

    # --- The dates that take effect ---

    def effects_of_dates(self, item: Publishable) -> list[DateEffect]:
        """What the item's days and times do once it is published."""
        effect = publication(item)
        return [*([effect] if effect else []), *ending(item)]

    def dates_to_ask_about(
        self, request: HttpRequest, form: Any, formsets: Any
    ) -> list[DateEffect]:
        """Those that take effect when this form is saved: newly typed ones, or all of an item that is published now."""
        item: Publishable = form.instance
        is_published_now = "_publish" in request.POST and self.has_publish_permission(request)
        if item.state == State.PUBLISHED:
            is_published_now = False  # it is public already, so its own times are no news
        was_public = item.state == State.WITHDRAWN  # on a day that everyone knows
        if item.state != State.PUBLISHED and not is_published_now:
            return []
        return [
            effect
            for effect in self.effects_of_dates(item)
            if effect.name in form.changed_data
            or (is_published_now and effect.asks_when_published and not was_public)
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.approve_again(request, form.instance)
        if self.takes_effect(request) or self.goes_live(request):
            ask_about_publication(request, self.dates_to_ask_about(request, form, formsets))

    def approve_again(self, request: HttpRequest, item: Publishable) -> None:
        """If the change has cancelled the approval of a scheduled item: its author approves it, if they may.

        The database cancels it (campaign/migrations/sql/approvals.sql).
        """
        fresh: Publishable = self.model._default_manager.get(pk=item.pk)
        if item.state != State.PUBLISHED or fresh.state != State.IN_REVIEW:
            return
        why = [_("Someone who may publish has to read it.")]
        if self.has_publish_permission(request):
            try:
                workflow.publish(fresh, author=request.user, seen=fresh.version)
                return
            except ValidationError as error:
                why = error.messages
        notice = _("It was scheduled. After your change it waits for review again: %(why)s")
        self.message_user(request, notice % {"why": " ".join(why)}, messages.WARNING)

    # --- The buttons ---

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._after_saving(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        say_what_was_deleted(request, obj)
        if response := self._after_saving(request, obj):
            return response
        if others := getattr(obj, "changed_by", ""):
            note = _("%(who)s changed this after you opened it here. Both changes are saved.")
            messages.info(request, note % {"who": others})
        if response := self.note_what_was_saved(request, obj):
            return response
        if obj.state == State.PUBLISHED:
            fresh = self.model._default_manager.get(pk=obj.pk)
            if missing := fresh.missing_for_publication():
                if fresh.is_shown:
                    heading = _("It is public, but incomplete:")
                elif fresh.is_published:
                    heading = _("No one outside can see it now. This is missing:")
                else:
                    heading = _("It is scheduled, but incomplete:")
                messages.warning(request, _as_list(heading, missing))
        if "_publish" in request.POST:
            done = _("“%s” was changed successfully. The changes are public.")
            messages.success(request, done % obj)
            return self.redirect_to_form(obj.pk)
        return super().response_change(request, obj)

    def _after_saving(self, request: HttpRequest, item: Publishable) -> HttpResponse | None:
        """Run the action of “Save and publish” and the like. The form is saved even if the action fails."""
        pressed = [
            action for action in ACTIONS if action.save_label and f"_{action.name}" in request.POST
        ]
        if not pressed or IS_POPUP_VAR in request.POST or self._was_public(request, item):
            return None
        # The form has compared the version (PublishableForm.clean), and the row is locked since.
        saved = self.model._default_manager.get(pk=item.pk)
        if self.run_action(request, pressed[0], item, seen=saved.version) and (
            pressed[0].change is workflow.submit
        ):
            return HttpResponseRedirect(self.item_url("ask", item))
        return self.redirect_to_form(item.pk)

    def _was_public(self, request: HttpRequest, item: Publishable) -> bool:
        """Whether the form has changed something public: then no action of the workflow is left to do."""
        return not self.takes_effect(request) or item.state == State.PUBLISHED

    def run_action(
        self,
        request: HttpRequest,
        action: Action,
        item: Publishable,
        *,
        seen: str = "",
        **typed: Any,
    ) -> bool:
        """Change the state, add a message about the result, and return whether it worked. Raises PermissionDenied.

        seen: the version that staff have looked at; else the one that the confirmation has shown. typed: what the
        function of the action takes besides, such as a note.
        """
        fresh, problems = self.carry_out(request, action, item, seen=seen, **typed)
        if problems:
            messages.error(request, _as_list(action.not_done % fresh, problems))
        else:
            messages.success(request, done_message(self, action, [fresh]))
        return not problems

    def carry_out(
        self,
        request: HttpRequest,
        action: Action,
        item: Publishable,
        *,
        seen: str = "",
        **typed: Any,
    ) -> tuple[Publishable, list[str]]:
        """The item as it is then, and why its state could not be changed."""
        if not self.allows(request, action, item):
            raise PermissionDenied
        # With its names and other rows as saved now.
        fresh: Publishable = self.model._default_manager.get(pk=item.pk)
        try:
            seen = seen or request.POST.get(f"seen-{item.pk}", "")
            if action.needs_seen and not seen:
                raise ValidationError(_("Look at it first: open it, and publish it from there."))
            action.change(fresh, author=request.user, seen=seen, **typed)
        except ValidationError as error:
            return fresh, error.messages
        return fresh, []

    def action_view(self, request: HttpRequest, pk: int, *, action: Action) -> HttpResponse:
        item = self.get_object(request, str(pk))
        if item is None:
            return self.redirect_to_form(
                pk
            )  # the form redirects with a message that it does not exist
        if not self.allows(request, action, item):
            raise PermissionDenied
        if request.method != "POST":
            return self.confirmation(request, action, [item])
        self.run_action(request, action, item)
        return self.redirect_to_form(item.pk)

    def confirmation(
        self, request: HttpRequest, action: Action, items: list[Publishable]
    ) -> TemplateResponse:
        """The page that says what the action will do to these items, with a button."""
        changed = [item for item in items if action.applies_to(item)]
        context = self.admin_site.each_context(request) | {
            "title": action.label,
            "opts": self.opts,
            "action": action,
            "items": items,
            "skipped": [item for item in items if item not in changed],
            "also": [words for item in changed for words in self.also_happens(action, item)],
            "dated": [(item, each) for item in changed for each in self._effects_of(action, item)],
            "from_list": "action" in request.POST,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/action_confirmation.html", context)

    def also_happens(self, action: Action, item: Publishable) -> list[str]:
        """What the action does to other things, in words."""
        return []

    def _effects_of(self, action: Action, item: Publishable) -> list[DateEffect]:
        """What publishing this item now does by its dates."""
        if action.change is not workflow.publish:
            return []
        return [each for each in self.effects_of_dates(item) if each.asks_when_published]

    # --- The preview ---

    def preview_file(self, item: Any, path: str) -> str:
        """The address of a file of the item for staff, by its path below the public page; empty if there is none."""
        return ""

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as the public would see it, even of a draft. For staff only, and in no cache."""
        item = self.get_object(request, str(pk))
        if item is None:
            return self.redirect_to_form(pk)
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        return self.preview_of(request, item)

    def preview_of(
        self, request: HttpRequest, item: Publishable, badge: SafeString | None = None
    ) -> HttpResponse:
        """The page of the item as it is given here. badge: its state, if that is not the one given here."""
        addresses = Addresses(picture_url, partial(self.preview_file, item))
        context = public_context(item, addresses) | {
            "public_template": page_of(self.model).template,
            "preview_badge": badge or self.badge(item),
            "preview_back": self.item_url("change", item),
        }
        response = render(request, "admin/preview.html", context)
        response.headers["Content-Security-Policy"] = preview_policy()
        return response

    # --- URLs ---

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponse]] = {
            action.name: partial(self.action_view, action=action) for action in ACTIONS
        }
        views["preview"] = self.preview_view
        views |= {
            "submit": partial(submit_view, self),
            "ask": partial(ask_view, self),
            "review": partial(review_view, self),
            "reschedule": partial(reschedule_view, self),
            "links": partial(links_view, self),
        }
        if self.model.leaving_fields:
            views |= {
                "withdraw": partial(withdraw_view, self),
                "answer": partial(answer_view, self),
            }
        return item_urls(self, views | pages(self)) + super().get_urls()

    def redirect_to(self, item: Publishable, name: str) -> HttpResponse:
        return HttpResponseRedirect(self.item_url(name, item))

    def redirect_to_form(self, pk: int) -> HttpResponse:
        opts = self.opts
        return HttpResponseRedirect(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
        )

    def item_url(self, name: str, item: Publishable) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[item.pk])


def _as_list(heading: str, points: list[str]) -> SafeString:
    """A message: the heading with its only point, or with a list of points."""
    if len(points) == 1:
        return format_html("{} {}", heading, points[0])
    return format_html(
        "{}<ul>{}</ul>", heading, format_html_join("", "<li>{}</li>", ((p,) for p in points))
    )
