"""What is in doubt about the columns of a file, with the evidence, for staff to decide once for a whole column."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from profiles.importing.columns import kinds, layouts, separators, values
from profiles.importing.columns.decisions import Decision
from profiles.importing.columns.layouts import TARGETS
from profiles.importing.columns.separators import Evidence
from profiles.importing.columns.targets import LEAVE_OUT, ParsedRow
from profiles.importing.columns.values import Lookups
from profiles.importing.dates import figures, reading
from profiles.importing.dates.figures import OrderEvidence
from profiles.importing.reading.tables import Table
from profiles.importing.sensitive import finding

MAX_WORDS = 30  # of one column; the commonest come first


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the file that none of ours is. number: of the cells that hold it."""

    text: str
    number: int

    @property
    def key(self) -> str:
        return values.word_key(self.text)


@dataclass(frozen=True, slots=True)
class Questions:
    """About one column. None and empty: there is no question of that kind.

    kind: what private numbers its cells look like. calendars: cells of either Hijri calendar.
    words: the commonest; others: how many more there are.
    """

    kind: finding.Kind | None = None
    separator: Evidence | None = None
    order: OrderEvidence | None = None
    calendars: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.kind or self.separator or self.order or self.calendars or self.words)


def ask(
    table: Table, columns: Sequence[str], decisions: Sequence[Decision], lookups: Lookups
) -> list[Questions]:
    """Return the questions about each column."""
    return [
        _about_column(table, number, column, decision, lookups)
        for number, (column, decision) in enumerate(zip(columns, decisions, strict=True))
    ]


def _about_column(
    table: Table, number: int, column: str, decision: Decision, lookups: Lookups
) -> Questions:
    cells = Counter(
        row.cells[number] for row in table.rows if not values.is_empty(row.cells[number])
    )
    words = _unknown_words(cells, column, decision, lookups, table.headings[number])
    return Questions(
        kind=None if column == LEAVE_OUT else layouts.sensitive_kind(table, number),
        separator=_separator(cells, column),
        order=_order(cells, column, decision),
        calendars=_calendars(cells, column, decision),
        words=words[:MAX_WORDS],
        others=len(words[MAX_WORDS:]),
    )


def _separator(cells: Counter[str], column: str) -> Evidence | None:
    """Asked where anything could divide values: also if nothing does by our guess."""
    fits = kinds.SEVERAL.get(column)
    if fits is None:
        return None
    found = separators.guess(cells.elements(), fits)
    if found.number:
        return found
    doubtful = next((cell for cell in cells if separators.might_divide(cell)), "")
    return Evidence(example=doubtful) if doubtful else None


def _dates(cells: Counter[str], column: str, decision: Decision) -> list[str]:
    if column not in kinds.DATES:
        return []
    several = column in kinds.SEVERAL
    return [
        reading.plain(part)
        for cell in cells.elements()
        for part in (layouts.parts_of(cell, decision.separator) if several else [cell])
    ]


def _order(cells: Counter[str], column: str, decision: Decision) -> OrderEvidence | None:
    found = figures.gather_evidence(_dates(cells, column, decision))
    return found if found.either or (found.day_first and found.month_first) else None


def _calendars(cells: Counter[str], column: str, decision: Decision) -> tuple[str, ...]:
    since = kinds.earliest_day(column)
    return tuple(
        date
        for date in _dates(cells, column, decision)
        if reading.is_of_either_calendar(date, since=since)
    )


def _unknown_words(
    cells: Counter[str], column: str, decision: Decision, lookups: Lookups, heading: str
) -> tuple[Word, ...]:
    """The cells that the column does not understand by itself, with those that staff decided about before."""
    if column not in kinds.WITH_WORDS:
        return ()
    return tuple(
        Word(cell, number)
        for cell, number in cells.most_common()
        if len(cell) <= values.MAX_PLACE_LENGTH
        and (decision.is_open or finding.find_in_cell(cell, heading) is None)
        and not _is_understood(cell, column, lookups)
    )


def _is_understood(cell: str, column: str, lookups: Lookups) -> bool:
    try:
        TARGETS[column].parse(ParsedRow(0), cell, lookups)
    except ValidationError:
        return False
    return True
