"""Close a petition early, with a public note, for example because everyone it names is free."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.activity.log import Kind, record
from campaign.history.changes import Author, attribute_to
from campaign.publishing import four_eyes
from campaign.web import page_cache
from petitions.models import Petition

NOTE_UNREAD = _(
    "No one else has read this note. Close the petition without changing the note; or unpublish it, write the note "
    "there, and ask a colleague to publish it."
)


def close(petition: Petition, *, note: str, author: Author) -> None:
    """Take no more signatures from now on, and show the note in place of the form.

    Signers can still confirm earlier emails for a day, as after any closing. Raises ValidationError if the
    petition is not open, or if the note is new and the four-eyes rule holds for petitions. Closing alone is always possible:
    one person must be able to stop what is wrong.
    """
    if author.pk is None:
        raise PermissionDenied  # the history needs a name for every change
    with transaction.atomic():
        now = Petition.objects.select_for_update(of=("self",)).get(pk=petition.pk)
        if not now.is_open():
            raise ValidationError(_("“%(petition)s” is not open.") % {"petition": now})
        attribute_to(author, "Closed.")
        if note != now.closing_note and four_eyes.applies_to(now):
            raise ValidationError(NOTE_UNREAD)
        now.closes_at, now.closing_note = timezone.now(), note
        now.save(update_fields=["closes_at", "closing_note", "updated_at"])
        LogEntry.objects.log_actions(
            author.pk, [now], CHANGE, change_message="Closed.", single_object=True
        )
        record(Kind.ENDED, actor=author, subject=now)
        page_cache.invalidate_after_commit()
