"""Charts that the server draws: bars as SVG, with the same numbers in a table.

What is counted over time is worked out here as columns and drawn by templates/includes/chart.html; what is
counted by kind as rows of a table, by templates/includes/rows.html. Classes stand in place of colours, so
that a chart follows the page into the dark, onto paper, and past any Content Security Policy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220
SCALE = 56  # room for the numbers at the side
FOOT = 24  # and for the words below
HEAD = 12
GAP = 0.2  # of a column
WIDEST = 60  # a bar, where there are few of them
FEWEST_STEPS, MOST_STEPS = 3, 6


@dataclass(frozen=True, slots=True)
class Column:
    """label: for its row in the table and under the pointer. tick: for the foot of the chart, if any.
    url: what it is counted from. title: all that it says, if not the words of the series."""

    label: str
    values: tuple[int, ...]
    tick: str = ""
    is_cut_off: bool = False
    url: str = ""
    title: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One bar that lies beside its word; `share` is its length in percent of the longest."""

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
    """The bars of one column, and where one points to read its numbers."""

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
    name: str  # unlike all others on the page
    title: str
    description: str
    series: tuple[str, ...]
    first: str  # what the table's first column is called
    columns: list[Column]
    groups: list[Group]
    feet: list[Tick]
    scale: list[Tick]
    begin: float  # where the bars begin and end
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


def bars(
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
    """Columns side by side, the series of each before one another: the first is the widest.

    rtl: in what is written from right to left, time goes that way too.
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
        width = min(room * (1 - GAP), WIDEST) * (1 - 0.4 * order)
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


def every_so_often(number: int, most: int) -> Sequence[int]:
    """Which of so many columns have a word at their foot."""
    return range(0, number, max(1, -(-number // most)))


def round_step(highest: int, most: int) -> int:
    """1, 2 or 5 times a power of ten: the smallest of which so many reach the highest."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * most >= highest:
                return step
        size *= 10


def _steps(highest: int) -> list[int]:
    """Round numbers from 0 to the highest or just above it, three to six of them beside 0."""
    highest = max(highest, FEWEST_STEPS)
    step = round_step(highest, MOST_STEPS)
    return list(range(0, highest + step, step))
