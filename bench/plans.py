"""What Postgres does for a query: EXPLAIN, and the few of its numbers that we print."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True, slots=True)
class Plan:
    buffers: int  # of 8 KB, from memory or disk
    milliseconds: float
    indexes: list[str]


def plan_of(ask: Callable[[], object], *, containing: str) -> Plan:
    """The plan of the one query of `ask` that contains this text."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            ask()
        [sql] = [query["sql"] for query in queries if query["sql"] and containing in query["sql"]]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
            [(answer,)] = cursor.fetchall()
    [explained] = json.loads(answer) if isinstance(answer, str) else answer
    root = explained["Plan"]
    return Plan(
        buffers=root["Shared Hit Blocks"] + root["Shared Read Blocks"],
        milliseconds=explained["Execution Time"],
        indexes=sorted({node["Index Name"] for node in nodes(root) if "Index Name" in node}),
    )


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from nodes(child)
