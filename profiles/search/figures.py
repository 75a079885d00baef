"""What is known of how many: one figure for each thing that a filter asks for.

Every number leads to the list of those whom it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import ngettext

from campaign.documents import charts
from campaign.documents.charts import Chart, Column, Row
from campaign.templatetags.campaign import grouped
from profiles.search.filters import UNKNOWN
from profiles.search.selection import Facet, Option, Overview, Selection

# Those counted over time, with the years between two of their values. Places are on the map.
OVER_TIME = {"year": 1, "born": 10}
SHOWN = ("status", "year", "ethnicity", "occupation", "reason", "sentence", "gender", "born")
FEWEST_COLUMNS = 8  # fewer are as far apart
ROOM, ROOM_FOR_WORDS = 22, 44  # for a column, and for a word under a chart


@dataclass(frozen=True, slots=True)
class Figure:
    facet: Facet
    drawn: Chart | list[Row]
    unknown_url: str

    @property
    def is_over_time(self) -> bool:
        return isinstance(self.drawn, Chart)

    @property
    def counts_some_twice(self) -> bool:
        return sum(option.count for option in _known(self.facet)) > self.facet.known


def figures(selection: Selection, overview: Overview, *, rtl: bool = False) -> list[Figure]:
    return [
        Figure(
            facet,
            _chart(selection, facet, rtl=rtl)
            if facet.filter.name in OVER_TIME
            else _rows(selection, facet),
            unknown_url(selection, facet),
        )
        for facet in map(overview.facet, SHOWN)
    ]


def unknown_url(selection: Selection, facet: Facet) -> str:
    return list_url(selection, facet, UNKNOWN)


def list_url(selection: Selection, facet: Facet, value: str) -> str:
    """Of the people whom an option counts: whatever else was chosen of its filter counts for nothing."""
    return selection.address("profiles:list", **{facet.filter.name: value})


def people(number: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": grouped(number)}


def _known(facet: Facet) -> list[Option]:
    return [option for option in facet.options if option.value != UNKNOWN]


def _rows(selection: Selection, facet: Facet) -> list[Row]:
    """The most first."""
    known = sorted(_known(facet), key=lambda option: -option.count)
    longest = max((option.count for option in known), default=0) or 1
    return [
        Row(
            label=str(option.label),
            value=option.count,
            share=round(100 * option.count / longest, 2),
            url=list_url(selection, facet, option.value),
            is_chosen=option.selected,
        )
        for option in known
    ]


def _chart(selection: Selection, facet: Facet, *, rtl: bool) -> Chart:
    """From the first year of which somebody is known to the last, those between included."""
    options: Mapping[int, Option] = {int(option.value): option for option in _known(facet)}
    between = OVER_TIME[facet.filter.name]
    every = range(min(options), max(options) + 1, between) if options else range(0)
    labels = facet.filter.known()
    width = min(charts.WIDTH, charts.SCALE + ROOM * max(len(every), FEWEST_COLUMNS))
    ticked = charts.labelled_positions(len(every), (width - charts.SCALE) // ROOM_FOR_WORDS)
    columns = []
    for number, year in enumerate(every):
        option = options.get(year)
        count = option.count if option else 0
        label = str(labels[str(year)])
        columns.append(
            Column(
                label=label,
                values=(count,),
                tick=label if number in ticked else "",
                url=list_url(selection, facet, str(year)) if count else "",
                title=f"{label}: {people(count)}",
                is_chosen=option is not None and option.selected,
            )
        )
    return charts.bar_chart(
        facet.filter.name,
        str(facet.filter.label),
        columns,
        series=(ngettext("Person", "People", 2),),
        first=str(facet.filter.label),
        rtl=rtl,
        width=width,
    )
