"""Many rows in one statement of SQL."""

from collections.abc import Iterable
from typing import Any


def columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as arrays for `unnest`, one for each column. width: how many there are, also of no rows."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
