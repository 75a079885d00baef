"""The figures on the page Numbers: one for each of some filters. Every number links to the people it counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import ngettext

from campaign.documents import charts
from campaign.documents.charts import Chart, Column, Row
from campaign.templatetags.campaign import grouped
from profiles.search.filters import UNKNOWN
from profiles.search.selection import Facet, Option, Overview, Selection

# The filters whose values are years, with the step between two values. Places are on the map.
OVER_TIME = {"year": 1, "born": 10}
SHOWN = ("status", "year", "ethnicity", "occupation", "reason", "sentence", "gender", "born")
MIN_COLUMNS = 8  # a chart with fewer columns is as wide as with these
COLUMN_WIDTH, LABEL_WIDTH = 22, 44  # of a column, and of a label under a chart


@dataclass(frozen=True, slots=True)
class Figure:
    facet: Facet
    drawing: Chart | list[Row]
    unknown_url: str

    @property
    def is_over_time(self) -> bool:
        return isinstance(self.drawing, Chart)

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
    """The address of the people whom an option counts, without the other chosen values of its filter."""
    return selection.url_for("profiles:list", **{facet.filter.name: value})


def count_label(number: int) -> str:
    """“1 person”, “1,204 people”."""
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": grouped(number)}


def _known(facet: Facet) -> list[Option]:
    return [option for option in facet.options if option.value != UNKNOWN]


def _rows(selection: Selection, facet: Facet) -> list[Row]:
    """The values with a bar each, the highest count first."""
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
    """One column for each year or decade from the first known one to the last, without gaps."""
    options: Mapping[int, Option] = {int(option.value): option for option in _known(facet)}
    step = OVER_TIME[facet.filter.name]
    years = range(min(options), max(options) + 1, step) if options else range(0)
    labels = facet.filter.known()
    width = min(charts.WIDTH, charts.SCALE + COLUMN_WIDTH * max(len(years), MIN_COLUMNS))
    ticked = charts.labelled_positions(len(years), (width - charts.SCALE) // LABEL_WIDTH)
    columns = []
    for number, year in enumerate(years):
        option = options.get(year)
        count = option.count if option else 0
        label = str(labels[str(year)])
        columns.append(
            Column(
                label=label,
                values=(count,),
                tick=label if number in ticked else "",
                url=list_url(selection, facet, str(year)) if count else "",
                title=f"{label}: {count_label(count)}",
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
