"""The figures on a petition's dashboard.

Staff open it in the middle of a flood, so no query may take longer with more signatures. Each query reads an
index of signatures up to a limit, or the tallies. A figure that the limit cut off says so.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from campaign.web.rate_limits import recent_digests
from petitions.models import Domain, Kind
from petitions.moderation import waiting
from petitions.moderation.matching import NETWORK_LABEL_LENGTH
from petitions.moderation.waiting import Waiting

HOURS = 48
MAX_PER_HOUR = 20_000  # rows counted for one bar; the chart marks a bar that is cut off
MAX_COMPARED = 20_000  # newest signatures of the last hour, by domain and network
MAX_BEFORE = 50_000  # signatures of the day before, for comparison
TOP = 8  # domains or networks listed
MAX_QUARANTINED = 20_000
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class PetitionMetrics:
    """The figures of a petition at one moment. The dashboard and the alerts share them: each is queried once."""

    def __init__(self, petition_id: int, now: datetime, opened: datetime | None = None) -> None:
        self.petition_id = petition_id
        self.now = now
        self.opened = opened or now

    @cached_property
    def funnel(self) -> "list[FunnelStep]":
        return funnel(self.petition_id, self.now)

    @cached_property
    def quarantined(self) -> "dict[str, Quarantined]":
        return quarantined(self.petition_id)

    @cached_property
    def waiting(self) -> Waiting:
        return waiting.of_petition(self.petition_id)

    @cached_property
    def domains(self) -> "TopShares":
        return top_domains(self.petition_id, self.now)

    @cached_property
    def networks(self) -> "TopShares":
        return top_networks(self.petition_id, self.now)


# --- Over time ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HourCount:
    begins: datetime
    signed: int
    counted: int  # confirmed in this hour, and still counted

    @property
    def is_cut_off(self) -> bool:
        return max(self.signed, self.counted) >= MAX_PER_HOUR


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


def hours(petition_id: int, now: datetime) -> list[HourCount]:
    """The last HOURS hours of the clock, including the current one."""
    this = now.replace(minute=0, second=0, microsecond=0)
    begins = [this - number * HOUR for number in range(HOURS)]
    rows = _rows(_HOURS, petition=petition_id, hours=begins, most=MAX_PER_HOUR)
    return [HourCount(*row) for row in rows]


def signed_in_same_hours(petition_id: int, now: datetime, *, days: int) -> list[int]:
    """How many signed in the same hour of each of the days before, oldest first, and in the hour up to now."""
    begins = [now - HOUR - number * DAY for number in range(days + 1)]
    rows = _rows(_HOURS, petition=petition_id, hours=begins, most=MAX_PER_HOUR)
    return [signed for _begins, signed, _counted in reversed(rows)]


@dataclass(frozen=True, slots=True)
class DayCount:
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


def days(petition_id: int) -> list[DayCount]:
    """Every day (UTC) from the first event to the last."""
    known = {day: DayCount(day, *rest) for day, *rest in _rows(_DAYS, petition=petition_id)}
    if not known:
        return []
    first, last = min(known), max(known)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [known.get(day, DayCount(day, 0, 0)) for day in every]


# --- Outcomes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FunnelStep:
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


def funnel(petition_id: int, now: datetime) -> list[FunnelStep]:
    """Each kind of event, in the order of a signature's life. Days are in UTC."""
    rows = _rows(_FUNNEL, petition=petition_id, today=now.astimezone(UTC).date())
    known = {kind: numbers for kind, *numbers in rows}
    kinds = [kind for kind in Kind if kind != Kind.COUNTED]
    return [FunnelStep(kind, *known.get(kind, (0, 0, 0))) for kind in [*kinds, Kind.COUNTED]]


_QUARANTINED = """
SELECT quarantine_reason, count(*) FILTER (WHERE state = 'quarantined'), count(*) FILTER (WHERE state = 'pending')
FROM (
    SELECT quarantine_reason, state FROM petitions_signature
    WHERE petition_id = %(petition)s AND quarantine_reason <> '' AND state IN ('pending', 'quarantined')
    ORDER BY signed_at DESC LIMIT %(most)s
) AS newest GROUP BY quarantine_reason ORDER BY count(*) DESC, quarantine_reason
"""


class Quarantined(NamedTuple):
    """How many wait for review: those whose signers have confirmed, and those whose signers have not yet."""

    confirmed: int
    pending: int

    @property
    def total(self) -> int:
        return self.confirmed + self.pending


def quarantined(petition_id: int) -> dict[str, Quarantined]:
    """Signatures that wait for review, by reason, among the newest MAX_QUARANTINED."""
    rows = _rows(_QUARANTINED, petition=petition_id, most=MAX_QUARANTINED)
    return {reason: Quarantined(confirmed, pending) for reason, confirmed, pending in rows}


# --- Where they come from ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the last hour's signatures from one domain or network, 0 to 1. before: of the day before."""

    label: str
    name: str  # the domain to search for; empty if it is not known
    number: int
    share: float
    before: float

    @property
    def has_grown(self) -> bool:
        """Large and growing. A large provider always has a large share."""
        return self.share >= 0.1 and self.share >= 2 * self.before

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def percent_before(self) -> int:
        return round(100 * self.before)


@dataclass(frozen=True, slots=True)
class TopShares:
    total: int  # signatures of the last hour, MAX_COMPARED at most
    shares: list[Share]


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


def top_networks(petition_id: int, now: datetime) -> TopShares:
    """Networks by labels that change every day and mean nothing outside. The database stores no network."""
    rows = _rows(
        _TOP_NETWORKS + _SHARES, petition=petition_id, hour=now - HOUR, day=now - HOUR - DAY, top=TOP,
        most=MAX_COMPARED, most_before=MAX_BEFORE,
    )  # fmt: skip
    shares = [
        Share(
            label=bytes(digest).hex()[:NETWORK_LABEL_LENGTH],
            name="",
            number=number,
            share=number / total,
            before=before / total_before if total_before else 0,
        )
        for digest, number, total, before, total_before in rows
    ]
    return TopShares(total=rows[0][2] if rows else 0, shares=shares)


# The first row, without a domain, is the number of all.
_DOMAINS = """
SELECT domain, count(*) FROM (
    SELECT domain FROM petitions_trace
    WHERE petition_id = %(petition)s AND made_at >= %(since)s AND made_at < %(until)s
    ORDER BY made_at DESC LIMIT %(most)s
) AS given
GROUP BY ROLLUP (domain)
HAVING domain IS NULL OR %(only)s::bytea[] IS NULL OR domain = ANY(%(only)s)
ORDER BY domain IS NULL DESC, count(*) DESC, domain LIMIT %(top)s
"""


def top_domains(petition_id: int, now: datetime) -> TopShares:
    """Registrable domains. A domain has another digest every day, so two days are compared by names."""
    (_all, total), *newest = _rows(
        _DOMAINS, petition=petition_id, since=now - HOUR, until=now + HOUR, most=MAX_COMPARED,
        only=None, top=2 * TOP + 1,
    )  # fmt: skip
    digests = [bytes(digest) for digest, _number in newest]
    names = {each.pk: each.name for each in Domain.objects.filter(pk__in=digests)}
    name_of = recent_digests("domain", names.values())
    (_all, total_before), *before = _rows(
        _DOMAINS, petition=petition_id, since=now - HOUR - DAY, until=now - HOUR, most=MAX_BEFORE,
        only=[*name_of, *digests], top=None,
    )  # fmt: skip
    number_of, number_before = (_by_label(rows, name_of) for rows in (newest, before))
    shares = [
        Share(
            label=label,
            name=label if label in name_of.values() else "",
            number=number,
            share=number / total,
            before=number_before[label] / total_before if total_before else 0,
        )
        for label, number in number_of.most_common(TOP)
    ]
    return TopShares(total=total, shares=shares)


def _by_label(rows: list[tuple[Any, ...]], name_of: dict[bytes, str]) -> Counter[str]:
    """How many signatures each domain gave, by its name or, if that is not known, the beginning of its digest."""
    numbers = Counter[str]()
    for digest, number in rows:
        numbers[name_of.get(bytes(digest)) or bytes(digest).hex()[:NETWORK_LABEL_LENGTH]] += number
    return numbers


# --- The email queue ---------------------------------------------------------------------------------------

MAX_EMAILS = 50_000


def due_emails() -> int:
    """The number of emails that are due and not sent yet, about MAX_EMAILS at most. Those over a limit are not due."""
    [(number,)] = _rows(
        """
        SELECT count(*) FROM (
            SELECT FROM petitions_intake WHERE due_at <= now()
            UNION ALL
            SELECT FROM procrastinate_jobs
            WHERE queue_name = 'mail' AND status = 'todo'
                AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT %(most)s
        ) AS due
        """,
        most=MAX_EMAILS,
    )
    return int(number)


def emails_over_petition_limit() -> int:
    """The number of emails that wait for the limit of their petition, MAX_EMAILS at most."""
    [(number,)] = _rows(
        "SELECT count(*) FROM (SELECT FROM petitions_intake WHERE waits_for = 'petition' LIMIT %(most)s) AS waiting",
        most=MAX_EMAILS,
    )
    return int(number)


LEFT_ALONE = timedelta(minutes=5)


def signings_left_alone() -> int:
    """The number of signings of which no worker has made signatures for LEFT_ALONE, MAX_EMAILS at most."""
    [(number,)] = _rows(
        """
        SELECT count(*) FROM (
            SELECT FROM petitions_intake WHERE NOT is_stored AND due_at <= now() - %(wait)s LIMIT %(most)s
        ) AS waiting
        """,
        wait=LEFT_ALONE,
        most=MAX_EMAILS,
    )
    return int(number)


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
