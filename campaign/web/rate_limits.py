"""Rate limits: at most so many in any short window and so many in any long one, for each use and owner.

A bucket is one row. It holds how many tokens were taken in each tenth of the two windows. A tenth counts until all
of it is out of the window. So no window of that length ever holds more tokens than the limit, wherever it begins,
and a token comes back a tenth later at the latest. `Buckets` locks the rows until the end of the transaction, so a
limit is exact under concurrency. Rows are locked in the order of their keys, so that no two processes wait for each
other in a circle. A transaction that is rolled back gives its tokens back.

The key of a visitor's bucket is a digest made with a random key of the day, so it does not show whose bucket it
is. Once the day's key is deleted, no one can find out by trying addresses. At midnight the keys change. So each
visitor has two buckets, by the keys of today and yesterday, and every token is taken from both: windows go on over
midnight. Keys and buckets are in UNLOGGED tables, so they are in no write-ahead log and no physical backup. After a
crash of the database all buckets are full.

The numbers are rows: the migrations of this app add them, staff edit them at the desk. The limit on emails to one
mailbox is in petitions/addresses/mailboxes.py. petitions/moderation/screening.py decides what happens to a
signature above a limit.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from campaign.privacy.encryption import digest
from campaign.run.in_process import InProcess
from campaign.web import client_address
from campaign.web.models import Bucket, DayKey, Limit, Use

LIMITS_CACHE_SECONDS = 30  # seconds until every process uses a changed limit
KEY_CACHE_SECONDS = 60  # seconds; short, since a crash of the database deletes the key
KEY_LIFETIME = timedelta(days=2)
TENTHS = 10
WIDER = 4  # times the limit of a network has the next larger one around it
DAY = timedelta(days=1)


# --- The keys of the days ----------------------------------------------------------------------------------


def key_of_the_day() -> bytes:
    """32 random bytes that all processes share until midnight (UTC). They are deleted after two days."""
    return _last_keys()[0]


def _last_keys() -> tuple[bytes, bytes]:
    """The keys of today and yesterday, without a query as long as this process knows them."""
    today = timezone.now().date()
    day, keys = _known_keys.get()
    if day != today:
        _known_keys.forget()
        day, keys = _known_keys.get()
    return keys


def _read_keys() -> tuple[date, tuple[bytes, bytes]]:
    today = timezone.now().date()
    return today, (_key_of(today), _key_of(today - DAY))


_known_keys = InProcess(_read_keys, KEY_CACHE_SECONDS)


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
    keys = {key_of_the_day(), *map(bytes, DayKey.objects.values_list("key", flat=True))}
    return {_daily_digest(purpose, text, key): text for text in texts for key in keys}


def _daily_digest(purpose: str, text: str, key: bytes) -> bytes:
    return _keyed(f"daily {purpose} {text}", key)


def _keyed(message: str, day_key: bytes) -> bytes:
    """16 bytes. Every signing makes eight of them, so this is a quick function (RFC 7693)."""
    return hashlib.blake2b(message.encode(), key=_with_pepper(day_key), digest_size=16).digest()


@lru_cache(maxsize=4)
def _with_pepper(day_key: bytes) -> bytes:
    """So that the keys in the database open nothing by themselves."""
    return digest("key-of-the-day", day_key.hex())


# --- Buckets -----------------------------------------------------------------------------------------------


class Owner(NamedTuple):
    """Whose tokens: the keys of the buckets from which each is taken, in hexadecimal digits."""

    use: Use
    keys: tuple[str, ...]

    @classmethod
    def visitor(cls, use: Use, whose: str) -> "Owner":
        """whose: what must not be stored, such as a network. Only digests by the keys of two days are."""
        message = f"bucket {use} {whose}"
        return cls(use, tuple(_keyed(message, key).hex() for key in _last_keys()))

    @classmethod
    def known(cls, use: Use, whose: str) -> "Owner":
        """whose: what may be recognised with the keys of this site for a day or two."""
        return cls(use, (digest("bucket", use, whose).hex()[:32],))


class Window(NamedTuple):
    most: int
    seconds: int


class LimitInForce(NamedTuple):
    """The two windows of a limit. percent: of a crowd, see `Buckets.has_room`."""

    windows: tuple[Window, Window]
    percent: int


type Taken = list[
    tuple[int, int]
]  # the second at which a tenth of the window begins, and its tokens


# Taking a row's lock makes the row if there is none. The update changes nothing: it is there for its lock.
_LOCK = """
INSERT INTO campaign_bucket AS bucket (key, short, long, full_at)
SELECT key, '{}', '{}', statement_timestamp() FROM unnest(%s::bytea[]) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET full_at = bucket.full_at
RETURNING encode(key, 'hex'), short, long, extract(epoch FROM clock_timestamp())::float8
"""
_SAVE = """
UPDATE campaign_bucket AS bucket
SET short = changed.short::bigint[], long = changed.long::bigint[], full_at = to_timestamp(changed.full_at)
FROM unnest(%s::bytea[], %s::text[], %s::text[], %s::float8[]) AS changed (key, short, long, full_at)
WHERE bucket.key = changed.key
"""


class Buckets:
    """The buckets of some owners, locked until the end of the caller's transaction. Two statements at most.

    now: another time than the database's, for simulations.
    """

    def __init__(self, owners: Iterable[Owner], now: datetime | None = None) -> None:
        self.limits = _limits.get()
        self._taken: dict[str, tuple[Taken, Taken]] = {}
        self._changed: dict[str, Use] = {}
        keys = {key for owner in owners if owner.use in self.limits for key in owner.keys}
        times = [0.0]
        if keys:
            with connection.cursor() as cursor:
                cursor.execute(_LOCK, [[bytes.fromhex(key) for key in sorted(keys)]])
                for key, short, long, locked_at in cursor.fetchall():
                    self._taken[key] = _pairs(short), _pairs(long)
                    times.append(locked_at)
        # The clock is read after each row is locked. So the time of whoever takes later is never earlier.
        self.now = max(times) if now is None else now.timestamp()

    def has_room(self, owner: Owner, crowd: float = 0, share: float = 1) -> bool:
        """Whether a token is left in both windows. A use whose limit is off always has room.

        crowd: how many signatures were counted lately where the owner signs. The limit's percentage of it is
        added to both windows. share: of the limit; the rest is left for others.
        """
        limit = self.limits.get(owner.use)
        if limit is None:
            return True
        more = int(crowd * limit.percent / 100)
        return all(
            _in_window(taken, window.seconds, self.now) < (window.most + more) * share
            for key in owner.keys
            for taken, window in zip(self._taken[key], limit.windows, strict=True)
        )

    def taken(self, owner: Owner) -> int:
        """How many tokens were taken in the long window; 0 of a use whose limit is off."""
        limit = self.limits.get(owner.use)
        if limit is None:
            return 0
        seconds = limit.windows[1].seconds
        return max(_in_window(self._taken[key][1], seconds, self.now) for key in owner.keys)

    def take(self, owner: Owner) -> None:
        """Take a token, whether there is room or not."""
        limit = self.limits.get(owner.use)
        if limit is None:
            return
        for key in owner.keys:
            self._changed[key] = owner.use
            for taken, window in zip(self._taken[key], limit.windows, strict=True):
                tenth = window.seconds // TENTHS
                begins = int(self.now // tenth) * tenth
                number = next((n for start, n in taken if start == begins), 0)
                taken[:] = [
                    *(each for each in taken if each[0] != begins),
                    (begins, number + 1),
                ]

    def give_back(self, owner: Owner) -> None:
        """Put back the token that was taken last, if it is still known."""
        for key in owner.keys if owner.use in self.limits else ():
            self._changed[key] = owner.use
            for taken in self._taken[key]:
                if taken:
                    begins, number = taken.pop()
                    taken.extend([(begins, number - 1)] if number > 1 else [])

    def seconds_until_room(self, owner: Owner, share: float = 1) -> int:
        """How long until a token is left in both windows, if no one takes one meanwhile. At least a second."""
        wait = 1.0
        for key in owner.keys:
            for taken, window in zip(self._taken[key], self.limits[owner.use].windows, strict=True):
                since = _since(window.seconds, self.now)
                counted = [(begins, number) for begins, number in taken if begins > since]
                surplus = sum(number for _begins, number in counted) + 1 - window.most * share
                for begins, number in counted:
                    if surplus <= 0:
                        break
                    wait = max(wait, begins - since)
                    surplus -= number
        return ceil(wait)

    def save(self) -> None:
        """Write what was taken."""
        rows = sorted(self._changed.items())
        if not rows:
            return
        short, long, full_at = list[str](), list[str](), list[float]()
        for key, use in rows:
            for texts, taken, window in zip(
                (short, long), self._taken[key], self.limits[use].windows, strict=True
            ):
                since = _since(window.seconds, self.now)
                kept = [str(number) for pair in taken if pair[0] > since for number in pair]
                texts.append("{" + ",".join(kept) + "}")
            longest = max(window.seconds for window in self.limits[use].windows)
            full_at.append(self.now + longest + longest / TENTHS)
        with connection.cursor() as cursor:
            cursor.execute(
                _SAVE, [[bytes.fromhex(key) for key, _use in rows], short, long, full_at]
            )


def _pairs(numbers: list[int]) -> Taken:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _since(seconds: int, now: float) -> float:
    """A tenth that begins later than this may hold a token of the window that ends now."""
    return now - seconds - seconds // TENTHS


def _in_window(taken: Taken, seconds: int, now: float) -> int:
    since = _since(seconds, now)
    return sum(number for begins, number in taken if begins > since)


def is_limited(request: HttpRequest, use: Use) -> bool:
    """Whether the networks of this request have no token left for this use. Takes one of each if they have."""
    address = client_address.client_address(request)
    return address is not None and not take_token(use, *client_address.networks(address))


def take_token(use: Use, *whose: str) -> bool:
    """Take one token from the buckets of each of these visitors. Returns whether all of them had one.

    whose: such as networks, the smallest first. Each of them has WIDER times the limit of the one before. So the
    owner of a large network cannot use the limits of all the small networks inside it. They are not stored.
    """
    owners = [Owner.visitor(use, each) for each in whose]
    with transaction.atomic():
        buckets = Buckets(owners)
        if not all(
            buckets.has_room(owner, share=WIDER**number) for number, owner in enumerate(owners)
        ):
            return False
        for owner in owners:
            buckets.take(owner)
        buckets.save()
    return True


def _read_limits() -> dict[str, LimitInForce]:
    """By use; those that are off are left out."""
    return {
        limit.use: LimitInForce(
            (
                Window(limit.burst, 60 * limit.burst_minutes),
                Window(limit.sustained, 3600 * limit.sustained_hours),
            ),
            limit.percent,
        )
        for limit in Limit.objects.filter(is_on=True)
    }


_limits = InProcess(_read_limits, LIMITS_CACHE_SECONDS)


def delete_expired() -> None:
    """Delete the keys of past days, and the buckets that are full again."""
    DayKey.objects.filter(day__lt=timezone.now().date() - KEY_LIFETIME + DAY).delete()
    Bucket.objects.filter(full_at__lte=Now()).delete()
