"""The public log: gives lines their positions, and publishes heads.

docs/verifying.md describes the log for people who want to check it. docs/decisions/0013 gives the reasons.
These rules must hold:

- One process at a time assigns positions, in one order, without gaps. A position never changes.
- The order reveals nothing. Lines of one kind (added, withdrawn, invalidated) wait until there are MIN_LINES of them,
  however long that takes. Then they are sorted by their commitments, which are as good as random. A line that removes
  a signature comes after the line that added it. Only a delivery places all lines, because its head covers everything
  that counts.
- Heads are published once a day, for all petitions at the same time.
- A head is published only if the lines under the previous head have not changed, and if no newer head is known in the
  file outside the database (heads_file.py). Otherwise a restored backup would silently make a second log. gaps.py
  says how to go on.
- A head is public once that file has it. So a head that anyone has seen is never missing there. Then it is signed
  (signed_heads.py).
"""

import logging
from collections.abc import Iterable
from datetime import UTC, date
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from petitions.counting import ledger
from petitions.models import Leaf, LogStop, Petition, Publication, Tile, TreeHead
from petitions.models.log import LogLine
from petitions.transparency import heads_file, merkle, signed_heads
from petitions.transparency.statement import statement_figures

# The fewest lines of one kind that a day's head places. Anyone who saw one person sign or withdraw could match that
# person with a single line, and follow it: the line that removes a signature names the one that added it.
MIN_LINES = 10
BATCH_SIZE = (
    20_000  # lines that are sorted together; a verifier knows the number (docs/verifying.md)
)

Occasion = TreeHead.Occasion

logger = logging.getLogger(__name__)


Problem = LogStop.Reason


class InconsistentLog(Exception):
    """The log does not match a head that was published. Nothing is published."""

    def __init__(self, petition: Petition, problem: LogStop.Reason) -> None:
        super().__init__(f"{petition.slug}: {problem.label}")
        self.problem = problem


# --- Positions ---------------------------------------------------------------------------------------------

# Lines that can get a place: a line that removes follows the line that it removes.
_WAITING = """
SELECT petition_id, action, reason, commitment FROM petitions_leaf AS leaf
WHERE position IS NULL AND (action = 'add' OR EXISTS (
    SELECT FROM petitions_leaf AS added
    WHERE added.petition_id = leaf.petition_id AND added.commitment = leaf.commitment
        AND added.action = 'add' AND added.position IS NOT NULL
))
"""

_KINDS_DUE = f"""
WITH waiting AS ({_WAITING})
SELECT petition_id, action, reason FROM waiting
WHERE %(petition)s::bigint IS NULL OR petition_id = %(petition)s
GROUP BY petition_id, action, reason HAVING count(*) >= %(least)s
ORDER BY petition_id, action, reason
"""  # noqa: S608 - no part of it comes from outside

_PLACE = f"""
WITH waiting AS ({_WAITING}), ranked AS (
    SELECT petition_id, action, commitment, row_number() OVER (ORDER BY commitment) - 1 AS rank FROM waiting
    WHERE petition_id = %(petition)s AND action = %(action)s AND reason = ANY(%(reasons)s)
    ORDER BY commitment LIMIT %(most)s
), placed AS (
    UPDATE petitions_leaf AS leaf SET position = %(size)s + rank, day = %(day)s
    FROM ranked WHERE (leaf.petition_id, leaf.commitment, leaf.action)
        = (ranked.petition_id, ranked.commitment, ranked.action)
    RETURNING position, leaf.action, day, leaf.commitment, reason
)
SELECT action, day, commitment, reason FROM placed ORDER BY position
"""  # noqa: S608 - no part of it comes from outside


def place_lines(petition: Petition, day: date, *, least: int = 1) -> None:
    """Give waiting lines their positions in the log. Lines that add come before lines that remove.

    least: the fewest lines of one kind to place. Lines of a kind with fewer keep waiting.
    """
    for action in (Leaf.Action.ADD, Leaf.Action.REMOVE):
        kinds = _kinds_due(least, petition).get(petition.pk, [])
        reasons = [reason for its_action, reason in kinds if its_action == action]
        while reasons and _place_batch(petition, action, reasons, day) == BATCH_SIZE:
            pass


def _kinds_due(least: int, petition: Petition | None = None) -> dict[int, list[tuple[str, str]]]:
    """By petition id, the kinds of which at least so many lines wait: action and reason."""
    due: dict[int, list[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_KINDS_DUE, {"least": least, "petition": petition.pk if petition else None})
        for petition_id, action, reason in cursor.fetchall():
            due.setdefault(petition_id, []).append((action, reason))
    return due


def _place_batch(petition: Petition, action: str, reasons: list[str], day: date) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        lock_log()
        size = log_size(petition)
        cursor.execute(
            _PLACE,
            {
                "petition": petition.pk,
                "action": action,
                "reasons": reasons,
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


def lock_log() -> None:
    """Lock the log until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ledger.LOG_LOCK])


def _tiles(petition: Petition, places: Iterable[merkle.TilePlace]) -> dict[merkle.TilePlace, bytes]:
    wanted = Q(pk__in=[])
    for level, number in places:
        wanted |= Q(level=level, number=number)
    rows = Tile.objects.filter(wanted, petition=petition)
    return {(tile.level, tile.number): bytes(tile.hashes) for tile in rows}


# --- Heads -------------------------------------------------------------------------------------------------


def publish_due_heads() -> None:
    """Publish the heads of the day, unless that is done: for each petition with enough waiting lines of a kind.

    Stopped half-way, it goes on at its next run. Two processes at once publish the same heads. A log that is stopped
    (petitions/transparency/gaps.py) does not delay the others.
    """
    today = timezone.now().astimezone(UTC).date()
    if Publication.objects.filter(heads_on__gte=today).exists():
        return
    for petition in Petition.objects.filter(pk__in=_kinds_due(MIN_LINES)).order_by("pk"):
        publish_due_head(petition)
    Publication.objects.update_or_create(pk=1, defaults={"heads_on": today})


def publish_due_head(petition: Petition) -> None:
    """Publish the head of the day of one petition, unless that is done, or it is stopped, or too few lines wait."""
    last = TreeHead.objects.filter(petition=petition).order_by("-size", "-pk").first()
    today = timezone.now().astimezone(UTC).date()
    if (last is None or last.made_at.astimezone(UTC).date() < today) and _kinds_due(
        MIN_LINES, petition
    ):
        try:
            publish_head(petition, Occasion.DAILY, least=MIN_LINES)
        except InconsistentLog as error:
            stop(petition, error.problem)


def publish_head(petition: Petition, occasion: str, *, least: int = 1) -> TreeHead:
    """Place the waiting lines, and publish the root over the whole log.

    least: see `place_lines`. Without new lines, returns the last head of this occasion. Raises InconsistentLog.
    """
    # Lines and head in one transaction: the lines under a head have its date, and are sorted together.
    with transaction.atomic():
        lock_log()
        if problem := find_problem(petition):
            raise InconsistentLog(petition, problem)
        now = timezone.now()
        place_lines(petition, now.astimezone(UTC).date(), least=least)
        size = log_size(petition)
        last = TreeHead.objects.filter(petition=petition).order_by("-size", "-pk").first()
        statement = statement_figures(petition, size, last.statement if last else {})
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
    record_heads(petition)
    return head


def record_heads(petition: Petition) -> None:
    """Write new heads to the file outside the database, and only then sign them and make them public."""
    with transaction.atomic():
        lock_log()
        new = TreeHead.objects.filter(petition=petition, is_recorded=False).order_by("size", "pk")
        last = last_head(petition)
        heads = list(new) or ([last] if last else [])  # the last again, if a key is new
        try:
            signed_heads.check(petition, heads)
            _write_down(petition, new)
            signed_heads.sign(petition, heads)
        except signed_heads.Contradiction as error:
            raise InconsistentLog(petition, Problem.CHANGED) from error
        except (OSError, heads_file.Unreadable) as error:
            raise InconsistentLog(petition, Problem.UNREADABLE) from error


def _write_down(petition: Petition, new: QuerySet[TreeHead]) -> None:
    if heads := list(new):
        try:
            heads_file.append(petition, map(head_json, heads))
        except OSError as error:
            raise InconsistentLog(petition, Problem.UNWRITABLE) from error
        new.update(is_recorded=True)


def stop(petition: Petition, problem: LogStop.Reason) -> None:
    """Tell everyone that nothing is published. gaps.look_at lets the log go on."""
    found, is_new = LogStop.objects.get_or_create(
        petition=petition, defaults={"reason": problem, "since": timezone.now()}
    )
    if is_new or found.reason != problem:
        LogStop.objects.filter(petition=petition).update(reason=problem)
        logger.error("The log of %s is stopped: %s", petition.slug, problem.label)


def find_problem(petition: Petition) -> LogStop.Reason | Literal[""]:
    """Why nothing may be published; empty if there is no reason. Reads the file of the published heads."""
    last = last_head(petition)
    try:
        known = heads_file.read(petition)
    except FileNotFoundError:
        known = heads_file.Known()
    except (OSError, heads_file.Unreadable):
        return Problem.UNREADABLE
    made = TreeHead.objects.filter(petition=petition).order_by("-size", "-pk").first()
    if made and not is_in_log(petition, made.size, bytes(made.root).hex()):
        return Problem.CHANGED
    newest = known.newest
    if newest and not is_in_log(petition, newest["size"], newest["root"]):
        return Problem.GAP
    if last and not known.has(last.size, bytes(last.root).hex()):
        return Problem.MISSING
    try:
        heads_file.check_writable(petition)
    except OSError:
        return Problem.UNWRITABLE
    return ""


def is_in_log(petition: Petition, size: int, root: str) -> bool:
    return size <= log_size(petition) and root_hash(petition, size).hex() == root


def last_head(petition: Petition) -> TreeHead | None:
    """The newest head that is public."""
    return TreeHead.objects.published().filter(petition=petition).order_by("-size", "-pk").first()


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
