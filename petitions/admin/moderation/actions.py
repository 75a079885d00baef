"""Buttons on a page of the desk that do something with its thing, and lead back to it."""

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
class Act:
    name: str
    label: str | Promise
    of: tuple[str, ...]  # the states in which it can be done
    do: Callable[[Any], None]  # raises ValidationError where it cannot after all
    entered: str  # in the history


class WithActs(DeskAdmin):
    """For a thing with states. Who may change it may do what there is to do, also once its form is fixed."""

    acts: ClassVar[tuple[Act, ...]]

    @admin.display(description=lazy("state"), ordering="state")
    def badge(self, item: Any) -> SafeString:
        return format_html(
            '<span class="badge badge-{}">{}</span>', item.state, item.get_state_display()
        )

    def may_act(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def acts_of(self, request: HttpRequest, item: Any) -> list[Act]:
        return [act for act in self.acts if item.state in act.of and self.may_act(request)]

    def act_view(self, request: HttpRequest, pk: int, *, act: Act) -> HttpResponse:
        if not self.may_act(request):
            raise PermissionDenied
        item = self.get_object(request, str(pk))
        if item is None:
            return HttpResponseRedirect(reverse(f"admin:{self._name('changelist')}"))
        try:
            act.do(item)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.log_change(request, item, act.entered)
        return self.to_page(item)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"<int:pk>/{act.name}/",
                self.admin_site.admin_view(require_POST(partial(self.act_view, act=act))),
                name=self._name(act.name),
            )
            for act in self.acts
        ] + super().get_urls()

    def to_page(self, item: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:{self._name('change')}", args=[item.pk]))

    def _name(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"
