"""Putting the database back as the migrations left it, after a test that commits.

Django's own way writes each row of the migrations anew through the ORM and truncates all the tables: a
second or two for every test. Here only what a test changed is emptied and filled again.
"""

from functools import cache

from django.db import connection, transaction


@cache
def as_migrated() -> dict[str, bytes]:
    """The rows by table; asked for first while no test has committed anything yet."""
    return _rows()


def put_back() -> None:
    kept = as_migrated()
    with transaction.atomic(), connection.cursor() as cursor:
        if changed := [name for name, rows in _rows().items() if rows != kept[name]]:
            names = ", ".join(map(connection.ops.quote_name, changed))
            cursor.execute(f"TRUNCATE {names} CASCADE")
            for name, rows in _rows().items():
                if rows != kept[name]:
                    with cursor.copy(f"COPY {connection.ops.quote_name(name)} FROM STDIN") as copy:
                        copy.write(kept[name])


def _rows() -> dict[str, bytes]:
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            with cursor.copy(f"COPY {connection.ops.quote_name(name)} TO STDOUT") as copy:
                found[name] = b"".join(copy)
    return found
