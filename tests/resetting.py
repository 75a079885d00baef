"""Putting the database back as the migrations left it, after a test that commits.

Django's own way writes each row of the migrations anew through the ORM and truncates all the tables: a
second or two for every test. Here only what a test changed is emptied and filled again, and only tables
with a file that is not empty are read: a table that was truncated, or never written to, has an empty one.
"""

from functools import cache

from django.db import connection, transaction

from tests import databases


@cache
def as_migrated() -> dict[str, bytes]:
    """The rows by table; asked for first while no test has committed anything yet."""
    return _rows()


def put_back() -> None:
    kept = as_migrated()
    with transaction.atomic(), databases.as_owner(), connection.cursor() as cursor:
        if changed := [name for name, rows in _rows().items() if rows != kept[name]]:
            # The activity log refuses to be emptied, and would chain what is put back.
            cursor.execute("SET LOCAL session_replication_role = replica")
            names = ", ".join(map(connection.ops.quote_name, changed))
            cursor.execute(f"TRUNCATE {names} CASCADE")
            for name, rows in _rows().items():
                if rows != kept[name]:
                    with cursor.copy(f"COPY {connection.ops.quote_name(name)} FROM STDIN") as copy:
                        copy.write(kept[name])


def _rows() -> dict[str, bytes]:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_relation_size(oid) > 0 FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for name, has_rows in cursor.fetchall():
            found[name] = b""
            if has_rows:
                with cursor.copy(f"COPY {connection.ops.quote_name(name)} TO STDOUT") as copy:
                    found[name] = b"".join(copy)
    return found
