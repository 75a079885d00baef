"""Erasing signatures that were not confirmed within a week, their emails that still wait, and links that have ended.

It works in short transactions, each complete in itself. If it is stopped half-way, the next run continues.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from petitions import periods
from petitions.signing import intake, tokens

BATCH = 2_000  # signatures in one transaction

# A row that is locked because its person signs again at this moment is skipped (SKIP LOCKED). Someone who signs
# several petitions must not wait for this while this waits for them. A signature whose email was late still
# has a valid link, and stays as well.
_LAPSED = """
confirmed_at IS NULL
AND signed_at <= statement_timestamp() - make_interval(secs => %(lives)s)
AND petition_id NOT IN (SELECT id FROM petitions_petition WHERE legal_hold)
AND NOT EXISTS (
    SELECT FROM petitions_mailedtoken_signatures AS link
    JOIN petitions_mailedtoken AS token ON token.digest = link.mailedtoken_id
    WHERE signature_id = signature.id AND token.purpose = 'confirm'
        AND token.expires_at > statement_timestamp()
)
"""
_ERASE = f"""
WITH old AS MATERIALIZED (
    SELECT id FROM petitions_signature AS signature WHERE {_LAPSED}
    ORDER BY signed_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
), lapsed AS (
    DELETE FROM petitions_signature WHERE id IN (SELECT id FROM old)
    RETURNING id, petition_id, email_digest
), link AS (
    DELETE FROM petitions_mailedtoken_signatures WHERE signature_id IN (SELECT id FROM lapsed)
), trace AS (
    DELETE FROM petitions_trace WHERE signature_id IN (SELECT id FROM lapsed)
), noted AS (
    INSERT INTO petitions_ledgerentry (petition_id, kind, day, country, delta)
    SELECT petition_id, 'lapsed', (statement_timestamp() AT TIME ZONE 'UTC')::date, '', count(*)
    FROM lapsed GROUP BY petition_id
)
SELECT email_digest FROM lapsed
"""  # noqa: S608 - no part of it comes from outside
_COUNT = (
    f"SELECT petition_id, count(*) FROM petitions_signature AS signature WHERE {_LAPSED} GROUP BY 1"  # noqa: S608
)


def erase_expired(go_on: Callable[[], bool] = lambda: True) -> int:
    """Erase batch after batch, as long as `go_on` returns True. Returns the number of signatures."""
    erased = 0
    tokens.delete_expired(go_on)
    intake.erase_expired()
    while go_on():
        batch = _rows(_ERASE, most=BATCH)
        tokens.forget_addresses(bytes(digest) for (digest,) in batch)
        erased += len(batch)
        if len(batch) < BATCH:
            break
    return erased


def count_expired() -> dict[int, int]:
    """How many signatures would be erased now, by petition id."""
    return dict(_rows(_COUNT))


def _rows(sql: str, **values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"lives": periods.CONFIRMATION_LINK.total_seconds()})
        return list(cursor.fetchall())
