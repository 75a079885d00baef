"""The people that an address asks for: a search, filters and an order, read from its parameters.

Every list of people uses it: the wall of portraits, the map, the numbers and the open data.
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
from profiles.search.names_and_text import (
    MAX_QUERY_LENGTH,
    EqualsAny,
    SearchResult,
    position_in,
    search,
)

# The parameters of an address, except the order.
PARAMETERS = ("q", *(each.name for each in FILTERS))
SEPARATOR = ","  # between values of one filter
RELEVANCE, RECENT = "relevance", "recent"
SORTS: dict[str, tuple[Label, tuple[str | OrderBy, ...]]] = {
    RECENT: (_("Recently updated first"), ("-listing__fresh_at", "-pk")),
    "held": (_("Longest held first"), (F("listing__held_since").asc(nulls_last=True), "pk")),
    "name": (_("By name"), ("slug", "pk")),
}
# The pages that show the same people.
VIEWS: tuple[tuple[str, Label], ...] = (
    ("profiles:list", _("Portraits")),
    ("profiles:map", _("Map")),
    ("profiles:numbers", _("Numbers")),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter.

    count: among the people who meet the other chosen filters.
    toggled: the parameter of the filter after a click on this option.
    """

    value: str
    label: Label
    count: int
    selected: bool
    toggled: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with its options. people: how many people meet the other chosen filters."""

    filter: Filter
    options: list[Option]
    people: int

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]

    @property
    def unknown(self) -> int:
        """The number of people without a known value."""
        return sum(option.count for option in self.options if option.value == UNKNOWN)

    @property
    def known(self) -> int:
        return self.people - self.unknown


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts of a selection. listed: all published people. found: those who meet everything chosen."""

    listed: int
    found: int
    facets: list[Facet]

    def facet(self, name: str) -> Facet:
        return next(facet for facet in self.facets if facet.filter.name == name)


class Selection:
    """What the parameters of an address ask for. It ignores unknown parameters and values."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.typed = " ".join(query.get("q", "")[:MAX_QUERY_LENGTH].split())
        self._labels = {each: each.labels() for each in FILTERS}
        self.chosen: dict[Filter, list[str]] = {}
        for each, labels in self._labels.items():
            wanted = set(query.get(each.name, "").split(SEPARATOR))
            if values := [value for value in labels if value in wanted]:
                self.chosen[each] = values
        sort = query.get("sort", "")
        self.chosen_sort = sort if sort in SORTS else ""
        self.sort = self.chosen_sort or (RELEVANCE if self.typed else RECENT)

    @property
    def parameters(self) -> dict[Filter, str]:
        """The chosen filters, with their values as in an address."""
        return {each: SEPARATOR.join(values) for each, values in self.chosen.items()}

    @property
    def query(self) -> dict[str, str]:
        """All parameters that were understood, as in an address."""
        chosen = {each.name: value for each, value in self.parameters.items()}
        known = {"q": self.typed, **chosen, "sort": self.chosen_sort}
        return {name: value for name, value in known.items() if value}

    def url_for(self, view: str, **changes: str) -> str:
        """The address of a page or a file about these people, with these parameters changed."""
        query = {name: value for name, value in (self.query | changes).items() if value}
        return reverse(view) + (f"?{urlencode(query, safe=SEPARATOR)}" if query else "")

    @cached_property
    def search_result(self) -> SearchResult | None:
        """None if the address has no search."""
        return search(self.typed) if self.typed else None

    @property
    def people(self) -> DetaineeQuerySet:
        """The published people of this selection, in its order."""
        people = Detainee.objects.published().filter(listing__isnull=False)
        for terms in self._terms.values():
            people = people.filter(listing__terms__overlap=terms)
        if self.search_result is not None:
            people = people.filter(EqualsAny("pk", self.search_result.people))
            if self.sort == RELEVANCE:
                return people.order_by(position_in(self.search_result.people))
        return people.order_by(*SORTS[self.sort][1])

    def slice(self, start: int, stop: int) -> DetaineeQuerySet:
        """Some of these people. After a search it reads only these rows, not all people whom the search found."""
        if self.search_result is None:
            return self.people[start:stop]
        part = list(self._in_order(self.search_result.people)[start:stop])
        return Detainee.objects.published().filter(pk__in=part).order_by(position_in(part))

    def _in_order(self, people: Sequence[int]) -> Sequence[int] | QuerySet[Any, int]:
        if self.chosen:
            matching = facets.people_with(self._terms)
            people = [person for person in people if person in matching]
        if self.sort == RELEVANCE:
            return people
        order = SORTS[self.sort][1]
        # Filter in the table that has the order. Otherwise Postgres looks each row up in the whole array.
        ordered = Detainee.objects.filter(EqualsAny("pk" if "slug" in order else "listing", people))
        return ordered.order_by(*order).values_list("pk", flat=True)

    @property
    def _terms(self) -> dict[str, list[str]]:
        """The terms of the listing for what is chosen, by the name of the filter."""
        return {each.name: list(map(each.term, values)) for each, values in self.chosen.items()}

    @property
    def context(self) -> dict[str, Any]:
        """The template context for the search box, the filters, the counts and the links to other views."""
        return {
            "query": self.typed,
            "chosen": self.parameters,
            "overview": self.overview(),
            "topics": self.topics,
            "ways": [(view, self.url_for(view), label) for view, label in VIEWS],
        }

    @property
    def topics(self) -> list[tuple[Label, str, str]]:
        """The filters for the places and ethnicities that the search may mean: each with its value and its address."""
        topics = self.search_result.topics if self.search_result else ()
        return [
            (each.label, topic.label, self.url_for(VIEWS[0][0], q="", **{name: value}))
            for topic in topics
            for name, value in topic.filters
            for each in FILTERS
            if each.name == name
        ]

    def overview(self) -> Overview:
        """Count the people, also by the options of every filter."""
        found_by_search = None if self.search_result is None else self.search_result.people
        counts = facets.count_by_term(self._terms, found_by_search)
        found = counts.get(facets.ALL_MATCHING, 0)
        return Overview(
            listed=counts[facets.ALL_LISTED],
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
                toggled=SEPARATOR.join(
                    other for other in self._labels[each] if (other in chosen) != (other == value)
                ),
            )
            for value, label in self._labels[each].items()
            if (number := counts.get(each.term(value), 0)) or value in chosen
        ]
