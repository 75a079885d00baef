"""The pace of petitions: how many signatures count and how many emails were refused lately, and what is usual.

Every figure is read from the tallies or from an index up to a limit. So it costs the same whatever the number of
signatures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

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
    AND confirmed_at IS NULL -- else an update came back
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


# --- What is usual -----------------------------------------------------------------------------------------

USUAL_DAYS = 28  # of which the middle one is the usual day
LAST_DAYS = 3  # which are compared with it
PARTS = 4  # of the last 24 hours
STEADY = 0.4  # of the largest number
LEAST_USUAL = 10  # a day; where nothing happens, ten times nothing is nothing
MAX_PER_PART = 20_000  # rows counted
MAX_SIGNED = 5_000  # rows read of the last day
PROMPT = timedelta(minutes=5)

_BY_DAY = """
SELECT day, sum(part)::bigint FROM petitions_daycount
WHERE petition_id = %(petition)s AND kind = 'counted' AND day >= %(since)s AND day < %(today)s GROUP BY day
"""
_PARTS = """
SELECT (SELECT count(*) FROM (
    SELECT FROM petitions_signature WHERE petition_id = %(petition)s AND state = 'confirmed'
        AND confirmed_at > part - %(length)s AND confirmed_at <= part LIMIT %(most)s
) AS counted)
FROM unnest(%(parts)s::timestamptz[]) AS part
"""
_PROMPT = """
SELECT count(*), count(*) FILTER (WHERE confirmed_at <= signed_at + %(prompt)s) FROM (
    SELECT signed_at, confirmed_at FROM petitions_signature
    WHERE petition_id = %(petition)s AND signed_at > %(since)s AND signed_at <= %(until)s
    ORDER BY signed_at DESC LIMIT %(most)s
) AS signed
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """The last 24 hours of a petition beside its usual day.

    counted: in the last 24 hours. times: how many times as many as usual, steadily: in the slowest quarter of the 24
    hours or, if that is more, on the slowest of the last three days. 0 if that was much less than in the fastest
    one. What follows a newsletter or the news comes at once and fades, so it is not steady.
    """

    counted: int
    times: float


def against_usual(petition_id: int, opened: datetime, now: datetime) -> Pace:
    """0 times if the petition has no full day (UTC) before the last 24 hours to compare with."""
    moment = now.astimezone(UTC)
    today = moment.date()
    first = max(
        opened.astimezone(UTC).date() + timedelta(days=1), today - (USUAL_DAYS + LAST_DAYS) * DAY
    )
    by_day = _by_day(petition_id, first, today)
    quarters = _quarters(petition_id, now)
    counted = sum(quarters)
    # Of a young petition, the days to compare with are those before yesterday. So a flood of two days shows.
    last = LAST_DAYS if len(by_day) > 2 * LAST_DAYS else 1
    usual_days, last_days = by_day[: len(by_day) - last], by_day[len(by_day) - last :]
    if not usual_days:
        return Pace(counted, 0)
    usual = max(median(usual_days), LEAST_USUAL)
    times = _steady(quarters) * PARTS / usual
    if last == LAST_DAYS:
        times = max(times, _steady([*last_days[1:], counted]) / usual)
    return Pace(counted, times)


def _steady(numbers: list[int]) -> int:
    """The smallest of these numbers; 0 if it is much smaller than the largest."""
    return min(numbers) if min(numbers) >= STEADY * max(numbers) else 0


def _by_day(petition_id: int, first: date, today: date) -> list[int]:
    """The number counted on each day (UTC) from the first to yesterday."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, {"petition": petition_id, "since": first, "today": today})
        known = dict(cursor.fetchall())
    return [known.get(first + number * DAY, 0) for number in range((today - first).days)]


def _quarters(petition_id: int, now: datetime) -> list[int]:
    """The number counted in each quarter of the last 24 hours."""
    values: dict[str, Any] = {
        "petition": petition_id, "length": DAY / PARTS, "most": MAX_PER_PART,
        "parts": [now - number * DAY / PARTS for number in range(PARTS)],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, values)
        return [counted for (counted,) in cursor.fetchall()]


def confirmed_promptly(petition_id: int, now: datetime) -> tuple[int, int]:
    """How many signed in the last 24 hours, and how many of them confirmed within PROMPT.

    Those of the last minutes are left out, and of very many only the newest MAX_SIGNED are read. Of people, a third
    never confirms, and others take hours. Of made-up signers whose mailboxes belong to one person, all do at once.
    """
    values: dict[str, Any] = {
        "petition": petition_id, "prompt": PROMPT, "most": MAX_SIGNED,
        "since": now - DAY, "until": now - PROMPT,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PROMPT, values)
        [(signed, prompt)] = cursor.fetchall()
    return signed, prompt


def refused_lately(petition_id: int, now: datetime) -> int:
    """How many emails were refused in the last hour, if so many that emails for the petition pause; else 0."""
    if petition_id not in refusing([petition_id], now):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, {"petitions": [petition_id], "since": now - HOUR, "least": 1})
        [(_petition, refused)] = cursor.fetchall()
    return int(refused)
