"""Limits: token buckets in Postgres, named by what they are for, each with two windows.

A bucket is one row: when it would be full again if nobody took any more. Taking a token puts that time
off, and is refused where the time would be further away than an empty bucket needs. It is one statement,
so a limit is exact however many ask at once, and a bucket that is full again needs no row.

The row's key is a digest made with a random key of the day: it tells nobody whose bucket it is, and once
the day's key is thrown away nobody can find out by trying. Keys and buckets are in UNLOGGED tables: in no
write-ahead log and no physical backup; after a crash of the database all buckets are full.
"""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from campaign.privacy.encryption import digest
from campaign.web.models import Bucket, DayKey, Limit, Use

LIMITS_KEPT = 30  # seconds until a changed limit is heard of by every process
KEY_KEPT = 60  # seconds, for a key that is gone after a crash of the database
KEYS_LIVE = timedelta(days=2)


def key_of_the_day() -> bytes:
    """32 random bytes that all processes share until midnight (UTC), and that are gone after two days."""
    today = timezone.now().date()
    name = f"day-key-{today}"
    key: bytes | None = cache.get(name)
    if key is None:
        key = _key_of(today)
        cache.set(name, key, KEY_KEPT)
    return key


def _key_of(day: date) -> bytes:
    with connection.cursor() as cursor:
        # The no-op of an update makes RETURNING answer with the key that was there first.
        cursor.execute(
            """
            INSERT INTO campaign_daykey AS known (day, key) VALUES (%s, %s)
            ON CONFLICT (day) DO UPDATE SET key = known.key RETURNING key
            """,
            [day, secrets.token_bytes(32)],
        )
        [(key,)] = cursor.fetchall()
    return bytes(key)


def daily_digest(purpose: str, text: str) -> str:
    """32 hexadecimal digits that stand for a text today, and for nothing any more in two days."""
    return digest(f"daily-{purpose}", key_of_the_day().hex(), text).hex()[:32]


# --- Buckets -----------------------------------------------------------------------------------------------

# `each`: how long a token takes to come back; `whole`: how long an empty bucket takes to be full. The rows
# are locked in the order of their keys, so that two who take from the same buckets never block each other.
_TAKE = """
WITH given AS (
    SELECT * FROM unnest(%(keys)s::bytea[], %(each)s::float8[], %(whole)s::float8[])
        AS given (key, each, whole)
)
INSERT INTO campaign_bucket AS bucket (key, full_at)
SELECT key, statement_timestamp() + make_interval(secs => each) FROM given ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    full_at = greatest(bucket.full_at, statement_timestamp())
        + (EXCLUDED.full_at - statement_timestamp())
WHERE
    greatest(bucket.full_at, statement_timestamp()) + (EXCLUDED.full_at - statement_timestamp())
    <= statement_timestamp()
        + (SELECT make_interval(secs => whole) FROM given WHERE given.key = bucket.key)
RETURNING key
"""


def take_tokens(wanted: Iterable[tuple[Use, str]]) -> set[Use]:
    """Take a token from each bucket, of both windows; the uses for which one was empty.

    wanted: uses, and whose bucket: a text that need not be kept secret from this function, but is kept by
    nobody. One empty bucket does not keep the others from giving.
    """
    limits = _limits()
    windows = {
        _bucket_key(use, window, whose): (use, seconds / most, float(seconds))
        for use, whose in wanted
        for window, (most, seconds) in enumerate(limits.get(use, ()))
    }
    if not windows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "keys": list(windows),
                "each": [each for _use, each, _whole in windows.values()],
                "whole": [whole for _use, _each, whole in windows.values()],
            },
        )
        given = {bytes(key) for (key,) in cursor.fetchall()}
    return {use for key, (use, _each, _whole) in windows.items() if key not in given}


def _bucket_key(use: Use, window: int, whose: str) -> bytes:
    return digest("bucket", key_of_the_day().hex(), use, str(window), whose)[:16]


def _limits() -> dict[str, tuple[tuple[int, int], ...]]:
    """By use, (most, seconds) of the short window and of the long one."""
    kept: dict[str, tuple[tuple[int, int], ...]] | None = cache.get("limits")
    if kept is None:
        kept = {
            limit.use: (
                (limit.burst, 60 * limit.burst_minutes),
                (limit.sustained, 3600 * limit.sustained_hours),
            )
            for limit in Limit.objects.filter(is_on=True)
        }
        cache.set("limits", kept, LIMITS_KEPT)
    return kept


def delete_old() -> None:
    """Throw away the keys of days gone by, and the buckets that are full."""
    DayKey.objects.filter(day__lt=timezone.now().date() - KEYS_LIVE + timedelta(days=1)).delete()
    Bucket.objects.filter(full_at__lte=Now()).delete()
