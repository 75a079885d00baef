"""Jobs in the queue that name signatures by their digests: find, change and delete them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

# The lock keeps a worker from taking these jobs.
_FIND_BY_SIGNATURES = """
SELECT id, status, args FROM procrastinate_jobs
WHERE EXISTS (
    SELECT FROM jsonb_path_query(args, '$.signatures[*][1]') AS digest
    WHERE digest #>> '{}' = ANY(%s)
)
ORDER BY id FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class QueuedJob:
    id: int
    status: str
    args: dict[str, Any]

    @property
    def is_running(self) -> bool:
        """Whether a worker has read its arguments already."""
        return self.status == "doing"


def find_by_signatures(digests: Iterable[str]) -> list[QueuedJob]:
    """The jobs whose arguments name one of these signatures, locked. digests: in hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_BY_SIGNATURES, [list(digests)])
        return [
            QueuedJob(pk, status, json.loads(args) if isinstance(args, str) else args)
            for pk, status, args in cursor.fetchall()
        ]


def update_args(job: QueuedJob, args: dict[str, object]) -> None:
    """Replace some of its arguments."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET args = %s WHERE id = %s",
            [json.dumps(job.args | args), job.id],
        )


def delete(job: QueuedJob) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
