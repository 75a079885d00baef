"""The pace of petitions: how many signatures count on them, and how many emails were refused, lately."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

CACHE_SECONDS = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Emails for a petition pause when so many were refused in an hour, and more than a fifth of what was counted.
MIN_REFUSED = 30
REFUSED_OF_COUNTED = 0.2

_COUNTED = """
SELECT
    petition_id,
    coalesce(sum(part) FILTER (WHERE day = %(today)s), 0)::bigint,
    coalesce(sum(part) FILTER (WHERE day = %(today)s - 1), 0)::bigint
FROM petitions_daycount
WHERE petition_id = ANY(%(petitions)s) AND kind = 'counted' AND day >= %(today)s - 1
GROUP BY petition_id
"""


def counted_lately(petition_ids: Iterable[int], now: datetime | None = None) -> dict[int, float]:
    """By petition, about how many signatures were counted in the last 24 hours; CACHE_SECONDS old at most.

    It is what was counted today (UTC), and the part of yesterday's that is not a day old. So it costs the
    same whatever the number of signatures. What staff have invalidated is not in it.
    """
    ids = sorted(petition_ids)
    if now is not None:  # a simulation: its clock runs faster
        return _counted(ids, now)
    known: dict[int, float] = {}
    for pk, number in cache.get_many([f"pace-{pk}" for pk in ids]).items():
        known[int(pk.removeprefix("pace-"))] = number
    if missing := [pk for pk in ids if pk not in known]:
        new = _counted(missing, timezone.now())
        cache.set_many({f"pace-{pk}": number for pk, number in new.items()}, CACHE_SECONDS)
        known |= new
    return known


def _counted(ids: list[int], now: datetime) -> dict[int, float]:
    moment = now.astimezone(UTC)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    left = 1 - (moment - midnight) / DAY
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"petitions": ids, "today": moment.date()})
        rows = cursor.fetchall()
    return dict.fromkeys(ids, 0.0) | {pk: today + left * before for pk, today, before in rows}


_REFUSED = """
SELECT petition_id, count(*) FROM petitions_signature
WHERE petition_id = ANY(%(petitions)s) AND bounced_at IS NOT NULL AND bounced_at > %(since)s
GROUP BY petition_id HAVING count(*) >= %(least)s
"""
_CONFIRMED = """
SELECT count(*) FROM (
    SELECT FROM petitions_signature
    WHERE petition_id = %(petition)s AND state = 'confirmed' AND confirmed_at > %(since)s LIMIT %(most)s
) AS confirmed
"""


def refusing(petition_ids: Iterable[int], now: datetime | None = None) -> set[int]:
    """Those of these petitions whose emails were refused so often in the last hour that new ones wait."""
    ids = sorted(petition_ids)
    since = (now or timezone.now()) - HOUR
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, {"petitions": ids, "since": since, "least": MIN_REFUSED})
        for petition, refused in cursor.fetchall():
            # No need to count further than the number that decides.
            most = int(refused / REFUSED_OF_COUNTED) + 1
            cursor.execute(_CONFIRMED, {"petition": petition, "since": since, "most": most})
            [(counted,)] = cursor.fetchall()
            if refused > REFUSED_OF_COUNTED * counted:
                found.add(petition)
    return found
