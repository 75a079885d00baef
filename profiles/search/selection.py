"""Whom an address asks for: a search, filters and an order, read from its parameters.

The one way from a query string to people, for the wall of portraits and for whatever else lists them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from profiles.models import Detainee, DetaineeQuerySet
from profiles.search import facets
from profiles.search.filters import FILTERS, UNKNOWN, Filter, Label
from profiles.search.names_and_text import LONGEST, Among, Found, place_among, search

# What an address may ask by, beside an order.
PARAMETERS = ("q", *(each.name for each in FILTERS))
BETWEEN = ","  # several values of one filter
LIKENESS, RECENT = "likeness", "recent"
SORTS: dict[str, tuple[Label, tuple[str | OrderBy, ...]]] = {
    RECENT: (_("Recently updated first"), ("-listing__fresh_at", "-pk")),
    "held": (_("Longest held first"), (F("listing__held_since").asc(nulls_last=True), "pk")),
    "name": (_("By name"), ("slug", "pk")),
}
# The pages on which the same people can be looked at.
WAYS: tuple[tuple[str, Label], ...] = (
    ("profiles:list", _("Portraits")),
    ("profiles:map", _("Map")),
    ("profiles:numbers", _("Numbers")),
)


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
    people: int  # whom the other filters leave

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]

    @property
    def unknown(self) -> int:
        """Of how many it is not known."""
        return sum(option.count for option in self.options if option.value == UNKNOWN)

    @property
    def known(self) -> int:
        return self.people - self.unknown


@dataclass(frozen=True, slots=True)
class Overview:
    """How many there are."""

    everybody: int
    found: int
    facets: list[Facet]

    def facet(self, name: str) -> Facet:
        return next(facet for facet in self.facets if facet.filter.name == name)


class Selection:
    """What the parameters of an address ask for; what is unknown in them is ignored."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.typed = " ".join(query.get("q", "")[:LONGEST].split())
        self._labels = {each: each.labels() for each in FILTERS}
        self.chosen: dict[Filter, list[str]] = {}
        for each, labels in self._labels.items():
            asked = set(query.get(each.name, "").split(BETWEEN))
            if values := [value for value in labels if value in asked]:
                self.chosen[each] = values
        sort = query.get("sort", "")
        self.asked_sort = sort if sort in SORTS else ""
        self.sort = self.asked_sort or (LIKENESS if self.typed else RECENT)

    @property
    def parameters(self) -> dict[Filter, str]:
        """What is chosen, as the parameters of an address say it."""
        return {each: BETWEEN.join(values) for each, values in self.chosen.items()}

    @property
    def query(self) -> dict[str, str]:
        """All that was understood, as an address says it."""
        chosen = {each.name: value for each, value in self.parameters.items()}
        known = {"q": self.typed, **chosen, "sort": self.asked_sort}
        return {name: value for name, value in known.items() if value}

    def address(self, view: str, **changes: str) -> str:
        """Of a page or a file about these people, or about others by these changes."""
        query = {name: value for name, value in (self.query | changes).items() if value}
        return reverse(view) + (f"?{urlencode(query, safe=BETWEEN)}" if query else "")

    @cached_property
    def found(self) -> Found | None:
        """Whom a search finds, if there is one."""
        return search(self.typed) if self.typed else None

    @property
    def people(self) -> DetaineeQuerySet:
        """Whom the public finds, in the order that was asked for."""
        people = Detainee.objects.published().filter(listing__isnull=False)
        for terms in self._terms.values():
            people = people.filter(listing__terms__overlap=terms)
        if self.found is not None:
            people = people.filter(Among("pk", self.found.people))
            if self.sort == LIKENESS:
                return people.order_by(place_among(self.found.people))
        return people.order_by(*SORTS[self.sort][1])

    def slice(self, start: int, stop: int) -> DetaineeQuerySet:
        """Some of these people; of those whom a search finds, without looking at all of them."""
        if self.found is None:
            return self.people[start:stop]
        some = list(self._found_in_order(self.found.people)[start:stop])
        return Detainee.objects.published().filter(pk__in=some).order_by(place_among(some))

    def _found_in_order(self, people: Sequence[int]) -> Sequence[int] | QuerySet[Any, int]:
        if self.chosen:
            fit = facets.those_who_meet(self._terms)
            people = [person for person in people if person in fit]
        if self.sort == LIKENESS:
            return people
        order = SORTS[self.sort][1]
        # Asked for in the table that has the order: else each is looked for in an array of all the others.
        ordered = Detainee.objects.filter(Among("pk" if "slug" in order else "listing", people))
        return ordered.order_by(*order).values_list("pk", flat=True)

    @property
    def _terms(self) -> dict[str, list[str]]:
        """What is chosen, as the listing says it, by filter."""
        return {each.name: list(map(each.term, values)) for each, values in self.chosen.items()}

    @property
    def context(self) -> dict[str, Any]:
        """What the parts of a page need that say who is found and by what."""
        return {
            "query": self.typed,
            "chosen": self.parameters,
            "overview": self.overview(),
            "ways": [(view, self.address(view), label) for view, label in WAYS],
        }

    def overview(self) -> Overview:
        """The numbers of people, by every filter's options too."""
        found_by_search = None if self.found is None else self.found.people
        counts = facets.count(self._terms, found_by_search)
        found = counts.get(facets.FOUND, 0)
        return Overview(
            everybody=counts[facets.EVERYBODY],
            found=found,
            facets=[
                Facet(each, self._options(each, counts), people=counts.get(each.name, found))
                for each in FILTERS
            ],
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
