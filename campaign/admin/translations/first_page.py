"""Translations on the first page: what has to be brought up to date, and what waits for a review."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from campaign.admin.first_page.entries import MAX_ROWS, Entry, Part, Row
from campaign.admin.translations.desk import TranslatableAdmin
from campaign.admin.translations.views import rights_of
from campaign.publishing.workflow import Stage
from campaign.translations.models import Translation
from campaign.translations.states import outdated, translation_model

State = Translation.State


def translations(request: HttpRequest) -> Iterator[Entry]:
    rows: dict[str, list[Row]] = {State.DRAFT: [], State.REVIEWED: []}
    for desk in _desks(request):
        for each, row in _rows(request, desk):
            rows[each.state].append(row)
    yield Entry(
        Part.WAITING, "translations-drafts", _("Translations to review"), rows[State.DRAFT], rank=4
    )
    yield Entry(
        Part.WAITING,
        "translations-outdated",
        _("Outdated translations"),
        rows[State.REVIEWED],
        rank=6,
    )


def _desks(request: HttpRequest) -> Iterator[Any]:
    for desk in admin.site._registry.values():
        if isinstance(desk, TranslatableAdmin) and desk.has_view_permission(request):
            yield desk


def _rows(request: HttpRequest, desk: Any) -> Iterator[tuple[Translation, Row]]:
    """Drafts of others that this user may review, and what is outdated. One query, and one for the items if there are any."""
    rights = rights_of(request, desk.model)
    if not rights.may_write:
        return
    visible = desk.get_queryset(request)
    wanted = Q(pk__in=outdated(desk.model).filter(item__state=Stage.PUBLISHED).values("pk"))
    if rights.may_review:
        wanted |= Q(state=State.DRAFT) & ~Q(written_by=request.user.pk)
    rows: Any = translation_model(desk.model)._default_manager
    newest = rows.filter(wanted, item__in=visible.values("pk")).order_by("-updated_at")
    found = list(newest.only("item", "language", "state", "updated_at")[: MAX_ROWS + 1])
    items = visible.in_bulk({each.item_id for each in found}) if found else {}
    for each in found:
        item = items[each.item_id]
        yield (
            each,
            Row(
                text=str(item),
                url=desk.translation_url(item, each.written_in),
                note=str(each.written_in.label),
                kind=str(desk.opts.verbose_name),
                at=each.updated_at,
            ),
        )
