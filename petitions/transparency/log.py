"""The public log: gives lines their positions, and publishes heads.

docs/verifying.md describes the log for people who want to check it. docs/decisions/0013 gives the reasons.
These rules must hold:

- One process at a time assigns positions, in one order, without gaps. A position never changes.
- The order reveals nothing. Lines wait until a head is due, at least MIN_LINES of them at a time. Then they
  are sorted by their commitments, which are as good as random. A line that removes a signature comes after
  the line that added it.
- A head is published only if the lines under the previous head have not changed.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from petitions import periods
from petitions.models import Leaf, Petition, Tile, TreeHead
from petitions.models.log import LogLine
from petitions.transparency import merkle
from petitions.transparency.statement import statement_figures

# Lines that must wait before a day's head is made: a single line would show when that person signed.
MIN_LINES = 10
BATCH_SIZE = 20_000  # lines: a short transaction even after a day of a million signatures
LOCK_KEY = 0x6C656166  # of the advisory lock: any number that nothing else uses

Occasion = TreeHead.Occasion


class InconsistentLog(Exception):
    """The log no longer matches an earlier head, so it was changed. Nothing is published."""


# --- Positions ---------------------------------------------------------------------------------------------

_PLACE = """
WITH waiting AS (
    SELECT id, row_number() OVER (ORDER BY commitment) - 1 AS rank
    FROM petitions_leaf AS leaf
    WHERE petition_id = %(petition)s AND position IS NULL AND action = %(action)s
        AND (action = 'add' OR EXISTS (
            SELECT FROM petitions_leaf AS added
            WHERE added.petition_id = leaf.petition_id AND added.commitment = leaf.commitment
                AND added.action = 'add' AND added.position IS NOT NULL
        ))
    ORDER BY commitment LIMIT %(most)s
), placed AS (
    UPDATE petitions_leaf AS leaf SET position = %(size)s + rank, day = %(day)s
    FROM waiting WHERE leaf.id = waiting.id
    RETURNING position, action, day, commitment, reason
)
SELECT action, day, commitment, reason FROM placed ORDER BY position
"""


def place_lines(petition: Petition, day: date) -> None:
    """Give every waiting line its position in the log. Lines that add come before lines that remove."""
    for action in (Leaf.Action.ADD, Leaf.Action.REMOVE):
        while _place_batch(petition, action, day) == BATCH_SIZE:
            pass


def _place_batch(petition: Petition, action: Leaf.Action, day: date) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        _lock_log()
        size = log_size(petition)
        cursor.execute(
            _PLACE,
            {
                "petition": petition.pk,
                "action": action,
                "size": size,
                "day": day,
                "most": BATCH_SIZE,
            },
        )
        lines = [LogLine(*row) for row in cursor.fetchall()]
        append_hashes(petition, size, b"".join(merkle.leaf_hash(bytes(line)) for line in lines))
    return len(lines)


def append_hashes(petition: Petition, size: int, hashes: bytes) -> dict[merkle.TilePlace, bytes]:
    """Store the hashes of lines that follow the first `size` lines. Returns the changed tiles."""
    changed = merkle.append(_tiles(petition, merkle.partial_tiles(size)), size, hashes)
    Tile.objects.bulk_create(
        (
            Tile(petition=petition, level=level, number=number, hashes=tile)
            for (level, number), tile in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["petition", "level", "number"],
        update_fields=["hashes"],
        batch_size=500,
    )
    return changed


def log_size(petition: Petition) -> int:
    last = placed_leaves(petition).order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def read_lines(petition: Petition, start: int, end: int) -> list[LogLine]:
    rows = (
        placed_leaves(petition).filter(position__gte=start, position__lt=end).order_by("position")
    )
    values: Any = rows.values_list("action", "day", "commitment", "reason")
    return [LogLine(*row) for row in values]


def placed_leaves(petition: Petition) -> QuerySet[Leaf]:
    return Leaf.objects.filter(petition=petition, position__isnull=False)


def _lock_log() -> None:
    """Lock the log until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def _tiles(petition: Petition, places: Iterable[merkle.TilePlace]) -> dict[merkle.TilePlace, bytes]:
    wanted = Q(pk__in=[])
    for level, number in places:
        wanted |= Q(level=level, number=number)
    rows = Tile.objects.filter(wanted, petition=petition)
    return {(tile.level, tile.number): bytes(tile.hashes) for tile in rows}


# --- Heads -------------------------------------------------------------------------------------------------


def publish_due_heads() -> None:
    """Publish one head a day for each petition whose lines are enough, or have waited long enough."""
    now = timezone.now()
    waiting = (
        Leaf.objects.filter(position__isnull=True)
        .values_list("petition")
        .annotate(Count("pk"))
        .order_by("petition")
    )
    for petition_id, count in waiting:
        petition = Petition.objects.filter(pk=petition_id).first()
        if petition and _is_due(petition, count, now):
            publish_head(petition, Occasion.DAILY)


def _is_due(petition: Petition, waiting: int, now: datetime) -> bool:
    last = last_head(petition)
    since = last.made_at if last else petition.opens_at
    if last and last.made_at.astimezone(UTC).date() == now.astimezone(UTC).date():
        return False
    return waiting >= MIN_LINES or now - since >= periods.HEAD_AT_THE_LATEST


def publish_head(petition: Petition, occasion: str) -> TreeHead:
    """Place the waiting lines, and publish the root over the whole log.

    Without new lines, returns the last head of this occasion. Raises InconsistentLog.
    """
    now = timezone.now()
    place_lines(petition, now.astimezone(UTC).date())
    with transaction.atomic():
        _lock_log()
        size = log_size(petition)
        last = last_head(petition)
        if last and root_hash(petition, last.size) != bytes(last.root):
            raise InconsistentLog(
                f"The log of {petition.slug} is not what it was on {last.made_at}."
            )
        statement = statement_figures(petition, size)
        head, _made = TreeHead.objects.get_or_create(
            petition=petition,
            size=size,
            occasion=occasion,
            defaults={
                "root": root_hash(petition, size),
                "count": statement["count"],
                "made_at": now,
                "statement": statement,
            },
        )
        return head


def last_head(petition: Petition) -> TreeHead | None:
    return TreeHead.objects.filter(petition=petition).order_by("-size", "-pk").first()


def root_hash(petition: Petition, size: int) -> bytes:
    return _hashes(petition, [(0, size)])[0]


# --- Proofs ------------------------------------------------------------------------------------------------


def inclusion_proof(petition: Petition, position: int, size: int) -> list[bytes]:
    return _hashes(petition, merkle.inclusion_spans(position, size))


def consistency_proof(petition: Petition, first: int, second: int) -> list[bytes]:
    return _hashes(petition, merkle.consistency_spans(first, second))


def _hashes(petition: Petition, spans: list[merkle.Span]) -> list[bytes]:
    tiles = _tiles(petition, merkle.needed_tiles(spans))
    return [merkle.span_hash(tiles, span) for span in spans]


def head_json(head: TreeHead) -> dict[str, Any]:
    """The published form of a head (docs/verifying.md)."""
    return {
        "size": head.size,
        "root": bytes(head.root).hex(),
        "count": head.count,
        "date": f"{head.made_at.astimezone(UTC):%Y-%m-%d}",
        "occasion": head.occasion,
    }
