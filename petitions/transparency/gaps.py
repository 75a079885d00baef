"""Logs that are stopped, because the database does not know every head that was published, and how they go on.

After the restore of a backup, heads that people have kept may be missing. Their lines are lost, and new lines would
make another log. So nothing is published (log.py), and staff are told, until an operator has announced the gap: the
newest head that was lost, the head on which the log goes on, and why. The gap stays public (docs/verifying.md).
"""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from petitions.models import LogGap, LogStop, Petition, TreeHead
from petitions.transparency import heads_file, log

MAX_REASON = 300  # characters


class NothingToAnnounce(Exception):
    """There is no gap, or it cannot be announced while the file is not in order."""


# --- Stopped logs ------------------------------------------------------------------------------------------


def look_for_problems() -> None:
    """Compare every log with the file of its heads. Stop a log with a problem, and let go on one without."""
    for petition in Petition.objects.order_by("pk"):
        look_at(petition)


def look_at(petition: Petition) -> None:
    problem = log.find_problem(petition)
    if not problem:
        take_over_gaps(petition)
        try:
            log.record_heads(petition)
        except log.InconsistentLog as error:
            problem = error.problem
    if problem:
        log.stop(petition, problem)
        return
    if LogStop.objects.filter(petition=petition).delete()[0]:
        log.publish_due_head(petition)


# --- Gaps --------------------------------------------------------------------------------------------------


def announce(petition: Petition, reason: str) -> LogGap:
    """Announce that the heads after the last one in the database are lost. The log goes on from there.

    Raises NothingToAnnounce, or ValueError for an unsuitable reason.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= MAX_REASON:
        raise ValueError(f"Give a reason of 1 to {MAX_REASON} characters. It will be public.")
    with transaction.atomic():
        log.lock_log()
        problem = log.find_problem(petition)
        if problem != LogStop.Reason.GAP:
            raise NothingToAnnounce(problem.label if problem else "There is no gap.")
        kept = log.last_head(petition)
        size = kept.size if kept else 0
        gap = {
            "announced_at": timezone.now().astimezone(UTC).isoformat(),
            "reason": reason,
            "lost": heads_file.read(petition).newest_head,
            "start": {"size": size, "root": log.root_hash(petition, size).hex()},
        }
        heads_file.append(petition, [{"gap": gap}])
        take_over_gaps(petition)
    look_at(petition)
    return LogGap.objects.filter(petition=petition).latest("announced_at")


def take_over_gaps(petition: Petition) -> None:
    """Announce again the gaps that the file knows and a restored database has forgotten."""
    if not heads_file.path(petition).exists():
        return
    for gap in heads_file.read(petition).gaps:
        LogGap.objects.get_or_create(
            petition=petition,
            announced_at=datetime.fromisoformat(gap["announced_at"]),
            defaults={
                "reason": gap["reason"],
                "lost": gap["lost"],
                "start_size": gap["start"]["size"],
                "start_root": bytes.fromhex(gap["start"]["root"]),
            },
        )


def public_gaps(petition: Petition) -> list[dict[str, Any]]:
    """The published form of the gaps (docs/verifying.md), the oldest first."""
    return [
        {
            "date": f"{gap.announced_at.astimezone(UTC):%Y-%m-%d}",
            "reason": gap.reason,
            "lost": gap.lost,
            "start": {"size": gap.start_size, "root": bytes(gap.start_root).hex()},
        }
        for gap in LogGap.objects.filter(petition=petition)
    ]


# --- A lost or damaged file --------------------------------------------------------------------------------


def rebuild_file(petition: Petition) -> None:
    """Write the file of the heads anew from the database, if it is lost or damaged.

    Raises NothingToAnnounce if it is in order, or if it still shows a head that the database does not know.
    """
    with transaction.atomic():
        log.lock_log()
        problem = log.find_problem(petition)
        if problem not in {LogStop.Reason.MISSING, LogStop.Reason.UNREADABLE}:
            raise NothingToAnnounce(problem.label if problem else "The file is in order.")
        if heads_file.path(petition).exists():
            newest = heads_file.read_what_can_be(petition)[0].newest
            if newest and not log.is_in_log(petition, newest["size"], newest["root"]):
                raise NothingToAnnounce(
                    "The file still shows a head that the database does not know. Remove the damaged "
                    "line at its end, then announce the gap."
                )
        heads_file.replace(petition, _lines_from_database(petition))
    look_at(petition)


def _lines_from_database(petition: Petition) -> list[dict[str, Any]]:
    lines: list[tuple[datetime, dict[str, Any]]] = [
        (head.made_at, log.head_json(head))
        for head in TreeHead.objects.published().filter(petition=petition).order_by("size", "pk")
    ]
    for gap, its_json in zip(
        LogGap.objects.filter(petition=petition), public_gaps(petition), strict=True
    ):
        its_json["announced_at"] = gap.announced_at.astimezone(UTC).isoformat()
        lines.append((gap.announced_at, {"gap": its_json}))
    return [line for _at, line in sorted(lines, key=lambda pair: pair[0])]
