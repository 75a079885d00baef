"""The page “For you”: remarks that wait for the reader, their review days, and what they look after.

Each row names its item by model and number. The label comes from the item's own admin class, so it shows nothing that is closed
to the reader, or that they may not see any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.accounts.views.pages import page
from campaign.admin.first_page.entries import Entry, Part, Row
from campaign.collaboration import owners, remarks, review_days
from campaign.collaboration.colleagues import name_of
from campaign.collaboration.models import About

MOST = 51  # of each kind


@dataclass(frozen=True, slots=True)
class Line:
    """row: a remark, a review day or an ownership. kind, label, url: of its item."""

    row: Any
    kind: str
    label: str
    url: str


def lines(request: HttpRequest, rows: Iterable[About]) -> list[Line]:
    """A line for each row whose item this account may see."""
    rows = list(rows)
    keys: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        keys[row.subject].add(row.subject_pk)
    items = {
        (label, item.pk): item for label in keys for item in _items(request, label, keys[label])
    }
    return [
        _line(row, items[row.subject, row.subject_pk])
        for row in rows
        if (row.subject, row.subject_pk) in items
    ]


def _items(request: HttpRequest, label: str, keys: Iterable[int]) -> Iterator[Any]:
    for model, desk in admin.site._registry.items():
        if model._meta.label_lower == label and desk.has_view_permission(request):
            yield from desk.get_queryset(request).filter(pk__in=keys)


def _line(row: About, item: Any) -> Line:
    opts = item._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[item.pk])
    return Line(row, str(capfirst(opts.verbose_name)), str(item), f"{url}#section-together")


@require_safe
def for_you(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "collaboration/for_you",
        _("For you"),
        remarks=lines(request, remarks.waiting_for(request.user)[:MOST]),
        days=lines(request, review_days.days_of(request.user)[:MOST]),
        cases=lines(request, owners.cases_of(request.user)[:MOST]),
        today=localdate(),
    )


def waiting(request: HttpRequest) -> Iterator[Entry]:
    """On the first page: remarks that wait for the reader, and review days that have come."""
    pages = [(_("For you"), reverse("admin:for_you"))]
    said = [
        Row(
            line.label,
            line.url,
            note=_("A remark by %(who)s") % {"who": name_of(line.row.author)},
            kind=line.kind,
            at=line.row.written_at,
        )
        for line in lines(request, remarks.waiting_for(request.user)[:MOST])
    ]
    yield Entry(Part.WAITING, "remarks", _("Remarks for you"), said, pages=pages, rank=1)
    due = review_days.days_of(request.user).filter(on__lte=localdate())
    days = [
        Row(line.label, line.url, note=date_format(line.row.on, "j F Y"), kind=line.kind)
        for line in lines(request, due[:MOST])
    ]
    yield Entry(Part.WAITING, "review-days", _("To look at again"), days, pages=pages, rank=3)


URLS: list[URLPattern] = [path("for-you/", for_you, name="for_you")]
