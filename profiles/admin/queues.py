"""On the first page of the desk: how many people want looking after, and for what."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from profiles import queues


def index_panel(request: HttpRequest) -> tuple[str, Any] | None:
    """The queues in which there is somebody; each leads to the list, narrowed down to them."""
    if not request.user.has_perm("profiles.view_detainee"):
        return None
    numbers = queues.counts()
    people = reverse("admin:profiles_detainee_changelist")
    found = [
        (each.label, numbers[each.name], f"{people}?care={each.name}")
        for each in queues.QUEUES
        if numbers[each.name]
    ]
    return ("admin/profiles/_queues_panel.html", found) if found else None


admin.site.panels.append(index_panel)  # type: ignore[attr-defined]  # CampaignAdminSite
