"""Buttons on an object's page in the admin that change its state and lead back to the page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from campaign.admin.base import DeskAdmin


@dataclass(frozen=True, slots=True)
class StateAction:
    """A button. run: raises ValidationError if the action is not possible after all."""

    name: str
    label: str | Promise
    states: tuple[str, ...]  # in which the action is possible
    run: Callable[..., None]
    log_message: str  # for the history


class StateActionsAdmin(DeskAdmin):
    """For objects with states. The actions stay possible when the object's form is read-only."""

    state_actions: ClassVar[tuple[StateAction, ...]]

    @admin.display(description=lazy("state"), ordering="state")
    def badge(self, item: Any) -> SafeString:
        return format_html(
            '<span class="badge badge-{}">{}</span>', item.state, item.get_state_display()
        )

    def has_action_permission(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def available_actions(self, request: HttpRequest, item: Any) -> list[StateAction]:
        if not self.has_action_permission(request):
            return []
        return [action for action in self.state_actions if item.state in action.states]

    def action_view(self, request: HttpRequest, pk: int, *, action: StateAction) -> HttpResponse:
        if not self.has_action_permission(request):
            raise PermissionDenied
        item = self.get_object(request, str(pk))
        if item is None:
            return HttpResponseRedirect(reverse(f"admin:{self._url_name('changelist')}"))
        try:
            action.run(item, author=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.log_change(request, item, action.log_message)
        return self.redirect_to_page(item)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"<int:pk>/{action.name}/",
                self.admin_site.admin_view(require_POST(partial(self.action_view, action=action))),
                name=self._url_name(action.name),
            )
            for action in self.state_actions
        ] + super().get_urls()

    def redirect_to_page(self, item: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:{self._url_name('change')}", args=[item.pk]))

    def _url_name(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"
