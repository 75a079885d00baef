"""The two roles of the database: one owns the tables and migrates; the other is the site's, and owns nothing.

The site's role reads and writes rows. Of the activity log it only reads and adds, and neither the tables nor their
triggers are its to change. `manage.py migrate` gives it these rights, as the owner. docs/operators.md has the SQL that
creates both roles.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
FEWER = {"campaign_activity": ("SELECT", "INSERT"), "campaign_activityhead": ("SELECT",)}
WITH_MAINTAIN = 170_000  # the version of Postgres that knows this privilege

# Everything that belongs to this role, and the table of each sequence.
_OWNED = """
SELECT owned.relname, owned.relkind = 'S', coalesce(behind.relname, owned.relname)
FROM pg_class AS owned
LEFT JOIN pg_depend ON objid = owned.oid AND classid = 'pg_class'::regclass AND owned.relkind = 'S'
    AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')
LEFT JOIN pg_class AS behind ON behind.oid = refobjid
WHERE owned.relkind IN ('r', 'p', 'v', 'S')
    AND owned.relnamespace = current_schema()::regnamespace AND owned.relowner = current_user::regrole
ORDER BY 1
"""

# Of the role that logged in, and of every role into which it could change.
_ROLES = "SELECT * FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')"
_POWERS = f"""
SELECT
    bool_or(rolsuper),
    bool_or(rolcreaterole),
    bool_or(rolname IN ('pg_execute_server_program', 'pg_write_server_files')),
    bool_or(role.oid IN (relowner, nspowner, datdba)),
    bool_or(has_schema_privilege(role.oid, nsp.oid, 'CREATE'))
FROM ({_ROLES}) AS role
CROSS JOIN pg_class AS log JOIN pg_namespace AS nsp ON nsp.oid = relnamespace
JOIN pg_database ON datname = current_database()
WHERE log.oid = to_regclass('campaign_activity')
"""  # noqa: S608
_POWERS_IN_WORDS = (
    "is a superuser",
    "may create roles",
    "may run programs or write files on the server",
    "owns the activity log, its schema or the database, or is a member of their owner",
    "may create tables and functions",
)
_PRIVILEGES = f"""
SELECT name, privilege
FROM ({_ROLES}) AS role, unnest(%s::text[]) AS name,
    unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
WHERE CASE WHEN privilege IN ('INSERT', 'UPDATE')
    THEN has_any_column_privilege(role.oid, to_regclass(name), privilege)
    ELSE has_table_privilege(role.oid, to_regclass(name), privilege) END
GROUP BY name, privilege ORDER BY name, privilege
"""  # noqa: S608


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Connect as the owner while the block runs, if the owner has a role of its own."""
    before = connection.settings_dict
    owner = before | settings.OWNER_DATABASE
    if owner == before:
        yield
        return
    connection.close()
    connection.settings_dict = owner
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def grant(connection: BaseDatabaseWrapper) -> None:
    """Give the site's role its rights to everything that the present role owns, and no others."""
    role = sql.Identifier(settings.APPLICATION_ROLE)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_OWNED)
        owned = cursor.fetchall()
        names = {name for name, _is_sequence, _of in owned}
        sequences = {name for name, is_sequence, _of in owned if is_sequence}
        guarded = {name for name, _is_sequence, of in owned if of in FEWER}
        rights = [
            (names - sequences - guarded, _rights_to_rows(cursor)),
            (sequences - guarded, ("USAGE", "SELECT", "UPDATE")),
            *(({name}, FEWER[name]) for name in guarded & FEWER.keys()),
        ]
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(_schema(cursor), role))
        for statement, of in (("TABLE", names - sequences), ("SEQUENCE", sequences)):
            _run(cursor, f"REVOKE ALL ON {statement} {{}} FROM {{}}", of, role)
        for of, privileges in rights:
            kind = "SEQUENCE" if of <= sequences else "TABLE"
            _run(cursor, f"GRANT {', '.join(privileges)} ON {kind} {{}} TO {{}}", of, role)


def _rights_to_rows(cursor: Any) -> tuple[str, ...]:
    """The demonstration is loaded by the site's role, which then has to make the planner's statistics."""
    version = cursor.connection.info.server_version
    return (*ROWS, "MAINTAIN") if settings.DEMO and version >= WITH_MAINTAIN else ROWS


def _schema(cursor: Any) -> sql.Identifier:
    cursor.execute("SELECT current_schema()")
    return sql.Identifier(cursor.fetchone()[0])


def _run(cursor: Any, statement: str, names: set[str], role: sql.Identifier) -> None:
    if names:
        several = sql.SQL(", ").join(map(sql.Identifier, sorted(names)))
        cursor.execute(sql.SQL(statement).format(several, role))


def find_excess(connection: BaseDatabaseWrapper) -> list[str]:
    """What the role that is logged in may do, and the site must not: "may DELETE from campaign_activity"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('campaign_activity') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []  # not migrated yet
        cursor.execute(_POWERS)
        found = [
            words for words, has in zip(_POWERS_IN_WORDS, cursor.fetchone(), strict=True) if has
        ]
        cursor.execute(_PRIVILEGES, [list(FEWER)])
        return found + [
            f"has the right to {privilege} on {table}"
            for table, privilege in cursor.fetchall()
            if privilege not in FEWER[table]
        ]
