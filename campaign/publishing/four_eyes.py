"""The four-eyes rule: for the kinds in the setting FOUR_EYES, no one makes their own last change public.

- The author of the last change may not publish, unless a colleague has approved this very text (reviews.py). The last answer
  to it counts.
- A change of something scheduled cancels its approval: it waits for review again. A trigger does that
  (campaign/migrations/sql/approvals.sql), with or without the setting.
- What is public is not changed: the change would be on the site at once, and no one else would have read it. It is
  unpublished, changed, and published by a colleague. Hiding something is always allowed.

Changes and their authors come from the history, which triggers write. So the rule covers every way to change an item:
the form, an import, an undo, a merge, the picture beside it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from campaign.history.changes import Author, current_edit
from campaign.history.describe import model_of
from campaign.history.models import Change
from campaign.history.revealed import IS_SHOWN
from campaign.history.revert import HISTORY_ERASED, changes_of, changes_of_all
from campaign.images import in_texts
from campaign.images.models import Picture
from campaign.privacy.readers import is_closed_here
from campaign.publishing.models import Review

WORKFLOW_COLUMNS = {"state", "publish_at", "slug", "gone_because", "replaced_by"}


class Watched(models.Model):
    """What the rule asks of an item. Its model has a history of its own (TrackChanges)."""

    # Its word in the setting FOUR_EYES.
    four_eyes: ClassVar[str]
    # Fields that say which staff see the item. They are no part of its text.
    access_fields: ClassVar[tuple[str, ...]] = ()
    # Whether someone else has read what is just changed, as when a colleague publishes a working version.
    is_read_by_two = False

    class Meta:
        abstract = True

    @classmethod
    def right_to_publish(cls) -> str:
        """As Django names it: "news.publish_newsitem"."""
        return f"{cls._meta.app_label}.publish_{cls._meta.model_name}"

    @property
    def is_shown(self) -> bool:
        """Whether the public can see it now."""
        raise NotImplementedError

    def shown_with(self) -> Iterable[tuple[type[models.Model], int | None]]:
        """Model and key of rows with a history of their own that its page shows, such as a picture."""
        return ()

    def all_changes(self) -> models.QuerySet[Change]:
        """The changes of the item, of rows that belong to it, and of what its page shows besides.

        A translation is no part of its text: it has a review of its own (campaign/translations).
        """
        return self._changes(self._besides()).exclude(table=self._table_of_translations())

    def changes_of_translations(self) -> models.QuerySet[Change]:
        return changes_of(self).filter(table=self._table_of_translations())

    def visible_changes(self) -> models.QuerySet[Change]:
        """Those that the reader of this request may see: a picture beside the item may be closed to them."""
        return self._changes(
            (model, pk) for model, pk in self._besides() if not is_closed_here(model(pk=pk))
        )

    def _table_of_translations(self) -> str:
        return f"{self._meta.db_table}translation"

    def _besides(self) -> Iterable[tuple[type[models.Model], int | None]]:
        """What the page shows besides, with the pictures in its texts."""
        yield from self.shown_with()
        yield from ((Picture, pk) for pk in in_texts.numbers_of(self))

    def _changes(
        self, besides: Iterable[tuple[type[models.Model], int | None]]
    ) -> models.QuerySet[Change]:
        found = changes_of(self)
        for model, pk in besides:
            if pk is not None:
                found |= changes_of_all(model, [pk])
        return found


def applies_to(item: Watched) -> bool:
    return item.four_eyes in settings.FOUR_EYES


def objections(item: Watched, author: Author) -> list[str]:
    """Why this author may not publish the item, in words for staff; empty if they may."""
    if not applies_to(item) or last_author(item) != author.pk or is_approved(item, but_by=author):
        return []
    return [_("You changed it last. Someone else has to read it and publish it.")]


def last_author(item: Watched) -> int | None:
    """The primary key of the user who changed it last; None for a command, which anyone may check."""
    change, erased = _last_change(item), _erasure_of_history(item)
    if erased and (change is None or erased.action_time > change.edit.at):
        return erased.user_id  # erasing it is no way round the rule
    return change.edit.author_id if change else _last_to_save(item)


def text_version(item: Watched) -> int:
    """Tells the present text from every other. A step of the workflow and a later publication time leave it."""
    change = _last_change(item)
    return change.pk if change else 0


def publishers(model: type[Watched]) -> models.QuerySet[User]:
    """The active staff who may publish items of this model."""
    backend = settings.AUTHENTICATION_BACKENDS[0]
    found: models.QuerySet[User] = User.objects.with_perm(model.right_to_publish(), backend=backend)
    return found.filter(is_staff=True)


def is_approved(item: Watched, *, but_by: Author) -> bool:
    """Whether someone else has approved this very text, and no one has asked for changes of it since.

    The approval holds only while its author may publish the item.
    """
    last = approval(item, type(item), text_version(item), but_by=but_by)
    if last is None:
        return False
    erased = _erasure_of_history(item)  # after that, an older text may seem to be the newest
    return erased is None or bool(last.answered_at and last.answered_at > erased.action_time)


def approval(
    about: models.Model, model: type[Watched], text: int, *, but_by: Author
) -> Review | None:
    """The last answer of someone else to this text, if it approves it and they may publish items of this model."""
    answers = Review.objects.about(about).filter(looked_at=text)
    others = answers.exclude(answered_by=but_by.pk).exclude(answer=Review.Answer.DROPPED)
    last = others.order_by("-answered_at").first()
    if last is None or last.answer != Review.Answer.APPROVED or last.answered_by is None:
        return None
    return last if publishers(model).filter(pk=last.answered_by.pk).exists() else None


def refuse_lone_change(item: Watched) -> None:
    """Raise ValidationError if the edit of this transaction changes what the public reads. The caller rolls back."""
    if item.is_read_by_two or not (applies_to(item) and item.is_shown):
        return
    if any(map(_is_readable, _changes_now(item))):
        raise ValidationError(unread(item))


def unread(item: Watched) -> str:
    """Why a change of something public was not saved, in words for staff."""
    return _(
        "“%(item)s” is public, so nothing was saved: no one else has read the change. Unpublish it, "
        "change it, and ask a colleague to publish it."
    ) % {"item": item}


def _last_change(item: Watched) -> Change | None:
    changes = item.all_changes().select_related("edit").order_by("-pk").iterator(20)
    return next((each for each in changes if not is_workflow_step(item, each)), None)


def _changes_now(item: Watched) -> Iterator[Change]:
    if edit := current_edit():
        yield from item.changes_of_translations().filter(edit=edit)
        for change in item.all_changes().filter(edit=edit).select_related("edit"):
            if not is_workflow_step(item, change):
                yield change


def is_workflow_step(item: Watched, change: Change) -> bool:
    """Whether it leaves the content as it is: it publishes, unpublishes or reschedules the item, or says which staff see it.

    A time that is past is content: it is the date that the public reads.
    """
    access: list[Any] = [item._meta.get_field(name) for name in item.access_fields]
    if change.table in {field.m2m_db_table() for field in access if field.many_to_many}:
        return True
    if change.before is None or change.after is None or change.table != item._meta.db_table:
        return False
    columns = set(change.after)
    if "state" in columns:
        return columns <= WORKFLOW_COLUMNS
    if columns <= set(item.access_fields):
        return True
    times = (change.before.get("publish_at"), change.after.get("publish_at"))
    return columns <= {"publish_at"} and not any(_is_past(time, change) for time in times)


def _is_past(time: str | None, change: Change) -> bool:
    return time is not None and datetime.fromisoformat(time) <= change.edit.at


def _is_readable(change: Change) -> bool:
    """Whether the public can read the change. Hiding a row is none, nor is a change of what only staff see."""
    model = model_of(change.table)
    if shows_more := getattr(model, "shows_more", None):  # its columns say what else is shown
        return bool(shows_more(change))
    unseen = set(getattr(model, "unseen_fields", ()))
    after, before = change.after or {}, change.before or {}
    if change.after and change.before and set(after) <= unseen:
        return False
    if change.after is None:  # the row was deleted
        return bool(before.get(IS_SHOWN, True))
    if IS_SHOWN in after or model is None or not hasattr(model, IS_SHOWN):
        return bool(after.get(IS_SHOWN, True))
    return model._base_manager.filter(**{"pk": change.row, IS_SHOWN: True}).exists()


def _erasure_of_history(item: Watched) -> LogEntry | None:
    return _logged(item).filter(change_message=HISTORY_ERASED).order_by("-pk").first()


def _last_to_save(item: Watched) -> int | None:
    """Of something older than its history: who saved its form last. Forms write JSON into the admin's log."""
    saved = _logged(item).filter(change_message__startswith="[").order_by("-pk")
    return saved.values_list("user", flat=True).first()


def _logged(item: Watched) -> models.QuerySet[LogEntry]:
    return LogEntry.objects.filter(
        content_type=get_content_type_for_model(item), object_id=str(item.pk)
    )
