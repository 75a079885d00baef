"""Translations on the first page: what has to be brought up to date, and what waits for a review."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _

from campaign.admin.first_page.entries import MAX_ROWS, Entry, Part, Row
from campaign.admin.first_page.numbers import in_one_query
from campaign.admin.translations.desk import TranslatableAdmin
from campaign.admin.translations.views import rights_of
from campaign.publishing.workflow import Stage
from campaign.translations.models import Translation
from campaign.translations.states import outdated, translation_model

State = Translation.State


def translations(request: HttpRequest) -> Iterator[Entry]:
    rows: dict[str, list[Row]] = {State.DRAFT: [], State.REVIEWED: []}
    wanted = {
        desk: found for desk in _desks(request) if (found := _wanted(request, desk)) is not None
    }
    keys = _keys(wanted.values())
    for desk, found in wanted.items():
        for each, row in _rows(request, desk, found.model, keys[found.model._meta.label]):
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


def _wanted(request: HttpRequest, desk: Any) -> Any:
    """Drafts of others that this user may review, and what is outdated. None if they may not translate."""
    rights = rights_of(request, desk.model)
    if not rights.may_write:
        return None
    wanted = Q(pk__in=outdated(desk.model).filter(item__state=Stage.PUBLISHED).values("pk"))
    if rights.may_review:
        wanted |= Q(state=State.DRAFT) & ~Q(written_by=request.user.pk)
    rows: Any = translation_model(desk.model)._default_manager
    visible = desk.get_queryset(request).values("pk")
    return rows.filter(wanted, item__in=visible).order_by("-updated_at")


def _keys(wanted: Iterable[Any]) -> dict[str, list[int]]:
    """The newest of each model, found by one query."""
    newest = [
        rows.values_list(Value(rows.model._meta.label), "pk")[: MAX_ROWS + 1] for rows in wanted
    ]
    keys = defaultdict(list)
    for label, pk in in_one_query(newest):
        keys[label].append(pk)
    return keys


def _rows(
    request: HttpRequest, desk: Any, model: Any, keys: list[int]
) -> Iterator[tuple[Translation, Row]]:
    rows = model._default_manager.filter(pk__in=keys).order_by("-updated_at")
    found = list(rows.only("item", "language", "state", "updated_at"))
    items = desk.get_queryset(request).in_bulk({each.item_id for each in found}) if found else {}
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
