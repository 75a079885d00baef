"""Links for readers outside on the first page: comments that no one has dealt with, and the page of all links."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.admin.first_page.entries import MAX_ROWS, Entry, Part, Row
from campaign.admin.first_page.items import publishable_desks
from campaign.admin.preview_links.views import changeable
from campaign.preview_links.models import PreviewLink


def readers_outside(request: HttpRequest) -> Iterator[Entry]:
    found = PreviewLink.objects.filter(comments__isnull=False, comments__settled_by=None)
    found = found.annotate(unread=Count("comments", filter=Q(comments__settled_by=None)))
    links: list[Any] = list(found.defer("recipient").order_by("-pk")[: MAX_ROWS + 1])
    rows = [_row(desk, item, link) for desk, item, link in changeable(request, links)]
    yield Entry(Part.WAITING, "comments", _("Comments from outside"), rows)
    if any(desk.has_change_permission(request) for desk in publishable_desks(request)):
        page = Row(_("Links for readers outside"), reverse("admin:preview_links"))
        yield Entry(Part.TOOLS, "readers", _("Readers outside"), [page])


def _row(desk: Any, item: Any, link: Any) -> Row:
    words = ngettext("one comment", "%(number)d comments", link.unread) % {"number": link.unread}
    url, kind = desk.item_url("links", item), str(item._meta.verbose_name)
    return Row(str(item), url, note=words, kind=kind)
