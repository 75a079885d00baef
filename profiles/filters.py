"""The filters of the wall of portraits: each cleans its parameter, narrows the people, counts its options."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles import vocabulary as words
from profiles.models import Consent, DetaineeQuerySet, Ethnicity, Event, Place

type Label = str | Promise
FIRST_DECADE, LAST_DECADE = 1900, 2020


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
    standing = Consent.objects.standing(of=OuterRef("pk"))
    return people.filter(
        Exists(standing.filter(Q(basis=words.Basis.PUBLIC_RECORD) | Q(covers_place=True)))
    )


def _beginnings() -> QuerySet[Event]:
    return Event.objects.filter(is_public=True, kind__in=words.BEGINS_DETENTION)


def _taken_in(people: DetaineeQuerySet, year: str) -> DetaineeQuerySet:
    """Overlap, not equality: “2017/2018” is found under both years."""
    began = _beginnings().filter(
        when_earliest__lte=date(int(year), 12, 31), when_latest__gte=date(int(year), 1, 1)
    )
    return people.filter(Exists(began.filter(detainee=OuterRef("pk"))))


def _years(people: DetaineeQuerySet) -> Mapping[str, int]:
    spans = (
        _beginnings()
        .filter(
            detainee__in=people.order_by().values("pk"),
            when_earliest__isnull=False,
            when_latest__isnull=False,
        )
        .values_list("detainee", "when_earliest__year", "when_latest__year")
    )
    return _count_spans(spans.iterator(), step=1)


def _born_in(people: DetaineeQuerySet, decade: str) -> DetaineeQuerySet:
    first = int(decade)
    return people.filter(
        birth_earliest__lte=date(first + 9, 12, 31), birth_latest__gte=date(first, 1, 1)
    )


def _decades(people: DetaineeQuerySet) -> Mapping[str, int]:
    spans = (
        people.order_by()
        .filter(birth_earliest__isnull=False, birth_latest__isnull=False)
        .values_list("pk", "birth_earliest__year", "birth_latest__year")
    )
    return _count_spans(spans.iterator(), step=10)


def _count_spans(spans: Iterator[tuple[int, int, int]], *, step: int) -> Mapping[str, int]:
    seen = {
        (person, year - year % step)
        for person, first, last in spans
        for year in range(max(first, 1900), min(last, 2100) + 1)
    }
    return Counter(str(year) for _, year in seen)


FILTERS = (
    Filter(
        "status",
        _("Status"),
        lambda: dict(words.Status.choices),
        lambda people, value: people.filter(status=value),
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
        lambda: {str(year): str(year) for year in range(2000, date.today().year + 1)},
        _taken_in,
        _years,
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
        _("Born in the"),
        lambda: {
            str(decade): f"{decade}s" for decade in range(FIRST_DECADE, LAST_DECADE + 1, 10)
        },
        _born_in,
        _decades,
    ),
    Filter(
        "occupation",
        _("Work"),
        lambda: dict(words.OccupationGroup.choices),
        lambda people, value: people.filter(occupation_group=value),
        _by_field("occupation_group"),
    ),
)

SORTS: dict[str, tuple[Label, tuple[object, ...]]] = {
    "recent": (_("Newest first"), (F("publish_at").desc(), "-pk")),
    "name": (_("By name"), ("slug",)),
    "held": (_("Longest held first"), (F("began").asc(nulls_last=True), "pk")),
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

    def narrow(self, people: DetaineeQuerySet, *, leave_out: Filter | None = None) -> DetaineeQuerySet:
        for each, value in self.chosen.items():
            if each is not leave_out:
                people = each.narrow(people, value)
        return people

    def order(self, people: DetaineeQuerySet) -> DetaineeQuerySet:
        if self.sort == "held":
            began = _beginnings().filter(detainee=OuterRef("pk")).order_by("when_earliest")
            people = people.annotate(began=began.values("when_earliest")[:1])
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
