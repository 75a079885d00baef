"""Closing a petition before its time, with a word to the public: everybody it names is free, say."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.history.changes import Author
from campaign.web import page_cache
from petitions.models import Petition


def close(petition: Petition, *, note: str, author: Author) -> None:
    """Take no more signatures from now on, and show the note in place of the form.

    Mails that are under way can still be confirmed for a day, as after any closing. Raises
    ValidationError if it is not open (any more).
    """
    if author.pk is None:
        raise PermissionDenied  # nobody changes anything without a name
    with transaction.atomic():
        now = Petition.objects.select_for_update(of=("self",)).get(pk=petition.pk)
        if not now.is_open():
            raise ValidationError(_("“%(petition)s” is not open.") % {"petition": now})
        now.closes_at, now.closing_note = timezone.now(), note
        now.save(update_fields=["closes_at", "closing_note", "updated_at"])
        LogEntry.objects.log_actions(
            author.pk, [now], CHANGE, change_message="Closed.", single_object=True
        )
        page_cache.invalidate_after_commit()
