"""The switches for an emergency: stop signing, stop counting, and go on; the only code that turns them.

They are one row. Whatever shows a page may ask often: the answer is kept for a moment, and in all
processes of the machine until a switch is turned. What must not be wrong for even a moment (folding,
and the count itself) asks the row in its own statement (petitions/counting/tallies.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.publishing.workflow import Author
from campaign.web import page_cache
from petitions.counting import tallies
from petitions.models import Switches

KEPT = 3  # seconds, for the processes of other machines, which hear of no turning


@dataclass(frozen=True, slots=True)
class Now:
    signing_paused: bool = False
    own_notice: str = ""
    counting_paused_at: datetime | None = None

    @property
    def notice(self) -> str:
        """What stands in place of the sign form; empty while it is there."""
        if not self.signing_paused:
            return ""
        return self.own_notice or _("Signing is paused. Please come back soon.")


def now() -> Now:
    key = f"switches-{page_cache.edition()}"
    kept: Now | None = cache.get(key)
    if kept is None:
        columns = ("signing_paused", "notice", "counting_paused_at")
        row = Switches.objects.values_list(*columns).first()
        kept = Now(*row) if row else Now()
        cache.set(key, kept, KEPT)
    return kept


def as_of() -> datetime:
    """Of what moment a count is that is read now."""
    return now().counting_paused_at or timezone.now()


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
        tallies.fold_alone()  # before the row is locked: folding holds this lock while it asks the row
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
        page_cache.forget_after_commit()


def the_row(*, lock: bool = False) -> Switches:
    Switches.objects.get_or_create(pk=1)
    rows = Switches.objects.select_for_update() if lock else Switches.objects.all()
    return rows.get()
