"""The verifiable count: lines get their places in the public log, and heads of it are published.

docs/verifying.md says what the log is, for whoever wants to check it; docs/decisions/0013 says why. What
must hold:

- Places are given in one order by one process at a time, without gaps, and for good.
- The order tells nothing: lines wait until a head is due, at least TOGETHER of them at a time, and are
  then sorted by their commitments, which are as good as random. A line that removes comes after the one
  that added.
- A head is published only if the lines of the one before are still what they were.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from petitions.models import Leaf, Petition, Tile, TreeHead
from petitions.models.log import Line
from petitions.transparency import merkle
from petitions.transparency import statement as integrity

TOGETHER = (
    10  # lines that wait before a day's head is made: one alone would show when somebody signed
)
AT_THE_LATEST = timedelta(days=7)  # however few they are
PLACED_AT_ONCE = 20_000  # lines: a short transaction even after a day of a million signatures
PLACING = 0x6C656166  # the key of the lock: any number that nothing else uses

Occasion = TreeHead.Occasion


class Inconsistent(Exception):
    """The log is not what an earlier head says it was: somebody has changed it. Nothing is published."""


# --- Giving places -----------------------------------------------------------------------------------------

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
    """Give every line that waits its place in the log, those that add first."""
    for action in (Leaf.Action.ADD, Leaf.Action.REMOVE):
        while _place_some(petition, action, day) == PLACED_AT_ONCE:
            pass


def _place_some(petition: Petition, action: Leaf.Action, day: date) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        _one_at_a_time()
        size = size_of(petition)
        cursor.execute(
            _PLACE,
            {
                "petition": petition.pk,
                "action": action,
                "size": size,
                "day": day,
                "most": PLACED_AT_ONCE,
            },
        )
        lines = [Line(*row) for row in cursor.fetchall()]
        grow(petition, size, b"".join(merkle.leaf_hash(bytes(line)) for line in lines))
    return len(lines)


def grow(petition: Petition, size: int, hashes: bytes) -> dict[merkle.Place, bytes]:
    """Keep the hashes of lines that come after the first `size`; the tiles that this has changed."""
    changed = merkle.grown(_tiles(petition, merkle.edge(size)), size, hashes)
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


def size_of(petition: Petition) -> int:
    last = placed(petition).order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def lines(petition: Petition, start: int, end: int) -> list[Line]:
    rows = placed(petition).filter(position__gte=start, position__lt=end).order_by("position")
    values: Any = rows.values_list("action", "day", "commitment", "reason")
    return [Line(*row) for row in values]


def placed(petition: Petition) -> QuerySet[Leaf]:
    return Leaf.objects.filter(petition=petition, position__isnull=False)


def _one_at_a_time() -> None:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLACING])


def _tiles(petition: Petition, places: Iterable[merkle.Place]) -> dict[merkle.Place, bytes]:
    wanted = Q(pk__in=[])
    for level, number in places:
        wanted |= Q(level=level, number=number)
    rows = Tile.objects.filter(wanted, petition=petition)
    return {(tile.level, tile.number): bytes(tile.hashes) for tile in rows}


# --- Heads -------------------------------------------------------------------------------------------------


def publish_due_heads() -> None:
    """One a day for each petition on which enough lines wait, or have waited long enough."""
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
    return waiting >= TOGETHER or now - since >= AT_THE_LATEST


def publish_head(petition: Petition, occasion: str) -> TreeHead:
    """Place what waits, and publish the root over all of it.

    If nothing has come since the last head of this occasion, it is that one again.
    """
    now = timezone.now()
    place_lines(petition, now.astimezone(UTC).date())
    with transaction.atomic():
        _one_at_a_time()
        size = size_of(petition)
        last = last_head(petition)
        if last and root(petition, last.size) != bytes(last.root):
            raise Inconsistent(f"The log of {petition.slug} is not what it was on {last.made_at}.")
        statement = integrity.statement(petition, size)
        head, _made = TreeHead.objects.get_or_create(
            petition=petition,
            size=size,
            occasion=occasion,
            defaults={
                "root": root(petition, size),
                "count": statement["count"],
                "made_at": now,
                "statement": statement,
            },
        )
        return head


def last_head(petition: Petition) -> TreeHead | None:
    return TreeHead.objects.filter(petition=petition).order_by("-size", "-pk").first()


def root(petition: Petition, size: int) -> bytes:
    return _hashes(petition, [(0, size)])[0]


# --- Proofs ------------------------------------------------------------------------------------------------


def inclusion_proof(petition: Petition, position: int, size: int) -> list[bytes]:
    return _hashes(petition, merkle.inclusion(position, size))


def consistency_proof(petition: Petition, first: int, second: int) -> list[bytes]:
    return _hashes(petition, merkle.consistency(first, second))


def _hashes(petition: Petition, spans: list[merkle.Span]) -> list[bytes]:
    tiles = _tiles(petition, merkle.places(spans))
    return [merkle.hash_of(tiles, span) for span in spans]


def head_shape(head: TreeHead) -> dict[str, Any]:
    """As it is published (docs/verifying.md)."""
    return {
        "size": head.size,
        "root": bytes(head.root).hex(),
        "count": head.count,
        "date": f"{head.made_at.astimezone(UTC):%Y-%m-%d}",
        "occasion": head.occasion,
    }


# --- Receipts ----------------------------------------------------------------------------------------------
