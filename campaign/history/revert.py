"""Undoing what the history holds: one edit, or all since a moment. Either is a new edit, by its author.

What decides whether somebody is public is not undone this way (a model's `never_reverted` fields): a slip must not
publish anybody, and it has verbs of its own. Rows go back as they were stored, so what is sealed is
never opened.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.history import changes as history
from campaign.history.changes import Author
from campaign.history.describe import DescribedChange, DescribedEdit, model_of
from campaign.history.models import Change, Edit
from campaign.web import page_cache

FORGOTTEN = "Erased the history."
ALL = "*"  # among a model's `never_reverted`: no row of it is added, changed or deleted by undoing

type Row = dict[str, Any]
type Key = tuple[type[models.Model], int]


def changes_of(subject: models.Model) -> models.QuerySet[Change]:
    """All that was ever changed of it, and of what hangs on it or hung on it."""
    return changes_of_all(type(subject), [subject.pk])


def changes_of_all(model: type[models.Model], pks: Collection[int]) -> models.QuerySet[Change]:
    here = models.Q(subject_pk__in=pks) | models.Q(moved_from__in=pks)
    return Change.objects.filter(here, subject=model._meta.label_lower)


def undo(
    subject: models.Model, edit: Edit, *, author: Author, why: str, also: Collection[str] = ()
) -> None:
    """Take back what one edit changed of the subject, except what was changed again since.

    also: settled fields that are taken back too, for a verb that undoes what only it has done.
    """
    changes = changes_of(subject).filter(edit=edit)
    made = changes.filter(table=subject._meta.db_table, row=subject.pk, before__isnull=True)
    if made.exists():  # deleting is a right of its own, of drafts alone, and takes all proofs along
        raise ValidationError(_("It began with this, so there is nothing to go back to."))
    _take_back(subject, changes.order_by("-pk"), author, why, only_if_unchanged=True, also=also)


def restore(subject: models.Model, edit: Edit, *, author: Author, why: str) -> None:
    """Make it again what it was just after the edit."""
    changes = changes_of(subject).filter(edit__gt=edit.pk)
    _take_back(subject, changes.order_by("-pk"), author, why)


@transaction.atomic
def erase_history(subject: models.Model, *, author: Author) -> None:
    """Erase all that the history holds of it, and what the admin's log says of it besides who and when."""
    erase_changes(changes_of(subject))
    empty_log(type(subject), [subject.pk])
    LogEntry.objects.log_actions(
        author.pk or 0, [subject], CHANGE, change_message=FORGOTTEN, single_object=True
    )


def erase_changes(changes: models.QuerySet[Change]) -> None:
    """And the edits that changed nothing else, the one at work among them."""
    edits = set(changes.values_list("edit", flat=True))
    changes.delete()
    Edit.objects.filter(pk__in=edits, changes=None).delete()
    history.start_new_edit()


def empty_log(model: type[models.Model], pks: Collection[int]) -> None:
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
    also: Collection[str] = (),
) -> None:
    """The newest change first, so that each finds what it left behind."""
    try:
        with transaction.atomic():
            history.attribute_to(author, why)
            rows = _Rows(also)
            for change in changes:
                rows.take_back(change, only_if_unchanged=only_if_unchanged)
            rows.write()
            connection.check_constraints()
            type(subject)._base_manager.filter(pk=subject.pk).update(updated_at=timezone.now())
            page_cache.invalidate_after_commit()
    except IntegrityError as error:
        raise ValidationError(
            _("This cannot be undone: something that it needs is gone, or stands there again.")
        ) from error


class _Rows:
    """Rows as they are, and as they shall be; None for a row that is not there."""

    def __init__(self, also: Collection[str]) -> None:
        self._also = also
        self._now: dict[Key, Row | None] = {}
        self._then: dict[Key, Row | None] = {}

    def take_back(self, change: Change, *, only_if_unchanged: bool) -> None:
        model = model_of(change.table)
        settled = set(getattr(model, "never_reverted", ())) - set(self._also)
        if model is None or ALL in settled:
            return
        key = (model, change.row)
        if key not in self._now:
            self._now[key] = self._then[key] = _read(*key)
        row = self._then[key]
        if change.before is None:
            self._then[key] = None
        elif change.after is None:
            self._then[key] = row or change.before
        elif row is not None:
            self._then[key] = row | {
                column: value
                for column, value in change.before.items()
                if column not in settled
                and (not only_if_unchanged or row.get(column) == change.after[column])
            }

    def write(self) -> None:
        """What goes makes room for what comes; foreign keys are looked at when all is done."""
        changed = [key for key, then in self._then.items() if then != self._now[key]]
        for model, pk in changed:
            if self._then[model, pk] is None:
                model._base_manager.filter(pk=pk).delete()
        for model, pk in changed:
            if (then := self._then[model, pk]) is not None:
                _write(model, pk, self._now[model, pk], then)


def _read(model: type[models.Model], pk: int) -> Row | None:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(it) FROM {table} it WHERE id = %s", [pk])  # noqa: S608
        found = cursor.fetchone()
    return json.loads(found[0]) if found else None


def _write(model: type[models.Model], pk: int, now: Row | None, then: Row) -> None:
    """By Postgres, which makes of JSON again what it has made into JSON."""
    stored: list[Any] = [each for each in model._meta.concrete_fields if not each.generated]
    if now is None:  # a column that is younger than the row has its default
        missing = [each for each in stored if each.column not in then]
        then = then | {each.column: each.get_prep_value(each.get_default()) for each in missing}
    changed = [
        each.column
        for each in stored
        if each.column in then and (now is None or then[each.column] != now.get(each.column))
    ]
    if not changed:
        return
    table, *columns = map(connection.ops.quote_name, (model._meta.db_table, *changed))
    names = ", ".join(columns)
    values = f"SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s)"  # noqa: S608
    data = json.dumps(then, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        if now is None:
            cursor.execute(f"INSERT INTO {table} ({names}) {values}", [data])
        else:
            cursor.execute(f"UPDATE {table} SET ({names}) = ({values}) WHERE id = %s", [data, pk])  # noqa: S608


@dataclass(frozen=True, slots=True)
class Outcome:
    """What undoing comes to."""

    told: Sequence[DescribedEdit] = ()
    lacks: Sequence[str] = ()  # of what publishing needs, though it did not before

    @property
    def reveals(self) -> list[DescribedChange]:
        return [change for each in self.told for change in each.changes if change.reveals]

    @property
    def mark(self) -> str:
        """Of what staff have to agree to; nothing if there is nothing of the kind."""
        if not (self.reveals or self.lacks):
            return ""
        return sha256(repr((self.reveals, self.lacks)).encode()).hexdigest()
