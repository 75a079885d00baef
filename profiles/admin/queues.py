"""How many people want looking after, and for what: on a page of its own, and on the desk's first one."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from campaign.admin.index_panels import add_index_panel
from profiles.safety import queues


class QueueDesk(admin.ModelAdmin[Any]):
    """Mixed into the admin of people."""

    def queues_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        numbers = queues.counts()
        context = self.admin_site.each_context(request) | {
            "title": _("People who want looking after"),
            "opts": self.opts,
            "queues": [(each, numbers[each.name], _address(each)) for each in queues.QUEUES],
        }
        return TemplateResponse(request, "admin/profiles/detainee/queues.html", context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.queues_view)
        return [path("queues/", view, name="profiles_detainee_queues"), *super().get_urls()]


def _address(queue: queues.Queue) -> str:
    return f"{reverse('admin:profiles_detainee_changelist')}?care={queue.name}"


def index_panel(request: HttpRequest) -> tuple[str, Any] | None:
    """The queues in which there is somebody; each leads to the list, narrowed down to them."""
    if not request.user.has_perm("profiles.view_detainee"):
        return None
    numbers = queues.counts()
    found = [
        (each.label, numbers[each.name], _address(each))
        for each in queues.QUEUES
        if numbers[each.name]
    ]
    return ("admin/profiles/_queues_panel.html", found) if found else None


add_index_panel(index_panel)
