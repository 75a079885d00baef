"""The switches for an emergency: stop signing, stop counting, and go on; the only code that turns them.

They are one row. Whatever shows a page may ask often: the answer is kept for a moment, and in all
processes of the machine until a switch is turned. What must not be wrong for even a moment (folding,
and the count itself) asks the row in its own statement (petitions/counting/tallies.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from campaign.history.changes import Author
from campaign.web import page_cache
from petitions.counting import tallies
from petitions.models import Switches


def pause_signing(*, author: Author) -> None:
    """No form takes signatures any more. Links that were mailed before go on working."""
    with _turned(author, "Signing paused.") as row:
        row.signing_paused = True


def resume_signing(*, author: Author) -> None:
    with _turned(author, "Signing resumed.") as row:
        row.signing_paused = False


def pause_counting(*, author: Author) -> None:
    """The number that is shown stays as it is at this moment; confirmations are kept in the ledger."""
    with transaction.atomic():
        tallies.lock_folding()  # before the row is locked: folding holds this lock while it asks the row
        with _turned(author, "Counting paused.") as row:
            if row.counting_paused_at is None:
                tallies.fold_all()
                row.counting_paused_at = timezone.now()


def resume_counting(*, author: Author) -> None:
    """What was confirmed meanwhile is in the number at once."""
    with _turned(author, "Counting resumed.") as row:
        row.counting_paused_at = None


@contextmanager
def _turned(author: Author, message: str) -> Iterator[Switches]:
    if author.pk is None:
        raise PermissionDenied  # nobody turns a switch without a name
    with transaction.atomic():
        row = the_row(lock=True)
        yield row
        row.save()
        LogEntry.objects.log_actions(
            author.pk, [row], CHANGE, change_message=message, single_object=True
        )
        page_cache.invalidate_after_commit()


def the_row(*, lock: bool = False) -> Switches:
    Switches.objects.get_or_create(pk=1)
    rows = Switches.objects.select_for_update() if lock else Switches.objects.all()
    return rows.get()
