"""The filters of the wall of portraits: what an address may ask for, and whom that leaves.

A filter is declared once. It reads its parameter, narrows the people, and says what it takes; pages, JSON
and CSV alike ask a `Selection`. Whom a filter finds is decided by the terms of the listing (the database's
function `profiles_listing_of`), which hold nothing that a page leaves out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles import facets
from profiles import vocabulary as words
from profiles.models import Detainee, DetaineeQuerySet
from profiles.places import Ethnicity, Place

type Label = str | Promise
type Labels = Mapping[str, Label]
FIRST_YEAR, FIRST_DECADE = 1990, 1900
BETWEEN = ","  # several values of one filter


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of the address, and the values it takes, with their labels."""

    name: str
    label: Label
    labels: Callable[[], Labels]
    help: Label = ""

    def term(self, value: str) -> str:
        return f"{self.name}={value}"

    def narrow(self, people: DetaineeQuerySet, values: Iterable[str]) -> DetaineeQuerySet:
        """Those with one of the values."""
        return people.filter(listing__terms__overlap=[self.term(value) for value in values])


def _years() -> Labels:
    return {str(year): str(year) for year in range(FIRST_YEAR, timezone.localdate().year + 1)}


def _decades() -> Labels:
    decades = range(FIRST_DECADE, timezone.localdate().year + 1, 10)
    return {str(decade): f"{decade}s" for decade in decades}


def _sentences() -> Labels:
    none = words.SentenceKind.NONE
    return {value: label for value, label in words.SentenceKind.choices if value != none}


FILTERS = (
    Filter(
        "status", _("Status"), lambda: dict(words.Status.choices), _("As the newest report says.")
    ),
    Filter(
        "place",
        _("Home"),
        lambda: dict(Place.objects.filter(parent=None).values_list("code", "name")),
    ),
    Filter(
        "year",
        _("Taken in"),
        _years,
        _("Every year in which the detention can have begun, where it is not known to the day."),
    ),
    Filter(
        "ethnicity", _("Ethnicity"), lambda: dict(Ethnicity.objects.values_list("code", "name"))
    ),
    Filter("gender", _("Gender"), lambda: dict(words.Gender.choices)),
    Filter("born", _("Born"), _decades, _("The decade, by its first year.")),
    Filter("occupation", _("Work"), lambda: dict(words.OccupationGroup.choices)),
    Filter(
        "reason",
        _("Suspected reason"),
        lambda: dict(words.ReasonKind.choices),
        _("Why those who know the person think it happened; never the official charge."),
    ),
    Filter("sentence", _("Sentence"), _sentences),
)

SORTS: dict[str, tuple[Label, tuple[str | OrderBy, ...]]] = {
    "recent": (_("Recently updated"), ("-listing__fresh_at", "-pk")),
    "held": (_("Longest held first"), (F("listing__held_since").asc(nulls_last=True), "pk")),
    "name": (_("By name"), ("slug", "pk")),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter; its count follows the other filters that are chosen."""

    value: str
    label: Label
    count: int
    selected: bool
    toggled: str  # the filter's parameter with this one chosen, or no longer


@dataclass(frozen=True, slots=True)
class Facet:
    filter: Filter
    options: list[Option]

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]


@dataclass(frozen=True, slots=True)
class Overview:
    """How many there are."""

    everybody: int
    found: int
    facets: list[Facet]


class Selection:
    """What the parameters of an address choose; what is unknown in them is ignored."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self._labels = {each: each.labels() for each in FILTERS}
        self.chosen: dict[Filter, list[str]] = {}
        for each, labels in self._labels.items():
            asked = set(query.get(each.name, "").split(BETWEEN))
            if values := [value for value in labels if value in asked]:
                self.chosen[each] = values
        sort = query.get("sort", "")
        self.sort = sort if sort in SORTS else "recent"

    @property
    def parameters(self) -> dict[Filter, str]:
        """What is chosen, as the parameters of an address say it."""
        return {each: BETWEEN.join(values) for each, values in self.chosen.items()}

    @property
    def people(self) -> DetaineeQuerySet:
        """Whom the public finds, in the order that was asked for."""
        return self.order(self.narrow(Detainee.objects.published()))

    def narrow(self, people: DetaineeQuerySet) -> DetaineeQuerySet:
        people = people.filter(listing__isnull=False)
        for each, values in self.chosen.items():
            people = each.narrow(people, values)
        return people

    def order(self, people: DetaineeQuerySet) -> DetaineeQuerySet:
        return people.order_by(*SORTS[self.sort][1])

    def overview(self, among: Iterable[int] | None = None) -> Overview:
        """The numbers of people, by every filter's options too; `among` those whom a search has found."""
        counts = facets.count(
            {each.name: list(map(each.term, values)) for each, values in self.chosen.items()}, among
        )
        return Overview(
            everybody=counts[facets.EVERYBODY],
            found=counts.get(facets.FOUND, 0),
            facets=[Facet(each, self._options(each, counts)) for each in FILTERS],
        )

    def _options(self, each: Filter, counts: Mapping[str, int]) -> list[Option]:
        chosen = self.chosen.get(each, [])
        return [
            Option(
                value,
                label,
                number,
                selected=value in chosen,
                toggled=BETWEEN.join(
                    other for other in self._labels[each] if (other in chosen) != (other == value)
                ),
            )
            for value, label in self._labels[each].items()
            if (number := counts.get(each.term(value), 0)) or value in chosen
        ]
