"""The emergency switches: pause signing, pause counting, and resume. Only this module changes them.

They are one row. Pages read a short-lived cache of it (petitions/counting/pause.py), which every change of
a switch invalidates for all processes of the machine. The count, and folding the ledger, must never be
wrong, not even for a moment. So they read the row in their own SQL statement (petitions/counting/tallies.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from campaign.activity.log import Kind, record
from campaign.history.changes import Author
from campaign.web import page_cache
from petitions.counting import tallies
from petitions.models import Switches


def pause_signing(*, author: Author) -> None:
    """No form accepts signatures until signing is resumed. Links in earlier emails still work."""
    with _changed(author, "Signing paused.") as row:
        row.signing_paused = True


def resume_signing(*, author: Author) -> None:
    with _changed(author, "Signing resumed.") as row:
        row.signing_paused = False


def pause_counting(*, author: Author) -> None:
    """The public count stays as it is at this moment. The ledger stores later confirmations."""
    with transaction.atomic():
        tallies.lock_folding()  # before the row lock: folding holds this lock while it reads the row
        with _changed(author, "Counting paused.") as row:
            if row.counting_paused_at is None:
                tallies.fold_all()
                row.counting_paused_at = timezone.now()


def resume_counting(*, author: Author) -> None:
    """The public count includes at once all that was confirmed meanwhile."""
    with _changed(author, "Counting resumed.") as row:
        row.counting_paused_at = None


@contextmanager
def _changed(author: Author, message: str) -> Iterator[Switches]:
    """The row, locked; saved, logged and published to the pages when the block ends."""
    if author.pk is None:
        raise PermissionDenied  # the history needs a name for every change
    with transaction.atomic():
        row = switches_row(lock=True)
        yield row
        row.save()
        LogEntry.objects.log_actions(
            author.pk, [row], CHANGE, change_message=message, single_object=True
        )
        record(Kind.SWITCHED, actor=author, subject=row, detail=message.lower().removesuffix("."))
        page_cache.invalidate_after_commit()


def switches_row(*, lock: bool = False) -> Switches:
    rows = Switches.objects.select_for_update() if lock else Switches.objects.all()
    return rows.get_or_create(pk=1)[0]
