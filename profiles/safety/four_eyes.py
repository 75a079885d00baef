"""Where the campaign asks for two, nobody shows the public what they wrote alone (SECOND_PERSON).

Who changed a person last is read from the history, which the database writes: whatever the way was (the form,
an import, undoing, merging), it is there.
"""

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.utils.translation import gettext as _

from campaign.history.changes import Author
from campaign.history.models import Change
from campaign.history.revert import HISTORY_ERASED, changes_of
from campaign.publishing import workflow
from profiles.models import Detainee


def objections(person: Detainee, author: Author) -> list[str]:
    if settings.SECOND_PERSON and _last_author(person) == author.pk:
        return [_("You changed it last. Somebody else has to read it and publish it.")]
    return []


def hide_again(person: Detainee, *, author: Author) -> bool:
    """Withdraw whom this author's own change, as of a consent, shows to the public again; whether it was so."""
    shown = Detainee.objects.published().filter(pk=person.pk).exists()
    if not (shown and objections(person, author)):
        return False
    workflow.withdraw(person, author=author)
    return True


def _last_author(person: Detainee) -> int | None:
    """None: a command, which nobody at the desk answers for and anybody may check."""
    changes = changes_of(person)
    if person.portrait:
        changes |= changes_of(person.portrait)
    for change in changes.select_related("edit").order_by("-pk").iterator(20):
        if not _is_a_step(change):
            return change.edit.author_id
    return _who_erased_the_history(person)


def _is_a_step(change: Change) -> bool:
    """On the way to the public or back, which changes nothing of what is told."""
    if change.before is None or change.after is None:
        return False
    return "state" in change.after or set(change.after) == {"publish_at"}


def _who_erased_the_history(person: Detainee) -> int | None:
    """They stand in for whoever wrote what there is: nobody gets round the rule that way."""
    people = get_content_type_for_model(person)
    logged = LogEntry.objects.filter(content_type=people, object_id=str(person.pk))
    erased = logged.filter(change_message=HISTORY_ERASED)
    return erased.values_list("user", flat=True).first()
