"""The work queues at the desk: a page of its own, and a panel on the first page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.admin.adminsite import add_index_panel
from campaign.admin.base import DeskAdmin
from profiles.safety import queues
from profiles.safety.left_names import LeftName, left_names


def queues_view(desk: DeskAdmin, request: HttpRequest) -> HttpResponse:
    if not desk.has_view_permission(request):
        raise PermissionDenied
    counts = queues.counts()
    context = desk.admin_site.each_context(request) | {
        "title": _("People who need attention"),
        "opts": desk.opts,
        "queues": [(each, counts[each.name], _list_url(each)) for each in queues.QUEUES],
    }
    return TemplateResponse(request, "admin/profiles/detainee/queues.html", context)


def left_names_view(desk: DeskAdmin, request: HttpRequest) -> HttpResponse:
    """Pages that name someone who is unpublished. Staff read it any day; it is computed anew each time."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    context = desk.admin_site.each_context(request) | {
        "title": _("Pages that name someone who is unpublished"),
        "opts": desk.opts,
        "rows": [(left, _item_url(request, left)) for left in left_names()],
    }
    return TemplateResponse(request, "admin/profiles/detainee/left_names.html", context)


def _item_url(request: HttpRequest, left: LeftName) -> str:
    """Where staff change the page; empty if they may not see it."""
    opts = left.page.item._meta
    if left.is_closed_here or not request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
        return ""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[left.page.item.pk])


def _list_url(queue: queues.Queue) -> str:
    return f"{reverse('admin:profiles_detainee_changelist')}?care={queue.name}"


def index_panel(request: HttpRequest) -> tuple[str, Any] | None:
    """The queues that are not empty. Each links to the list of its people."""
    if not request.user.has_perm("profiles.view_detainee"):
        return None
    counts = queues.counts()
    filled = [
        (each.label, counts[each.name], _list_url(each))
        for each in queues.QUEUES
        if counts[each.name]
    ]
    return ("admin/profiles/_queues_panel.html", filled) if filled else None


add_index_panel(index_panel)
