"""Computes bar charts, drawn as SVG by templates together with a table of the same numbers.

Counts over time are columns (templates/includes/chart.html). Counts by kind are rows of a table
(templates/includes/rows.html). The SVG has classes instead of colours, so a chart adapts to dark mode and
print, and needs no inline style, which the Content Security Policy forbids.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# In units of the SVG's viewBox.
WIDTH, HEIGHT = 720, 220
SCALE = 56  # room for the numbers at the side
FOOT = 24  # room for the labels below
HEAD = 12
MAX_BAR = 60  # the width of a bar, if there are few
GAP = 0.2  # the part of a column that is empty
MIN_STEPS, MAX_STEPS = 3, 6  # of the scale


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the chart and one row of its table, with a value for each series.

    label: for the table row and the tooltip. tick: the label below the chart, if any. url: the list of
    what is counted. title: the whole tooltip, if it is not made from the names of the series.
    """

    label: str
    values: tuple[int, ...]
    tick: str = ""
    is_cut_off: bool = False
    url: str = ""
    title: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One horizontal bar beside its label. share: its length in percent of the longest bar."""

    label: str
    value: int
    share: float
    url: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one column, and the area that shows its tooltip."""

    x: float
    width: float
    bars: list[Bar]
    title: str
    is_cut_off: bool
    url: str
    is_chosen: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str | int


@dataclass(frozen=True, slots=True)
class Chart:
    name: str  # unique on the page
    title: str
    description: str
    series: tuple[str, ...]
    first: str  # the heading of the table's first column
    columns: list[Column]
    groups: list[Group]
    feet: list[Tick]
    scale: list[Tick]
    begin: float  # where the area of the bars begins and ends
    end: float
    scale_at: float
    width: int
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT

    @property
    def is_empty(self) -> bool:
        return not any(value for column in self.columns for value in column.values)

    @property
    def is_linked(self) -> bool:
        return any(column.url for column in self.columns)


def bar_chart(
    name: str,
    title: str,
    columns: Sequence[Column],
    *,
    series: tuple[str, ...],
    first: str,
    description: str = "",
    rtl: bool = False,
    width: int = WIDTH,
) -> Chart:
    """A chart of columns. The bars of a column's series overlap; the first series is the widest.

    rtl: time runs from right to left, as the language does.
    """
    steps = _steps(max((max(column.values) for column in columns), default=0))
    top = steps[-1]
    room = (width - SCALE) / max(len(columns), 1)
    begin = 0 if rtl else SCALE

    def place(number: int) -> float:
        return begin + room * (len(columns) - 1 - number if rtl else number)

    def y(value: float) -> float:
        return round(HEIGHT - FOOT - (HEIGHT - FOOT - HEAD) * value / top, 2)

    def bar(number: int, order: int, value: int) -> Bar:
        width = min(room * (1 - GAP), MAX_BAR) * (1 - 0.4 * order)
        x = place(number) + (room - width) / 2
        return Bar(round(x, 2), y(value), round(width, 2), round(y(0) - y(value), 2), order)

    groups = [
        Group(
            x=round(place(number), 2),
            width=round(room, 2),
            bars=[bar(number, order, max(value, 0)) for order, value in enumerate(column.values)],
            title=column.title
            or f"{column.label}: "
            + ", ".join(
                f"{word} {value:,}{'+' if column.is_cut_off else ''}"
                for word, value in zip(series, column.values, strict=True)
            ),
            is_cut_off=column.is_cut_off,
            url=column.url,
            is_chosen=column.is_chosen,
        )
        for number, column in enumerate(columns)
    ]
    return Chart(
        name=name,
        title=title,
        description=description,
        series=series,
        first=first,
        columns=list(columns),
        groups=groups,
        feet=[
            Tick(round(place(number) + room / 2, 2), column.tick)
            for number, column in enumerate(columns)
            if column.tick
        ],
        scale=[Tick(y(step), step) for step in steps],
        begin=begin,
        end=begin + width - SCALE,
        scale_at=width - SCALE + 8 if rtl else SCALE - 8,
        width=width,
    )


def labelled_positions(number: int, most: int) -> Sequence[int]:
    """Evenly spaced positions among `number` columns, at most `most` of them, which get a label."""
    return range(0, number, max(1, -(-number // most)))


def round_step(highest: int, most: int) -> int:
    """The smallest step of 1, 2 or 5 times a power of ten with which `most` steps reach the highest."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * most >= highest:
                return step
        size *= 10


def _steps(highest: int) -> list[int]:
    """Round numbers for the scale: 0, then three to six steps up to the highest value or just above."""
    highest = max(highest, MIN_STEPS)
    step = round_step(highest, MAX_STEPS)
    return list(range(0, highest + step, step))
