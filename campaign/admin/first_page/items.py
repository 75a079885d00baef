"""People, petitions, news and everything else that is published, on the first page: what waits, and what is scheduled.

One query finds what waits; then there is one for each kind of item of which something waits, or that a colleague changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.contrib import admin
from django.db.models import Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.admin.first_page import colleagues
from campaign.admin.first_page.entries import MAX_ROWS, Entry, Link, Part, Row
from campaign.admin.first_page.numbers import in_one_query
from campaign.admin.publishable import PublishableAdmin
from campaign.admin.reviews.panels import sentence
from campaign.admin.working_versions import panels as version_panels
from campaign.publishing import reviews
from campaign.publishing.models import Review
from campaign.publishing.workflow import Publishable, PublishableQuerySet, Stage, State
from campaign.working_versions.models import WorkingVersion

type Key = tuple[str, int]  # model and primary key


def publishable_desks(request: HttpRequest) -> Iterator[PublishableAdmin]:
    """The admin classes of what is published that this user may open, in the order of the groups."""
    site = cast(Any, admin.site)
    for label in site.groups:
        for model, desk in site._registry.items():
            if (
                model._meta.app_label == label
                and isinstance(desk, PublishableAdmin)
                and desk.has_view_permission(request)
            ):
                yield desk


def items(request: HttpRequest) -> Iterator[Entry]:
    desks = {desk.opts.label_lower: desk for desk in publishable_desks(request)}
    returned = reviews.returned_to(request.user, most=MAX_ROWS + 1)
    versions = version_panels.newest(desks.values(), most=MAX_ROWS + 1)
    deeds = colleagues.lately(request.user)
    keys = {(each.subject, each.subject_pk) for each in returned}
    keys |= {(each.subject, each.subject_pk) for each in versions}
    keys |= {(each.subject, each.subject_pk) for each in deeds}
    found = _Items(request, desks, keys)
    in_review = found.with_stage(Stage.IN_REVIEW)
    asked = reviews.newest_of([*in_review, *versions])
    yield from _reviews(request, found, in_review, asked)
    yield from _returned(found, returned)
    yield from _versions(request, found, versions, asked)
    yield found.scheduled()
    yield colleagues.entry(deeds, found.links)


class _Items:
    """Items that this user may see: in review, scheduled, and those of the keys."""

    def __init__(
        self, request: HttpRequest, desks: dict[str, PublishableAdmin], keys: set[Key]
    ) -> None:
        self.desks = desks
        pks = defaultdict(set)
        for label, pk in [*keys, *_waiting(request, desks.values())]:
            pks[label].add(pk)
        self.by_key: dict[Key, Publishable] = {
            (label, item.pk): item
            for label, desk in desks.items()
            if pks[label]
            for item in _rows(request, desk).filter(pk__in=pks[label]).order_by("updated_at")
        }

    def desk_of(self, item: Publishable) -> PublishableAdmin:
        return self.desks[item._meta.label_lower]

    def with_stage(self, stage: Stage) -> list[Publishable]:
        return [item for item in self.by_key.values() if item.stage == stage]

    def row(self, item: Publishable, page: str = "change", **rest: Any) -> Row:
        desk = self.desk_of(item)
        return Row(
            text=str(item),
            url=desk.item_url(page, item),
            kind=str(desk.opts.verbose_name),
            **({"at": item.updated_at} | rest),
        )

    def lists(self, items: Iterable[Publishable], state: Stage) -> list[Link]:
        """The filtered list of each kind of item that occurs."""
        labels = {item._meta.label_lower for item in items}
        return [
            (str(desk.opts.verbose_name_plural), reverse(_list_of(desk), query={"state": state}))
            for label, desk in self.desks.items()
            if label in labels
        ]

    def links(self, keys: Iterable[Key]) -> list[Link]:
        """Links to those that still exist and that this user may see."""
        return [
            (str(item), self.desk_of(item).item_url("change", item))
            for key in keys
            if (item := self.by_key.get(key))
        ]

    def scheduled(self) -> Entry:
        items = sorted(self.with_stage(Stage.SCHEDULED), key=lambda item: str(item.publish_at))
        rows = [self.row(item, note=_("becomes public"), at=item.publish_at) for item in items]
        lists = self.lists(items, Stage.SCHEDULED)
        return Entry(Part.SCHEDULED, "scheduled-items", _("Scheduled"), rows, lists)


def _rows(request: HttpRequest, desk: PublishableAdmin) -> PublishableQuerySet[Publishable]:
    return cast(PublishableQuerySet[Publishable], desk.get_queryset(request))


def _waiting(request: HttpRequest, desks: Iterable[PublishableAdmin]) -> list[Key]:
    """The keys of what is in review or scheduled, of all kinds in one query."""
    parts = []
    for desk in desks:
        rows, key = _rows(request, desk), (Value(desk.opts.label_lower), "pk")
        in_review = rows.filter(state=State.IN_REVIEW).order_by("updated_at")
        scheduled = rows.scheduled().order_by("publish_at")
        parts += [each.values_list(*key)[: MAX_ROWS + 1] for each in (in_review, scheduled)]
    return list(in_one_query(parts))


def _list_of(desk: PublishableAdmin) -> str:
    return f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist"


def _reviews(
    request: HttpRequest,
    found: _Items,
    items: list[Publishable],
    asked: dict[Key, Review],
) -> Iterator[Entry]:
    """What waits for a review: what this user was asked to read, what they may publish, and the rest."""
    titles = {
        "asked-of-you": _("You are asked to review"),
        "to-review": _("To review"),
        "in-review": _("Waiting for review"),
    }
    rows: dict[str, list[tuple[Publishable, Row]]] = {name: [] for name in titles}
    for item in items:
        review = asked.get((item._meta.label_lower, item.pk))
        may_publish = found.desk_of(item).has_publish_permission(request)
        page, name = ("review", "to-review") if may_publish else ("change", "in-review")
        if review and not review.answer and review.asked_of_id == request.user.pk:
            name = "asked-of-you"
        note = sentence(review) if review else ""
        rows[name].append((item, found.row(item, page, note=note)))
    for rank, (name, title) in enumerate(titles.items(), start=1):
        kept = [item for item, _row in rows[name]]
        yield Entry(
            Part.WAITING,
            name,
            title,
            [row for _item, row in rows[name]],
            found.lists(kept, Stage.IN_REVIEW),
            rank=rank if name != "in-review" else 8,
        )


def _returned(found: _Items, returned: list[Review]) -> Iterator[Entry]:
    rows = [
        found.row(item, note=sentence(review))
        for review in returned
        if (item := found.by_key.get((review.subject, review.subject_pk)))
        and item.state == State.DRAFT
    ]
    yield Entry(Part.WAITING, "returned", _("Returned to you with a note"), rows, rank=2)


def _versions(
    request: HttpRequest,
    found: _Items,
    versions: list[WorkingVersion],
    asked: dict[Key, Review],
) -> Iterator[Entry]:
    """Working versions: one's own, and those of colleagues. One that could not be published stands first."""
    mine: list[Row] = []
    others: list[Row] = []
    due: list[Row] = []
    for version in sorted(versions, key=lambda each: each.failed_at is None):
        item = found.by_key.get((version.subject, version.subject_pk))
        if item is None:
            continue
        review = asked.get((version._meta.label_lower, version.pk))
        row = found.row(
            item,
            "version",
            note=version_panels.first_page_sentence(version, review),
            at=version.updated_at,
            is_urgent=version.failed_at is not None,
        )
        if version.publish_at and not version.failed_at:
            due.append(
                found.row(
                    item, "version", note=_("its changes become public"), at=version.publish_at
                )
            )
        (mine if version.author_id == request.user.pk else others).append(row)
    yield Entry(Part.WAITING, "your-versions", _("Your working versions"), mine, rank=6)
    yield Entry(Part.WAITING, "versions", _("Working versions of colleagues"), others, rank=7)
    yield Entry(Part.SCHEDULED, "scheduled-versions", capfirst(_("working versions")), due)
