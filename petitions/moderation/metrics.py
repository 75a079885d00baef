"""The numbers on a petition's desk.

Staff open it in the middle of a flood, so no query may depend on how many have signed: each reads an index
of signatures up to a bound, or the tallies. Where a bound cuts something off, the figure says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from petitions.models import Domain, Kind
from petitions.moderation.matching import LABEL

HOURS = 48
MOST_AN_HOUR = 20_000  # rows counted for one bar; a bar that is cut off is drawn as such
MOST_COMPARED = 20_000  # the newest signatures of the last hour, by domain and network
MOST_BEFORE = 50_000  # those of the day before, which they are compared with
TOP = 8
MOST_HELD = 20_000
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Moment:
    """A petition at one moment: each figure is asked for once, by its page and by the rules for alerts."""

    def __init__(self, petition_id: int, now: datetime) -> None:
        self.petition_id = petition_id
        self.now = now

    @cached_property
    def funnel(self) -> "list[Step]":
        return funnel(self.petition_id, self.now)

    @cached_property
    def held(self) -> dict[str, int]:
        return quarantined(self.petition_id)

    @cached_property
    def domains(self) -> "Top":
        return top_domains(self.petition_id, self.now)

    @cached_property
    def networks(self) -> "Top":
        return top_networks(self.petition_id, self.now)


# --- Over time ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hour:
    begins: datetime
    signed: int
    counted: int  # confirmed in this hour, and counted to this day

    @property
    def is_cut_off(self) -> bool:
        return max(self.signed, self.counted) >= MOST_AN_HOUR


_HOURS = """
SELECT
    hour,
    (SELECT count(*) FROM (
        SELECT FROM petitions_signature WHERE petition_id = %(petition)s
            AND signed_at >= hour AND signed_at < hour + interval '1 hour' LIMIT %(most)s
    ) AS signed),
    (SELECT count(*) FROM (
        SELECT FROM petitions_signature WHERE petition_id = %(petition)s AND state = 'confirmed'
            AND confirmed_at >= hour AND confirmed_at < hour + interval '1 hour' LIMIT %(most)s
    ) AS counted)
FROM unnest(%(hours)s::timestamptz[]) AS hour ORDER BY hour
"""


def hours(petition_id: int, now: datetime) -> list[Hour]:
    """The last HOURS of the clock, the one that is not over yet among them."""
    this = now.replace(minute=0, second=0, microsecond=0)
    begins = [this - number * HOUR for number in range(HOURS)]
    rows = _rows(_HOURS, petition=petition_id, hours=begins, most=MOST_AN_HOUR)
    return [Hour(*row) for row in rows]


def signed_in_same_hours(petition_id: int, now: datetime, *, days: int) -> list[int]:
    """How many signed in the hour up to now, and in the same hour of each of the days before."""
    begins = [now - HOUR - number * DAY for number in range(days + 1)]
    rows = _rows(_HOURS, petition=petition_id, hours=begins, most=MOST_AN_HOUR)
    return [signed for _begins, signed, _counted in reversed(rows)]


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    signed: int
    counted: int


_DAYS = """
SELECT
    day,
    coalesce(sum(part) FILTER (WHERE kind = 'signed'), 0)::bigint,
    coalesce(sum(part) FILTER (WHERE kind = 'counted'), 0)::bigint
FROM petitions_daycount WHERE petition_id = %(petition)s AND kind IN ('signed', 'counted')
GROUP BY day ORDER BY day
"""


def days(petition_id: int) -> list[Day]:
    """Every day (UTC) from the first on which something happened to the last."""
    known = {day: Day(day, *rest) for day, *rest in _rows(_DAYS, petition=petition_id)}
    if not known:
        return []
    first, last = min(known), max(known)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [known.get(day, Day(day, 0, 0)) for day in every]


# --- What became of them -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    kind: Kind
    ever: int
    today: int
    yesterday: int


_FUNNEL = """
SELECT
    kind,
    sum(part)::bigint,
    coalesce(sum(part) FILTER (WHERE day = %(today)s), 0)::bigint,
    coalesce(sum(part) FILTER (WHERE day = %(today)s - 1), 0)::bigint
FROM petitions_daycount WHERE petition_id = %(petition)s GROUP BY kind
"""


def funnel(petition_id: int, now: datetime) -> list[Step]:
    """Each kind of event, in the order of a signature's life; days are those of UTC."""
    rows = _rows(_FUNNEL, petition=petition_id, today=now.astimezone(UTC).date())
    known = {kind: numbers for kind, *numbers in rows}
    kinds = [kind for kind in Kind if kind != Kind.COUNTED]
    return [Step(kind, *known.get(kind, (0, 0, 0))) for kind in [*kinds, Kind.COUNTED]]


_HELD = """
SELECT quarantine_reason, count(*) FROM (
    SELECT quarantine_reason FROM petitions_signature
    WHERE petition_id = %(petition)s AND quarantine_reason <> '' AND state IN ('pending', 'quarantined')
    ORDER BY signed_at DESC LIMIT %(most)s
) AS newest GROUP BY quarantine_reason ORDER BY count(*) DESC, quarantine_reason
"""


def quarantined(petition_id: int) -> dict[str, int]:
    """Those to be reviewed, by reason; of the newest MOST_HELD."""
    return dict(_rows(_HELD, petition=petition_id, most=MOST_HELD))


# --- Where they come from ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """What one domain or network gave of the last hour. before: its part of the day before, 0 to 1."""

    label: str
    name: str  # what to search for; empty where it is not known
    number: int
    share: float
    before: float

    @property
    def is_grown(self) -> bool:
        """Not alone large, as a great provider always is."""
        return self.share >= 0.1 and self.share >= 2 * self.before

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def percent_before(self) -> int:
        return round(100 * self.before)


@dataclass(frozen=True, slots=True)
class Top:
    total: int  # of how many signatures: those of the last hour, or the newest MOST_COMPARED of it
    shares: list[Share]


_TOP_DOMAINS = """
WITH newest AS MATERIALIZED (
    SELECT domain_digest AS digest FROM petitions_signature
    WHERE petition_id = %(petition)s AND signed_at >= %(hour)s
    ORDER BY signed_at DESC LIMIT %(most)s
), before AS MATERIALIZED (
    SELECT domain_digest AS digest FROM petitions_signature
    WHERE petition_id = %(petition)s AND signed_at >= %(day)s AND signed_at < %(hour)s
    ORDER BY signed_at DESC LIMIT %(most_before)s
)
"""
_TOP_NETWORKS = """
WITH newest AS MATERIALIZED (
    SELECT prefix AS digest FROM petitions_trace
    WHERE petition_id = %(petition)s AND made_at >= %(hour)s
    ORDER BY made_at DESC LIMIT %(most)s
), before AS MATERIALIZED (
    SELECT prefix AS digest FROM petitions_trace
    WHERE petition_id = %(petition)s AND made_at >= %(day)s AND made_at < %(hour)s
    ORDER BY made_at DESC LIMIT %(most_before)s
)
"""
_SHARES = """
SELECT
    digest, number, (SELECT count(*) FROM newest),
    (SELECT count(*) FROM before WHERE before.digest = top.digest),
    (SELECT count(*) FROM before)
FROM (
    SELECT digest, count(*) AS number FROM newest WHERE digest IS NOT NULL
    GROUP BY digest ORDER BY number DESC, digest LIMIT %(top)s
) AS top ORDER BY number DESC, digest
"""


def top_domains(petition_id: int, now: datetime) -> Top:
    rows = _shares(_TOP_DOMAINS, petition_id, now)
    digests = [row[0] for row in rows]
    names = {
        bytes(digest): str(name)
        for digest, name in Domain.objects.filter(
            petition=petition_id, digest__in=digests
        ).values_list("digest", "name")
    }
    return _top(rows, lambda digest: names.get(digest, ""))


def top_networks(petition_id: int, now: datetime) -> Top:
    """By labels that mean nothing outside and change every day: what is kept names no network."""
    rows = _shares(_TOP_NETWORKS, petition_id, now)
    return _top(rows, lambda digest: digest.hex()[:LABEL])


def _shares(source: str, petition_id: int, now: datetime) -> list[tuple[Any, ...]]:
    return _rows(
        source + _SHARES, petition=petition_id, hour=now - HOUR, day=now - HOUR - DAY, top=TOP,
        most=MOST_COMPARED, most_before=MOST_BEFORE,
    )  # fmt: skip


def _top(rows: list[tuple[Any, ...]], name_of: Callable[[bytes], str]) -> Top:
    shares = []
    for digest, number, total, before, total_before in rows:
        name = name_of(bytes(digest))
        shares.append(
            Share(
                label=name or bytes(digest).hex()[:LABEL],
                name=name,
                number=number,
                share=number / total,
                before=before / total_before if total_before else 0,
            )
        )
    return Top(total=rows[0][2] if rows else 0, shares=shares)


# --- The mail queue ----------------------------------------------------------------------------------------

MOST_MAILS = 50_000


def mails_due() -> int:
    """Mails that could go out now and have not yet; MOST_MAILS at the most."""
    [(number,)] = _rows(
        """
        SELECT count(*) FROM (
            SELECT FROM procrastinate_jobs
            WHERE queue_name = 'mail' AND status = 'todo'
                AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT %(most)s
        ) AS due
        """,
        most=MOST_MAILS,
    )
    return int(number)


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
