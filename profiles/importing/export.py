"""Rows of CSV files: people in the importer's own layout, and the report of an import.

Staff export people with the columns that the importer reads again (columns/layouts.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from campaign.privacy.readers import current
from profiles.importing.columns.layouts import TARGETS
from profiles.importing.columns.targets import with_all_parts
from profiles.importing.plan import Outcome
from profiles.models import Detainee, DetaineeQuerySet, ImportBatch, ImportRow

# --- People ------------------------------------------------------------------------------------------------

CHUNK = 500  # people fetched at a time, with all their parts


@dataclass(frozen=True, slots=True)
class Column[T]:
    name: str
    value: Callable[[T], str]


STAFF_COLUMNS: tuple[Column[Detainee], ...] = tuple(
    Column(target.key, target.write) for target in TARGETS.values() if target.write
)


def header[T](columns: Iterable[Column[T]]) -> list[str]:
    return [column.name for column in columns]


def rows[T](items: Iterable[T], columns: Iterable[Column[T]]) -> Iterator[list[str]]:
    values = [column.value for column in columns]
    for item in items:
        yield [value(item) for value in values]


def people_for_staff(people: DetaineeQuerySet) -> QuerySet[Detainee]:
    """Order people by reference, so that two files can be compared."""
    return with_all_parts(people).order_by("pk")


# --- The report of an import -------------------------------------------------------------------------------

REPORT_HEADER = ("row", "outcome", "ref", "their_id", "name", "problems", "warnings", "changes")
# The outcomes that staff have to look at come first.
_ORDER = (
    Outcome.PROBLEM, Outcome.PROPOSED, Outcome.DUPLICATE, Outcome.KEPT, Outcome.CREATE,
    Outcome.UPDATE, Outcome.UNCHANGED, Outcome.UNDONE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """number: how many rows have this outcome."""

    outcome: str
    label: str
    number: int


def rows_seen(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows of an import, without those about people whose records are closed to the reader."""
    rows = ImportRow.objects.filter(batch=batch)
    seen = Detainee.objects.visible_here().values("pk")
    return rows.filter(Q(detainee=None) | Q(detainee__in=seen)) if current() else rows


def rows_left_out(batch: ImportBatch) -> int:
    """The others. Only administrators know that there are any."""
    reader = current()
    if reader is None or not reader.user.is_superuser:
        return 0
    return batch.rows.count() - rows_seen(batch).count()


def outcome_counts(batch: ImportBatch) -> list[OutcomeCount]:
    """Leave out the outcomes that no row has."""
    numbers = dict(rows_seen(batch).order_by().values_list("outcome").annotate(Count("pk")))
    return [
        OutcomeCount(outcome.value, str(outcome.label), numbers[outcome])
        for outcome in _ORDER
        if outcome in numbers
    ]


def report_rows(batch: ImportBatch) -> Iterator[tuple[object, ...]]:
    """Yield a tuple a row, as REPORT_HEADER names its cells. The encrypted notes are left out."""
    reports = rows_seen(batch).select_related("detainee").defer("sealed", "before")
    for row in reports.iterator(chunk_size=2_000):
        yield (
            row.number,
            row.get_outcome_display(),
            row.detainee.reference if row.detainee else "",
            row.key,
            row.name,
            "\n".join(row.problems),
            "\n".join(row.warnings),
            "\n".join(f"{what}: {before} → {after}" for what, before, after in row.changes),
        )
