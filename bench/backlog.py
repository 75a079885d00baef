"""The one place here that knows where the site keeps what it has accepted and not yet emailed."""

from django.db import connection


def waiting() -> int:
    """How many accepted signings wait for their email."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM petitions_intake")
        [(number,)] = cursor.fetchall()
    return int(number)


def drop() -> None:
    """Delete what waits, so that the next part does not wait for it. No worker may run meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM petitions_intake")
