"""Lays a working version over the rows of its item, and finds what someone else has changed since it was kept.

A value has three states: as it was when the version was kept, as the version has it, and as it is now. If the last
differs from the first, someone else has changed it: a conflict, unless both have written the same. Encrypted values are compared as texts, since the
same text is encrypted in another way each time.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from campaign.history import rows
from campaign.history.changes import Author, attribute_to
from campaign.history.describe import model_of
from campaign.history.models import Change
from campaign.history.rows import Key, Row
from campaign.privacy.encryption import EncryptedTextField
from campaign.publishing.workflow import Publishable
from campaign.working_versions.models import WorkingVersion

type Entry = dict[str, Any]  # of WorkingVersion.changes


@dataclass(frozen=True, slots=True)
class Conflict:
    """What someone else has changed in a row. before: when the version was kept; after: now; None if the row is not there."""

    table: str
    row: int
    before: Row | None
    after: Row | None

    def as_change(self, item: models.Model) -> Change:
        """As the history would hold it, to be described. It is not stored."""
        return Change(
            edit_id=0,
            subject=item._meta.label_lower,
            subject_pk=item.pk,
            table=self.table,
            row=self.row,
            before=self.before,
            after=self.after,
        )


class CannotApplyError(ValidationError):
    """The version does not fit the rows any more, such as when a source that it needs was deleted."""


def same(model: type[models.Model], column: str, pk: int, one: Any, other: Any) -> bool:
    """Whether two stored values of a column mean the same."""
    if one == other or not (one and other):
        return bool(one == other)
    field = next((each for each in model._meta.concrete_fields if each.column == column), None)
    if not isinstance(field, EncryptedTextField):
        return False
    try:
        return field.decrypt(one, pk) == field.decrypt(other, pk)
    except ValueError:  # with a key that is lost
        return False


def conflicts_of(version: WorkingVersion) -> list[Conflict]:
    """What was changed since in the very places that the version changes. Before the version is laid over the rows."""
    return [
        found
        for entry in version.changes
        if (model := model_of(entry["table"]))
        and (found := _conflict(model, entry, rows.read(model, entry["row"])))
    ]


def digest(conflicts: Iterable[Conflict]) -> str:
    """What staff have seen when a form has shown these. Empty if there are none."""
    shown = [(each.table, each.row, each.after) for each in conflicts]
    return sha256(repr(shown).encode()).hexdigest() if shown else ""


def _conflict(model: type[models.Model], entry: Entry, current: Row | None) -> Conflict | None:
    before, after, table, pk = entry["before"], entry["after"], entry["table"], entry["row"]
    if before is None or (current is None and after is None):
        return None
    if current is None:
        return Conflict(table, pk, before, None)
    changed = [
        column
        for column, value in before.items()
        if not same(model, column, pk, value, current.get(column))
        and (after is None or not same(model, column, pk, after[column], current.get(column)))
    ]
    if not changed:
        return None
    return Conflict(
        table,
        pk,
        {each: before[each] for each in changed},
        {each: current.get(each) for each in changed},
    )


def lay_over(version: WorkingVersion, item: Publishable, *, author: Author, why: str = "") -> None:
    """Write the changes of the version as one edit of this author. Where someone else has changed a value, the version wins.

    Raises CannotApplyError if the database refuses the result. The caller has a transaction.
    """
    current: dict[Key, Row | None] = {}
    target: dict[Key, Row | None] = {}
    for entry in version.changes:
        if model := model_of(entry["table"]):
            key = (model, entry["row"])
            current[key] = rows.read(*key)
            target[key] = _laid_over(entry, current[key])
    try:
        with transaction.atomic():
            attribute_to(author, why)
            rows.write_all(current, target)
            connection.check_constraints()
    except IntegrityError as error:
        raise CannotApplyError(
            _(
                "The working version does not fit “%(item)s” any more: something that it needs is gone, or stands there by now."
            )
            % {"item": item}
        ) from error


def _laid_over(entry: Entry, current: Row | None) -> Row | None:
    if entry["after"] is None:
        return None
    if entry["before"] is None:
        return (current or {}) | dict(entry["after"])
    if current is None:
        return None  # it was deleted since, and stays deleted
    return current | dict(entry["after"])


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever the block writes is taken back at its end: rows, history, queued emails."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def shown(version: WorkingVersion | None, item: Publishable) -> Iterator[None]:
    """Within the block, the rows are those of the working version. Afterwards they are as they were.

    The row of the item gets the version's time of change, so that two editors of one version find each other's changes as two
    editors of a page do (campaign/admin/merging.py).
    """
    with taken_back():
        if version is not None:
            lay_over(version, item, author=version.author, why=version.why)
            kept = type(item)._base_manager.filter(pk=item.pk, updated_at__lt=version.updated_at)
            kept.update(updated_at=version.updated_at)
        yield
