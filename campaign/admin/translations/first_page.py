"""Translations on the first page: what has to be brought up to date, and what waits for a review."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from campaign.admin.first_page.entries import MAX_ROWS, Entry, Part, Row
from campaign.admin.translations.desk import TranslatableAdmin
from campaign.admin.translations.views import rights_of
from campaign.publishing.workflow import State
from campaign.translations.models import Translation
from campaign.translations.states import outdated, waiting


def translations(request: HttpRequest) -> Iterator[Entry]:
    old: list[Row] = []
    drafts: list[Row] = []
    for desk in _desks(request):
        rights = rights_of(request, desk.model)
        visible = desk.get_queryset(request)
        if rights.may_write:
            rows = outdated(desk.model).filter(item__in=visible, item__state=State.PUBLISHED)
            old += _rows(desk, rows, visible)
        if rights.may_review:
            rows = waiting(desk.model).filter(item__in=visible)
            drafts += _rows(desk, rows.exclude(written_by=request.user.pk), visible)
    yield Entry(Part.WAITING, "translations-drafts", _("Translations to review"), drafts, rank=4)
    yield Entry(Part.WAITING, "translations-outdated", _("Outdated translations"), old, rank=6)


def _desks(request: HttpRequest) -> Iterator[Any]:
    for desk in admin.site._registry.values():
        if isinstance(desk, TranslatableAdmin) and desk.has_view_permission(request):
            yield desk


def _rows(desk: Any, rows: Any, visible: Any) -> Iterator[Row]:
    """One line for each language of an item, with a query for the translations and one for their items."""
    found: list[Translation] = list(
        rows.only("item", "language", "updated_at").order_by("-updated_at")[: MAX_ROWS + 1]
    )
    items = visible.in_bulk({each.item_id for each in found}) if found else {}
    for each in found:
        item = items[each.item_id]
        yield Row(
            text=str(item),
            url=desk.translation_url(item, each.written_in),
            note=str(each.written_in.label),
            kind=str(desk.opts.verbose_name),
            at=each.updated_at,
        )
