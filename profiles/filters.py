"""The filters of the wall of portraits: each cleans its parameter, narrows the people, counts its options."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles import vocabulary as words
from profiles.models import Consent, DetaineeQuerySet, Event
from profiles.places import Ethnicity, Place

type Label = str | Promise
type Spans = dict[str, tuple[date, date]]
FIRST_YEAR, FIRST_DECADE = 1990, 1900


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Label
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of the address.

    labels: the values it takes, with their labels.
    narrow: the people with one value.
    tally: the number of people by value.
    """

    name: str
    label: Label
    labels: Callable[[], Mapping[str, Label]]
    narrow: Callable[[DetaineeQuerySet, str], DetaineeQuerySet]
    tally: Callable[[DetaineeQuerySet], Mapping[str, int]]


def _by_field(field: str) -> Callable[[DetaineeQuerySet], Mapping[str, int]]:
    def tally(people: DetaineeQuerySet) -> Mapping[str, int]:
        return dict(people.order_by().values_list(field).annotate(Count("pk", distinct=True)))

    return tally


def _place_shown(people: DetaineeQuerySet) -> DetaineeQuerySet:
    """Those whose place may be known: a filter must not tell what the page leaves out."""
    return people.filter(Exists(Consent.objects.standing(of=OuterRef("pk")).covering("place")))


def _beginnings() -> QuerySet[Event]:
    return Event.objects.filter(is_public=True, kind__in=words.BEGINS_DETENTION)


def _overlaps(field: str, first: date, last: date) -> Q:
    """`PartialDate.overlaps`, for the database: an open end reaches on, the unknown overlaps nothing."""
    begins = Q(**{f"{field}_earliest__lte": last})
    ends = Q(**{f"{field}_latest__gte": first})
    always, forever = Q(**{f"{field}_earliest": None}), Q(**{f"{field}_latest": None})
    return begins & (ends | forever) | always & ends


def _tally_spans(rows: QuerySet[Any], person: str, field: str, spans: Spans) -> Mapping[str, int]:
    """The number of people by span, asked with the very condition that narrows to one."""
    tally: dict[str, int] = rows.aggregate(
        **{
            value: Count(person, filter=_overlaps(field, *span), distinct=True)
            for value, span in spans.items()
        }
    )
    return tally


def _years() -> Spans:
    years = range(FIRST_YEAR, timezone.localdate().year + 1)
    return {str(year): (date(year, 1, 1), date(year, 12, 31)) for year in years}


def _decades() -> Spans:
    decades = range(FIRST_DECADE, timezone.localdate().year + 1, 10)
    return {str(first): (date(first, 1, 1), date(first + 9, 12, 31)) for first in decades}


def _taken_in(people: DetaineeQuerySet, year: str) -> DetaineeQuerySet:
    began = _beginnings().filter(_overlaps("when", *_years()[year]), detainee=OuterRef("pk"))
    return people.filter(Exists(began))


def _tally_taken(people: DetaineeQuerySet) -> Mapping[str, int]:
    began = _beginnings().filter(detainee__in=people.order_by().values("pk"))
    return _tally_spans(began, "detainee", "when", _years())


def _held_since() -> Case:
    """`PublicProfile.held_since`: the first kind of beginning that has a date, while it lasts."""
    rank = Case(
        *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(words.BEGINS_DETENTION))
    )
    dated = _beginnings().filter(detainee=OuterRef("pk"), when_latest__isnull=False)
    return Case(
        When(status__isnull=True, then=None),
        When(status__in=words.NOT_HELD, then=None),
        default=Subquery(dated.order_by(rank, "when_latest").values("when_latest")[:1]),
    )


FILTERS = (
    Filter(
        "status",
        _("Status"),
        lambda: dict(words.Status.choices),
        lambda people, value: people.filter(status=value),  # type: ignore[misc]  # annotated
        _by_field("status"),
    ),
    Filter(
        "place",
        _("Home"),
        lambda: dict(Place.objects.values_list("code", "name")),
        lambda people, value: _place_shown(people).filter(home_place__code=value),
        lambda people: _by_field("home_place__code")(_place_shown(people)),
    ),
    Filter(
        "year",
        _("Taken in"),
        lambda: {year: year for year in _years()},
        _taken_in,
        _tally_taken,
    ),
    Filter(
        "ethnicity",
        _("Ethnicity"),
        lambda: dict(Ethnicity.objects.values_list("code", "name")),
        lambda people, value: people.filter(ethnicities__code=value),
        _by_field("ethnicities__code"),
    ),
    Filter(
        "gender",
        _("Gender"),
        lambda: dict(words.Gender.choices),
        lambda people, value: people.filter(gender=value),
        _by_field("gender"),
    ),
    Filter(
        "born",
        _("Born"),
        lambda: {decade: f"{decade}s" for decade in _decades()},
        lambda people, value: people.filter(_overlaps("birth", *_decades()[value])),
        lambda people: _tally_spans(people.order_by(), "pk", "birth", _decades()),
    ),
    Filter(
        "occupation",
        _("Work"),
        lambda: dict(words.OccupationGroup.choices),
        lambda people, value: people.filter(occupation_group=value),
        _by_field("occupation_group"),
    ),
)

SORTS: dict[str, tuple[Label, tuple[str | OrderBy, ...]]] = {
    "recent": (_("Newest first"), (F("publish_at").desc(), "-pk")),
    "name": (_("By name"), ("slug", "pk")),
    "held": (_("Longest held first"), (F("held_since").asc(nulls_last=True), "pk")),
}


@dataclass(frozen=True, slots=True)
class Facet:
    filter: Filter
    options: list[Option]

    @property
    def selected(self) -> Option | None:
        return next((option for option in self.options if option.selected), None)


class Selection:
    """The filters a visitor has chosen, of a query string; what is unknown in it is ignored."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.chosen: dict[Filter, str] = {}
        self._labels = {each: each.labels() for each in FILTERS}
        for each in FILTERS:
            value = query.get(each.name, "").strip()
            if value in self._labels[each]:
                self.chosen[each] = value
        sort = query.get("sort", "")
        self.sort = sort if sort in SORTS else "recent"

    def narrow(
        self, people: DetaineeQuerySet, *, leave_out: Filter | None = None
    ) -> DetaineeQuerySet:
        for each, value in self.chosen.items():
            if each is not leave_out:
                people = each.narrow(people, value)
        return people

    def order(self, people: DetaineeQuerySet) -> DetaineeQuerySet:
        if self.sort == "held":
            people = people.annotate(held_since=_held_since())
        return people.order_by(*SORTS[self.sort][1])

    def facets(self, people: DetaineeQuerySet) -> list[Facet]:
        """Every filter's options; the counts follow the other filters that are chosen."""
        facets = []
        for each in FILTERS:
            tally = each.tally(self.narrow(people, leave_out=each))
            chosen = self.chosen.get(each)
            options = [
                Option(value, label, tally.get(value, 0), value == chosen)
                for value, label in self._labels[each].items()
                if tally.get(value) or value == chosen
            ]
            facets.append(Facet(each, options))
        return facets
