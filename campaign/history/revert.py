"""Undoes edits: one edit, or everything since an edit. Undoing is itself a new edit with an author.

Fields that decide whether someone is public are not undone (a model's `irreversible_fields`): a slip must not
publish anyone, and the workflow has its own functions for them. Values are written back as they were stored, so
encrypted values are never decrypted.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.activity.log import Kind, record
from campaign.history import rows
from campaign.history.changes import (
    Author,
    attribute_to,
    many_to_many_field,
    start_new_edit,
)
from campaign.history.describe import DescribedChange, DescribedEdit, model_of
from campaign.history.models import Change, Edit
from campaign.history.rows import Key, Row
from campaign.web import page_cache

HISTORY_ERASED = "Erased the history."
ALL = "*"  # in a model's `irreversible_fields`: undoing adds, changes and deletes no row of it


def changes_of(subject: models.Model) -> models.QuerySet[Change]:
    """All changes of the subject and of the rows that belong or belonged to it."""
    return changes_of_all(type(subject), [subject.pk])


def changes_of_all(model: type[models.Model], pks: Collection[int]) -> models.QuerySet[Change]:
    """Like `changes_of`, for several subjects of one model."""
    here = models.Q(subject_pk__in=pks) | models.Q(moved_from__in=pks)
    return Change.objects.filter(here, subject=model._meta.label_lower)


def undo(
    subject: models.Model, edit: Edit, *, author: Author, why: str, include: Collection[str] = ()
) -> None:
    """Undo one edit of the subject, except for values that were changed again since.

    include: irreversible fields to undo as well, for a function that undoes its own edit. Raises
    ValidationError, with a message for staff.
    """
    changes = changes_of(subject).filter(edit=edit)
    made = changes.filter(table=subject._meta.db_table, row=subject.pk, before__isnull=True)
    # Undoing this would delete the subject. That needs another right, is for drafts only, and deletes all evidence.
    if made.exists():
        raise ValidationError(_("It began with this, so there is nothing to go back to."))
    _take_back(
        subject, changes.order_by("-pk"), author, why, only_if_unchanged=True, include=include
    )


def can_be_undone(subject: models.Model, changes: Iterable[Change]) -> set[int]:
    """The edits, of those that made these changes, of which `undo` takes back anything. It asks the database nothing."""
    undone, began = set(), set()
    for change in changes:
        model = model_of(change.table)
        if model is None:
            continue
        if change.before is None and (model, change.row) == (type(subject), subject.pk):
            began.add(change.edit_id)
        irreversible = _irreversible(model)
        columns = set(change.before or ()) & set(change.after or ())
        if ALL not in irreversible and (not columns or columns - irreversible):
            undone.add(change.edit_id)
    return undone - began


def restore(subject: models.Model, edit: Edit, *, author: Author, why: str) -> None:
    """Undo all edits after this one. Raises ValidationError, with a message for staff."""
    changes = changes_of(subject).filter(edit__gt=edit.pk)
    _take_back(subject, changes.order_by("-pk"), author, why)


@transaction.atomic
def erase_history(subject: models.Model, *, author: Author) -> None:
    """Delete the history of the subject. Its entries in the admin's log keep only author and time."""
    erase_changes(changes_of(subject))
    clear_admin_log(type(subject), [subject.pk])
    LogEntry.objects.log_actions(
        author.pk or 0, [subject], CHANGE, change_message=HISTORY_ERASED, single_object=True
    )
    record(Kind.ERASED, actor=author, subject=subject, detail="history")


def erase_changes(changes: models.QuerySet[Change]) -> None:
    """Delete changes, and edits without any other change. The current edit may be among them."""
    edits = set(changes.values_list("edit", flat=True))
    changes.delete()
    Edit.objects.filter(pk__in=edits, changes=None).delete()
    start_new_edit()


def clear_admin_log(model: type[models.Model], pks: Collection[int]) -> None:
    """Remove names and messages from the admin's log entries about these objects."""
    logged = LogEntry.objects.filter(
        content_type=get_content_type_for_model(model), object_id__in=map(str, pks)
    )
    name = Concat(models.Value(f"{model._meta.verbose_name} "), "object_id")
    logged.update(object_repr=name, change_message="")


def _take_back(
    subject: models.Model,
    changes: Iterable[Change],
    author: Author,
    why: str,
    *,
    only_if_unchanged: bool = False,
    include: Collection[str] = (),
) -> None:
    """Undo changes, which come newest first, so that each one finds the values that it wrote."""
    try:
        with transaction.atomic():
            attribute_to(author, why)
            reverted = _Rows(include)
            for change in changes:
                reverted.take_back(change, only_if_unchanged=only_if_unchanged)
            reverted.name_writer(author)
            reverted.write()
            record(Kind.UNDONE, actor=author, subject=subject, detail="changes")
            connection.check_constraints()
            type(subject)._base_manager.filter(pk=subject.pk).update(updated_at=timezone.now())
            page_cache.invalidate_after_commit()
    except IntegrityError as error:
        raise ValidationError(
            _("This cannot be undone: something that it needs is gone, or stands there again.")
        ) from error


class _Rows:
    """Rows as they are now and as they will be. None means that the row does not exist."""

    def __init__(self, include: Collection[str]) -> None:
        self._include = include
        self._current: dict[Key, Row | None] = {}
        self._target: dict[Key, Row | None] = {}
        self._deleted: dict[Key, Row] = {}  # as they were when they were deleted

    def take_back(self, change: Change, *, only_if_unchanged: bool) -> None:
        model = model_of(change.table)
        if model is None:
            return
        irreversible = _irreversible(model) - set(self._include)
        if ALL in irreversible:
            return
        key = (model, change.row)
        if key not in self._current:
            self._current[key] = self._target[key] = rows.read(*key)
        row = self._target[key]
        if change.before is None:
            self._target[key] = None
        elif change.after is None:
            self._target[key] = row or change.before
            self._deleted[key] = change.before
        elif row is not None:
            self._target[key] = row | {
                column: value
                for column, value in change.before.items()
                if column not in irreversible
                and (not only_if_unchanged or row.get(column) == change.after[column])
            }

    def name_writer(self, author: Author) -> None:
        """What a row says who wrote it, it says of whoever undoes: its text may be a mix that no one wrote before.

        A row that is there again as it was deleted keeps its writer.
        """
        for key, row in self._target.items():
            written_as = getattr(key[0], "written_as", None)
            if written_as and row not in (None, self._current[key], self._deleted.get(key)):
                self._target[key] = row | written_as(author)

    def write(self) -> None:
        rows.write_all(self._current, self._target)


def _irreversible(model: type[models.Model]) -> set[str]:
    """The columns of a model that undoing leaves alone. Of a many-to-many field: all of its rows, or none."""
    source: Any = model._meta.auto_created
    if (link := many_to_many_field(model)) is not None:
        return {ALL} if link.name in getattr(source, "irreversible_fields", ()) else set()
    return set(getattr(model, "irreversible_fields", ()))


@dataclass(frozen=True, slots=True)
class RevertResult:
    """The result of undoing, computed before it is done."""

    edits: Sequence[DescribedEdit] = ()
    missing: Sequence[str] = ()  # for publication, and not missing before

    @property
    def reveals(self) -> list[DescribedChange]:
        return [change for each in self.edits for change in each.changes if change.reveals]

    @property
    def fingerprint(self) -> str:
        """A digest of what staff have to agree to. Empty if they need not agree to anything."""
        if not (self.reveals or self.missing):
            return ""
        return sha256(repr((self.reveals, self.missing)).encode()).hexdigest()
