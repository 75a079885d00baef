"""Rate limits: token buckets in Postgres, one for each use and owner, each with two windows.

A bucket is one row with the time at which it would be full again if no one took another token. Taking a
token moves that time forward. It is refused if the time would be further away than an empty bucket needs to
fill. This is one statement, so a limit is exact under concurrency, and a full bucket needs no row.

The row's key is a digest made with a random key of the day, so it does not show whose bucket it is. Once the
day's key is deleted, no one can find out by trying addresses. Keys and buckets are in UNLOGGED tables, so
they are in no write-ahead log and no physical backup. After a crash of the database all buckets are full.

The numbers are rows: campaign/migrations/0002_data.py adds them, staff edit them at the desk. The limit on emails
to one mailbox is in petitions/addresses/mailboxes.py. petitions/moderation/screening.py decides what happens to a
signature above a limit.
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

LIMITS_CACHE_SECONDS = 30  # seconds until every process uses a changed limit
KEY_CACHE_SECONDS = 60  # seconds; short, since a crash of the database deletes the key
KEY_LIFETIME = timedelta(days=2)


def key_of_the_day() -> bytes:
    """32 random bytes that all processes share until midnight (UTC). They are deleted after two days."""
    today = timezone.now().date()
    name = f"day-key-{today}"
    key: bytes | None = cache.get(name)
    if key is None:
        key = _key_of(today)
        cache.set(name, key, KEY_CACHE_SECONDS)
    return key


def _key_of(day: date) -> bytes:
    with connection.cursor() as cursor:
        # The update changes nothing. It makes RETURNING give the key that another process inserted first.
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
    """32 hexadecimal digits for a text. No one can link them to the text once the day's key is deleted."""
    return _daily_digest(purpose, text, key_of_the_day()).hex()


def recent_digests(purpose: str, texts: Iterable[str]) -> dict[bytes, str]:
    """Each text by what `daily_digest` gave for it on each day whose key there still is."""
    keys = list(DayKey.objects.values_list("key", flat=True))
    return {_daily_digest(purpose, text, bytes(key)): text for text in texts for key in keys}


def _daily_digest(purpose: str, text: str, key: bytes) -> bytes:
    return digest(f"daily-{purpose}", key.hex(), text)[:16]


# --- Buckets -----------------------------------------------------------------------------------------------

# `each`: seconds until one token comes back. `whole`: seconds until an empty bucket is full. The rows are locked
# in the order of their keys, so that two statements on the same buckets never deadlock.
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
    """Take a token from both windows of each bucket. Returns the uses that are over their limit.

    wanted: pairs of use and owner, such as an address. The owner's text is not stored. A token is taken
    from every other bucket even if one is empty.
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
    """By use, (tokens, seconds) of the short window and of the long one. Cached for half a minute."""
    limits: dict[str, tuple[tuple[int, int], ...]] | None = cache.get("limits")
    if limits is None:
        limits = {
            limit.use: (
                (limit.burst, 60 * limit.burst_minutes),
                (limit.sustained, 3600 * limit.sustained_hours),
            )
            for limit in Limit.objects.filter(is_on=True)
        }
        cache.set("limits", limits, LIMITS_CACHE_SECONDS)
    return limits


def delete_expired() -> None:
    """Delete the keys of past days, and the buckets that are full again."""
    DayKey.objects.filter(day__lt=timezone.now().date() - KEY_LIFETIME + timedelta(days=1)).delete()
    Bucket.objects.filter(full_at__lte=Now()).delete()
