"""The benchmark's own database: made for each size, loaded, and dropped at the end."""

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from bench import people, urls
from bench.parts import Needs
from bench.report import say
from bench.signers import NETWORKS
from demo import loading
from petitions.models import AccessRule, Petition
from profiles.models import Detainee


@contextlib.contextmanager
def database() -> Iterator[None]:
    """A new database with the site's tables while the block runs. What is still connected at the end is cut off."""
    name = settings.DATABASES["default"]["NAME"]
    say("\nMaking a database …")
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(urls.TABLE)
        yield
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )
        connection.creation.destroy_test_db(name, verbosity=0)


def load(needs: Needs, size: int) -> None:
    if needs is Needs.NOTHING:
        return
    signatures = size if needs is Needs.SIGNATURES else 0
    say(f"Loading the demonstration with {signatures:,} signatures …")
    with built_afterwards("petitions_signature", "petitions_leaf"):
        loading.load(signatures, lambda line: None)
    if needs is Needs.PEOPLE and size:
        say(f"Loading {size:,} people …")
        Detainee.objects.all().delete()
        people.add(range(size))
    _let_our_networks_through()
    loading.settle()


# Without primary keys: other tables point at them, and their rows come in order.
_INDEXES = """
SELECT
    format('ALTER TABLE %%s DROP CONSTRAINT %%I', con.conrelid::regclass, con.conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
        con.conrelid::regclass, con.conname, pg_get_constraintdef(con.oid))
FROM pg_constraint AS con
WHERE con.contype = 'u' AND con.conrelid = ANY(%(tables)s::text[]::regclass[])
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid = ANY(%(tables)s::text[]::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextlib.contextmanager
def built_afterwards(*tables: str) -> Iterator[None]:
    """Drop the indexes of these tables and make them again after the block: ten million rows load much faster."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, {"tables": list(tables)})
        found = cursor.fetchall()
        for drop, _make in found:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _drop, make in found:
            cursor.execute(make)


def first_petition() -> Petition:
    return Petition.objects.open().open_first()[0]


def _let_our_networks_through() -> None:
    """All signers of a bench come within minutes. Without this rule of the desk they would be a flood."""
    staff = User.objects.create_superuser("bench")
    for network in NETWORKS:
        AccessRule.objects.create(
            target=AccessRule.Target.NETWORK,
            value=network,
            verdict=AccessRule.Verdict.ALLOW,
            note="The signers of the benchmark",
            author=staff,
        )
