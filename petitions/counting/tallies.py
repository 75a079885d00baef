"""The count: a ledger of +1 and -1 that is folded into tallies.

Confirming a signature appends one line to the ledger. It touches nothing that another confirmation touches,
so no two of them ever wait for each other. Folding moves lines of the ledger into the tallies in one
statement: each line exactly once, whichever process does it and whenever it is killed.

The count is the tallies plus the lines that are not folded yet. It is read in one statement, and so at one
moment, through the views petitions_count, petitions_personcount and petitions_daycount
(petitions/migrations/sql/count.sql). A view has several rows for a key: readers take `sum(part)`. The cost of
reading depends on the number of countries and on the seconds since the last folding, not on the number of
signatures.

Pages show the total live. Finer numbers are published once a day (published_figures.py); the desk and the dossier
read exact ones here.

While staff have paused counting (petitions/moderation/switches.py) nothing is folded, and the first two views show
the tallies alone. So the count stands still, and the ledger stores what is confirmed meanwhile. Each
statement reads the switch itself, so that the count freezes at one moment for everyone.
petitions_daycount ignores the pause: the desk, the register and the statement of integrity need exact numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

FOLD_BATCH_SIZE = 20_000  # lines at a time: a short transaction even after a long pause
FOLD_LOCK = 0x666F6C64  # the key of the advisory lock: any number that nothing else uses
OTHER = "other"
# Countries with fewer signers are shown together, so that no single signer stands out.
MIN_SHOWN = 10

# The count of each row of a Petition query, to annotate and sort by.
PETITION_COUNT = RawSQL(
    """
    (SELECT coalesce(sum(part), 0)::bigint FROM petitions_count
    WHERE petitions_count.petition_id = petitions_petition.id)
    """,
    (),
    output_field=BigIntegerField(),
)


@dataclass(frozen=True, slots=True)
class CountryCounts:
    """A petition's count at one moment.

    countries: how many countries there are. by_country: counts by country code, the largest first; countries
    below MIN_SHOWN together under OTHER, at the end.
    """

    total: int
    countries: int
    by_country: dict[str, int]


def count(petition_id: int) -> int:
    """Confirmed signatures of one petition, as shown."""
    return counts([petition_id])[petition_id]


def counts(petition_ids: Iterable[int]) -> dict[int, int]:
    """Confirmed signatures by petition id, at this moment or when counting was paused."""
    ids = list(petition_ids)
    found = rows(
        """
        SELECT petition_id, sum(part)::bigint FROM petitions_count
        WHERE petition_id = ANY(%(ids)s) GROUP BY petition_id
        """,
        ids=ids,
    )
    return dict.fromkeys(ids, 0) | dict(found)


def count_until(petition_id: int, day: date) -> int:
    """Signatures confirmed by the end of that day (UTC), also while counting is paused.

    Signatures that were withdrawn since are not among them.
    """
    [(total,)] = rows(
        """
        SELECT coalesce(sum(part), 0)::bigint FROM petitions_daycount
        WHERE petition_id = %(id)s AND kind = 'counted' AND day <= %(day)s
        """,
        id=petition_id,
        day=day,
    )
    return int(total)


def by_kind_and_day(since: date, kinds: Iterable[str]) -> dict[str, dict[date, int]]:
    """Events of all petitions, by kind and by the day (UTC) on which they happened, from that day on."""
    found = rows(
        """
        SELECT kind, day, sum(part)::bigint FROM petitions_daycount
        WHERE kind = ANY(%(kinds)s) AND day >= %(since)s GROUP BY kind, day
        """,
        kinds=[str(kind) for kind in kinds],
        since=since,
    )
    by_kind: dict[str, dict[date, int]] = {}
    for kind, day, number in found:
        by_kind.setdefault(kind, {})[day] = number
    return by_kind


def totals_by_kind(petition_id: int) -> dict[str, int]:
    """The exact total of each kind of event (models.Kind), also while counting is paused."""
    return dict(
        rows(
            """
            SELECT kind, sum(part)::bigint FROM petitions_daycount
            WHERE petition_id = %(id)s GROUP BY kind
            """,
            id=petition_id,
        )
    )


def rounded_down(number: int) -> int:
    """Rounded down to two digits, 1,234 to 1,200; 0 for numbers below MIN_SHOWN."""
    if number < MIN_SHOWN:
        return 0
    step: int = 10 ** max(len(str(number)) - 2, 1)
    return number // step * step


def country_counts(petition_id: int) -> CountryCounts:
    """One petition's count by country, exact at this moment or when counting was paused.

    For the dossier alone. What the public sees is in published_figures.py.
    """
    found = exact_country_counts(petition_id)
    shown = {country: total for country, total in found if total >= MIN_SHOWN}
    if rest := sum(total for _, total in found if total < MIN_SHOWN):
        shown[OTHER] = rest
    return CountryCounts(total=sum(shown.values()), countries=len(found), by_country=shown)


def exact_country_counts(petition_id: int) -> list[tuple[str, int]]:
    """Pairs of country code and count, small ones too, the largest first: for staff alone."""
    return [
        (country, total)
        for country, total in rows(
            """
            SELECT country, sum(part)::bigint AS total FROM petitions_count
            WHERE petition_id = %(id)s
            GROUP BY country HAVING sum(part) > 0 ORDER BY total DESC, country
            """,
            id=petition_id,
        )
    ]


def fold() -> int:
    """Move lines of the ledger into the tallies. Returns the number of lines moved.

    It is one statement, so it happens whole or not at all. If two processes fold at once, one does it and
    the other does not wait. The switch's row is locked, and so read as it is now, not as it was when the
    statement began. So nothing is folded after staff have paused counting.
    """
    [(moved,)] = rows(
        """
        WITH lock AS MATERIALIZED (
            SELECT pg_try_advisory_xact_lock(%(key)s) AS mine
        ), switch AS MATERIALIZED (
            SELECT counting_paused_at IS NOT NULL AS is_off FROM petitions_switches
            WHERE (SELECT mine FROM lock) FOR SHARE
        ), oldest AS MATERIALIZED (
            SELECT id FROM petitions_ledgerentry
            WHERE (SELECT mine FROM lock) AND NOT coalesce((SELECT is_off FROM switch), false)
            ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
        ), taken AS (
            DELETE FROM petitions_ledgerentry WHERE id IN (SELECT id FROM oldest)
            RETURNING petition_id, kind, day, country, signed_for, delta
        ), by_country AS (
            INSERT INTO petitions_tally (petition_id, country, count)
            SELECT petition_id, country, sum(delta) FROM taken WHERE kind = 'counted'
            GROUP BY petition_id, country ORDER BY petition_id, country
            ON CONFLICT (petition_id, country)
            DO UPDATE SET count = petitions_tally.count + EXCLUDED.count
        ), by_day AS (
            INSERT INTO petitions_daytally (petition_id, kind, day, count)
            SELECT petition_id, kind, day, sum(delta) FROM taken
            GROUP BY petition_id, kind, day ORDER BY petition_id, kind, day
            ON CONFLICT (petition_id, kind, day)
            DO UPDATE SET count = petitions_daytally.count + EXCLUDED.count
        ), by_person AS (
            INSERT INTO petitions_persontally (detainee_id, count)
            SELECT signed_for, sum(delta) FROM taken
            WHERE kind = 'counted' AND signed_for IS NOT NULL
            GROUP BY signed_for ORDER BY signed_for
            ON CONFLICT (detainee_id)
            DO UPDATE SET count = petitions_persontally.count + EXCLUDED.count
        )
        SELECT count(*) FROM taken
        """,
        key=FOLD_LOCK,
        most=FOLD_BATCH_SIZE,
    )
    return int(moved)


def fold_all() -> None:
    """Fold until the ledger is empty, one short transaction after another."""
    while fold() == FOLD_BATCH_SIZE:
        pass


def lock_folding() -> None:
    """Wait for a folding under way. Until the end of this transaction no other process folds."""
    rows("SELECT pg_advisory_xact_lock(%(key)s)", key=FOLD_LOCK)


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement gives. For the modules of this package."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
