"""Ending follows, so that a restored backup does not bring them back.

Each follow has a random key of its own. A digest of it goes into the log of erasures outside the database, before the
follow is deleted. Someone who follows the same again has a new key, so a replay leaves that alone.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from itertools import batched, chain
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaign.privacy import erasure_log
from campaign.privacy.encryption import digest
from followers.following import content
from followers.following.content import Content, Follow
from followers.following.subjects import Subject
from followers.models import Follower
from petitions import periods

BATCH = 500  # rows at a time, in a replay


def find(token: str) -> Follower | None:
    """Whose stop link it is. The link never ends; it stops nothing once nothing is followed."""
    return Follower.objects.filter(stop_digest=content.token_digest("stop", token)).first()


def stop(token: str, subject: Subject | None = None) -> None:
    """Stop one follow, or without a subject all of them. Twice is the same as once."""
    with transaction.atomic():
        found = Follower.objects.filter(stop_digest=content.token_digest("stop", token))
        for follower in found.select_for_update():
            end(follower, lambda follow: subject in {None, follow.subject})


def stop_everything(address: str) -> None:
    """At the wish of the owner of this mailbox. Also what was asked for, and waits to be confirmed."""
    with transaction.atomic():
        content.lock_mailbox(address)
        content.requests_of(address).delete()
        for follower in content.followers_at(address).select_for_update():
            end(follower, lambda follow: True)


def end(follower: Follower, is_meant: Callable[[Follow], bool]) -> None:
    """End follows of a locked row, with a mark for each. The row goes with its last follow."""
    stored = content.read(follower)
    meant = [each for each in stored.follows if is_meant(each)]
    if meant:
        today = datetime.combine(timezone.now().astimezone(UTC), time.min, UTC)
        erasure_log.append(erasure_log.UNFOLLOWED, map(_mark, meant), today)
    _keep(follower, stored, [each for each in stored.follows if each not in meant])


def _keep(follower: Follower, stored: Content, follows: list[Follow]) -> None:
    stored.follows = follows
    if follows:
        content.save(follower, stored)
    else:
        follower.delete()


def _mark(follow: Follow) -> bytes:
    return digest("follow-stopped", follow.key)


def replay(*files: Path) -> int:
    """End the follows again that a restored backup has brought back. Returns their number."""
    entries = chain.from_iterable(map(erasure_log.read, files))
    marks = {each.digest for each in entries if each.kind == erasure_log.UNFOLLOWED}
    pks = Follower.objects.order_by("pk").values_list("pk", flat=True).iterator(BATCH)
    return sum(_end_again(some, marks) for some in batched(pks, BATCH)) if marks else 0


def _end_again(pks: Iterable[int], marks: set[bytes]) -> int:
    ended = 0
    with transaction.atomic():
        rows = Follower.objects.filter(pk__in=pks).order_by("pk").select_for_update().in_bulk()
        for pk, stored in content.read_all(rows.values()).items():
            left = [each for each in stored.follows if _mark(each) not in marks]
            if len(left) < len(stored.follows):
                ended += len(stored.follows) - len(left)
                _keep(rows[pk], stored, left)
    return ended


def replay_if_restored() -> None:
    """At night, in case someone restored a backup and forgot to. Then delete the marks that no backup needs."""
    if settings.ERASURES_FILE.exists():
        replay(settings.ERASURES_FILE)
        erasure_log.forget(erasure_log.UNFOLLOWED, before=timezone.now() - periods.BACKUP)
