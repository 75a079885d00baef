"""What a check or an import has to say of each row: in numbers, and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from profiles.importing.plan import Outcome
from profiles.models import ImportBatch, ImportRow

HEADER = ("row", "outcome", "ref", "their_id", "name", "problems", "warnings", "changes")
# What staff have to look at comes first.
_ORDER = (
    Outcome.PROBLEM, Outcome.PROPOSED, Outcome.DUPLICATE, Outcome.KEPT, Outcome.CREATE,
    Outcome.UPDATE, Outcome.UNCHANGED, Outcome.UNDONE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    outcome: str
    label: str
    number: int


def shares(batch: ImportBatch) -> list[Share]:
    """How many rows have each outcome that any has."""
    numbers = dict(batch.rows.order_by().values_list("outcome").annotate(Count("pk")))
    return [
        Share(outcome.value, str(outcome.label), numbers[outcome])
        for outcome in _ORDER
        if outcome in numbers
    ]


def rows(batch: ImportBatch) -> Iterator[tuple[object, ...]]:
    """Without what is sealed."""
    found = (
        ImportRow.objects.filter(batch=batch).select_related("detainee").defer("sealed", "before")
    )
    for row in found.iterator(chunk_size=2_000):
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
