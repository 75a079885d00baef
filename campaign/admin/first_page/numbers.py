"""The numbers of the first page. Packages register querysets that count, and one query answers all of them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet, Value
from django.http import HttpRequest

type Counted = QuerySet[Any, Any]  # of rows (name, number), see `number`
type NumberSource = Callable[[HttpRequest], Iterable[Counted]]

_sources: list[NumberSource] = []
_KEPT = "_numbers_of_the_first_page"


def add_numbers(source: NumberSource) -> NumberSource:
    """Count what this function returns. It decides itself what its reader may see. Admin modules use it as a decorator."""
    _sources.append(source)
    return source


def number(name: str, rows: QuerySet[Any], value: Any) -> Counted:
    """One number: an aggregate of these rows, or a value of the only row."""
    counted: Counted = rows.order_by().values_list(Value(name)).annotate(number=value)
    return counted


def numbers(request: HttpRequest) -> dict[str, int]:
    """All numbers by name. What was not counted, or is nothing, is missing."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _count(each for source in _sources for each in source(request)))
    kept: dict[str, int] = getattr(request, _KEPT)
    return kept


def _count(counted: Iterable[Counted]) -> dict[str, int]:
    return {name: value for name, value in in_one_query(counted) if value}


def in_one_query(parts: Iterable[QuerySet[Any, Any]]) -> Iterable[Any]:
    """The rows of all, in any order. Django makes no union of one, and of none."""
    parts = list(parts)
    if len(parts) < 2:
        return parts[0] if parts else ()
    return parts[0].union(*parts[1:], all=True).order_by()
