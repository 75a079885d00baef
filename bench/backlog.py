"""The one place here that knows where the site keeps what it has accepted and not yet emailed."""

from django.db import connection

_JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'signing-mail'"
_INTAKE = "SELECT count(*) FROM petitions_intake"


def waiting() -> int:
    """How many accepted signings wait for their email."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('petitions_intake') IS NOT NULL")
        [(has_intake,)] = cursor.fetchall()
        cursor.execute(_INTAKE if has_intake else _JOBS)
        [(number,)] = cursor.fetchall()
    return int(number)
