"""The four-eyes rule: with SECOND_PERSON, the author of the last change may not publish it.

A change cancels an approval that has not taken effect: a scheduled profile waits for review again.

The last author comes from the history, which database triggers write. So it covers every way to change a person:
the form, an import, an undo, a merge.
"""

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.history.changes import Author
from campaign.history.models import Change
from campaign.history.revert import HISTORY_ERASED, changes_of
from campaign.publishing import workflow
from profiles.models import Detainee


def objections(person: Detainee, author: Author) -> list[str]:
    """Return why this author may not publish the person, in words for staff; empty if they may."""
    if settings.SECOND_PERSON and _last_author(person) == author.pk:
        return [_("You changed it last. Someone else has to read it and publish it.")]
    return []


def withdraw_if_shown(person: Detainee, *, author: Author) -> bool:
    """Withdraw a person whom this author's own change has made public again; return whether it had.

    A change of a consent can do that.
    """
    shown = Detainee.objects.published().filter(pk=person.pk).exists()
    if not (shown and objections(person, author)):
        return False
    workflow.withdraw(person, author=author)
    return True


def approve_again(person: Detainee, *, author: Author) -> list[str]:
    """Schedule a person again whose approval this author's own change has cancelled, if they may publish it.

    The database cancels the approval (migrations/sql/approvals.sql). Return what stands against it.
    """
    try:
        workflow.publish(person, author=author, seen=person.version)
    except ValidationError as error:
        return error.messages
    return []


def _last_author(person: Detainee) -> int | None:
    """Return the user's primary key; None for a command, which anyone may check."""
    changes = changes_of(person)
    if person.portrait:
        changes |= changes_of(person.portrait)
    for change in changes.select_related("edit").order_by("-pk").iterator(20):
        if not _is_workflow_step(change):
            return change.edit.author_id
    return _history_eraser(person)


def _is_workflow_step(change: Change) -> bool:
    """Whether the change only publishes or withdraws, and leaves the content as it is."""
    if change.before is None or change.after is None or change.table != Detainee._meta.db_table:
        return False
    columns = set(change.after)
    return columns <= {"state", "publish_at", "slug"} and (
        "state" in columns or "slug" not in columns
    )


def _history_eraser(person: Detainee) -> int | None:
    """Return the user who erased the history. They count as the last author, so erasing it is no way round the rule."""
    people = get_content_type_for_model(person)
    logged = LogEntry.objects.filter(content_type=people, object_id=str(person.pk))
    erased = logged.filter(change_message=HISTORY_ERASED)
    return erased.values_list("user", flat=True).first()
