"""Statements that never change, and that every signer needs.

Django writes the values into the text of a statement, so Postgres plans it anew each time. For a short statement that
takes longer than running it. Prepared, it is planned once for each connection, and again when the tables' statistics
change.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def run_prepared(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement on Django's connection, in its transaction if there is one. Returns its rows."""
    with connection.cursor() as djangos, connection.wrap_database_errors:
        cursor = psycopg.Cursor(djangos.connection)
        cursor.execute(sql, params, prepare=True)
        return cursor.fetchall() if cursor.description else []
