"""People as CSV: rows of whatever columns are asked for, from one moment, and few of them in memory.

Staff get the columns of our own layout, which the importer reads again (profiles/importing/columns/catalogue.py).
A file for the public has other columns, made of `PublicProfile`, and goes through the same `rows`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from profiles.importing.columns.catalogue import TARGETS
from profiles.importing.people import with_all_parts
from profiles.models import Detainee, DetaineeQuerySet

CHUNK = 500  # people fetched at a time, with all that hangs on them


@dataclass(frozen=True, slots=True)
class Column[T]:
    """is_private: never in a file for the public."""

    name: str
    value: Callable[[T], str]
    is_private: bool = False


STAFF_COLUMNS: tuple[Column[Detainee], ...] = tuple(
    Column(target.key, target.write, target.is_private)
    for target in TARGETS.values()
    if target.write
)


def header[T](columns: Iterable[Column[T]]) -> list[str]:
    return [column.name for column in columns]


def rows[T](items: Iterable[T], columns: Iterable[Column[T]]) -> Iterator[list[str]]:
    chosen = [column.value for column in columns]
    for item in items:
        yield [value(item) for value in chosen]


def for_staff(people: DetaineeQuerySet) -> QuerySet[Detainee]:
    """In the order of their references, so that two files can be compared."""
    return with_all_parts(people).order_by("pk")
