"""The jobs of the queue that name signatures, by their digests (petitions/mail/queue.py)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

# In the lock that keeps a worker from taking them.
_NAMING = """
SELECT id, status, args FROM procrastinate_jobs
WHERE EXISTS (
    SELECT FROM jsonb_path_query(args, '$.signatures[*][1]') AS digest
    WHERE digest #>> '{}' = ANY(%s)
)
ORDER BY id FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class Job:
    id: int
    status: str
    args: dict[str, Any]

    @property
    def is_in_hand(self) -> bool:
        """A worker has read its arguments already."""
        return self.status == "doing"


def naming(digests: Iterable[str]) -> list[Job]:
    """Those whose arguments name one of these signatures, locked."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMING, [list(digests)])
        return [
            Job(pk, status, json.loads(args) if isinstance(args, str) else args)
            for pk, status, args in cursor.fetchall()
        ]


def change(job: Job, args: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET args = %s WHERE id = %s",
            [json.dumps(job.args | args), job.id],
        )


def delete(job: Job) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
