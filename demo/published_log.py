"""The public log behind the demonstration's signatures, as the worker would have published it day by day.

Some signers have withdrawn since. Only two lines are left of each: the one that adds and the one that removes.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from petitions.counting import ledger
from petitions.models import DayTally, Kind, Leaf, Petition, TreeHead
from petitions.transparency import heads_file, log, merkle
from petitions.transparency.statement import compute_figures

DAY = timedelta(days=1)
AT_ONCE = 40_000  # lines in one statement
# The share of the work that is done when the lines have their places, and when they are inserted.
PLACED, INSERTED = 0.2, 0.7

_SIGNED = """
    SELECT receipt, (confirmed_at AT TIME ZONE 'UTC')::date AS day,
        get_byte(receipt, 0) = 7 AND get_byte(receipt, 1) < 80 AS has_withdrawn,
        get_byte(receipt, 2) %% 40 AS after
    FROM petitions_signature WHERE petition_id = %(petition)s
"""

_WITHDRAWN = f"""
SELECT least(day + after, %(last)s), count(*) FROM ({_SIGNED}) AS signed WHERE has_withdrawn GROUP BY 1
"""  # noqa: S608 - no part of it comes from outside

# The lines in the order of their places: by the day of the head they waited for, those that add first. A line that
# removes waits for others of its kind, and for the head of the line that it removes.
_PLACE = f"""
CREATE TEMPORARY TABLE demo_line ON COMMIT DROP AS
WITH signed AS MATERIALIZED ({_SIGNED}), line AS (
    SELECT 'add' AS action, receipt, '' AS reason, day, day AS added FROM signed
    UNION ALL
    SELECT 'add', sha256(receipt), '', day, day FROM signed WHERE has_withdrawn
    UNION ALL
    SELECT 'remove', sha256(receipt), 'withdrawn', least(day + after, %(last)s), day
    FROM signed WHERE has_withdrawn
), head AS (
    SELECT 'add' AS action, * FROM unnest(%(days)s::date[], %(heads)s::date[]) AS adding (of_day, day)
    UNION ALL
    SELECT 'remove', * FROM unnest(%(removing_days)s::date[], %(removing_heads)s::date[])
), due AS (
    SELECT line.action, sha256(%(prefix)s || receipt) AS commitment, reason,
        CASE WHEN adding.day IS NOT NULL AND head.day IS NOT NULL
            THEN greatest(adding.day, head.day)
        END AS day
    FROM line
        LEFT JOIN head ON head.action = line.action AND head.of_day = line.day
        LEFT JOIN head AS adding ON adding.action = 'add' AND adding.of_day = added
)
SELECT action, commitment, reason, day,
    row_number() OVER (ORDER BY day, action, commitment) - 1 AS place
FROM due
"""  # noqa: S608 - no part of it comes from outside

# The lines stand in this order. Without an index each batch would read all of them.
_INDEX = "CREATE INDEX ON demo_line USING brin (place); ANALYZE demo_line (place)"

# In batches, so that progress can be shown in between.
_INSERT = """
INSERT INTO petitions_leaf (petition_id, action, commitment, reason, day, position)
SELECT %(petition)s, action, commitment, reason, day, CASE WHEN day IS NOT NULL THEN place END
FROM demo_line WHERE place >= %(from)s AND place < %(from)s + %(at_once)s ORDER BY place
"""

_COUNT = """
INSERT INTO petitions_daytally (petition_id, day, kind, count)
SELECT %(petition)s, coalesce(day - 1, %(last)s), kind, count(*)
FROM demo_line, unnest(ARRAY['withdrawn', 'confirmed', 'signed', 'emailed']) AS kind
WHERE action = 'remove' GROUP BY 2, 3
ON CONFLICT (petition_id, day, kind) DO UPDATE SET count = petitions_daytally.count + EXCLUDED.count
"""

# The bytes of petitions.models.log.LogLine, hashed by the database. 330,000 lines take half a second.
_HASHES = """
SELECT coalesce(string_agg(
    sha256('\\x00'::bytea || convert_to(
        concat_ws(' ', action, day::text, encode(commitment, 'hex'), nullif(reason, '')), 'UTF8'
    )), ''::bytea ORDER BY position
), ''::bytea)
FROM petitions_leaf WHERE petition_id = %s AND position IS NOT NULL
"""


def write(petition: Petition, show: Callable[[float], None]) -> None:
    """Write lines, tiles and heads for a petition whose signatures and tallies are written.

    show: is called with the share that is done, from 0 to 1.
    """
    counted = dict(
        DayTally.objects.filter(petition=petition, kind=Kind.COUNTED).values_list("day", "count")
    )
    opened, today = petition.opens_at.date(), timezone.now().date()
    heads = head_days(counted, opened, today)
    values: dict[str, Any] = {
        "petition": petition.pk,
        "prefix": ledger.COMMITMENT + petition.slug.encode() + b"\0",
        "last": max(counted),
        "days": list(heads),
        "heads": list(heads.values()),
        "at_once": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAWN, values)
        removing = head_days(dict(cursor.fetchall()), opened, today)
        values |= {"removing_days": list(removing), "removing_heads": list(removing.values())}
        cursor.execute(_PLACE, values)
        lines = cursor.rowcount
        cursor.execute(_INDEX)
        for begin in range(0, lines, AT_ONCE):
            show(PLACED + (INSERTED - PLACED) * begin / lines)
            cursor.execute(_INSERT, values | {"from": begin})
        cursor.execute(_COUNT, values)
        cursor.execute("DROP TABLE demo_line")
        show(INSERTED)
        cursor.execute(_HASHES, [petition.pk])
        [(hashes,)] = cursor.fetchall()
    tiles = log.append_hashes(petition, 0, bytes(hashes))
    TreeHead.objects.bulk_create(_heads(petition, tiles))
    heads_file.path(petition).unlink(missing_ok=True)  # of an earlier demonstration
    log.record_heads(petition)


def head_days(lines: dict[date, int], first: date, today: date) -> dict[date, date]:
    """By day, the day of the head that its lines of one kind waited for. Days whose lines still wait are left out."""
    found: dict[date, date] = {}
    waiting: list[date] = []
    number = 0
    for day in (first + n * DAY for n in range((today - first).days)):
        waiting.append(day)
        number += lines.get(day, 0)
        if number >= log.MIN_LINES:
            found |= dict.fromkeys(waiting, day + DAY)
            waiting, number = [], 0
    return found


def _lines_by_day(petition: Petition) -> list[tuple[date, int, int]]:
    """For each day with a head: the day, its lines, and how many of them remove."""
    placed = Leaf.objects.filter(petition=petition, day__isnull=False)
    by_day = placed.values_list("day").annotate(
        lines=Count("commitment"), removes=Count("commitment", filter=Q(action=Leaf.Action.REMOVE))
    )
    return list(by_day.order_by("day"))


def _heads(petition: Petition, tiles: dict[merkle.TilePlace, bytes]) -> list[TreeHead]:
    made: list[TreeHead] = []
    size, removed = 0, 0
    events = iter(
        DayTally.objects.filter(petition=petition)
        .values_list("day", "kind", "count")
        .order_by("day")
    )
    event = next(events, None)
    happened: Counter[str] = Counter()
    for day, lines, removes in _lines_by_day(petition):
        while event and event[0] < day:
            happened[event[1]] += event[2]
            event = next(events, None)
        size, removed = size + lines, removed + removes
        statement = compute_figures(
            size,
            {Kind.WITHDRAWN.value: removed} if removed else {},
            happened,
            held_now=0,
            earlier=made[-1].statement if made else {},
        )
        made.append(
            TreeHead(
                petition=petition,
                size=size,
                root=merkle.span_hash(tiles, (0, size)),
                count=statement["count"],
                made_at=datetime.combine(day, time(0, 12), UTC),
                statement=statement,
            )
        )
    return made
