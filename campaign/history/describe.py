"""Describes changes for staff: labels of fields, values in words, texts with removed and added words marked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from campaign.history.changes import many_to_many_field
from campaign.history.models import Change, Edit
from campaign.history.revealed import IS_SHOWN, revealed
from campaign.history.text_diff import Piece, diff, replacement
from campaign.privacy.encryption import EncryptedTextField
from campaign.privacy.readers import closed_rows
from campaign.text.partial_dates import PartialDateField

type Rows = dict[type[models.Model], dict[int, models.Model]]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The rights of the member of staff who reads the history."""

    may_see: Callable[[type[models.Model]], bool]
    may_read_encrypted: bool


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The change of one field of a row."""

    label: str
    pieces: list[Piece]
    reveals: bool = (
        False  # shows the public something that was hidden (campaign/history/revealed.py)
    )

    @property
    def new_text(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != "gone")


@dataclass(slots=True)
class DescribedChange:
    model_label: str  # "Name", "Status claim"
    row_label: str  # the row as text, if it still exists
    action: str  # "added", "changed", "deleted", "moved here"
    lines: list[FieldChange] = field(default_factory=list)  # one for each changed field
    note: str = ""  # shown instead of lines
    reveals: bool = False

    @property
    def revealed_text(self) -> str:
        lines = [
            f"{line.label}: {line.new_text}"
            for line in self.lines
            if line.reveals and line.new_text
        ]
        return Truncator(" · ".join(filter(None, [self.row_label, *lines]))).chars(200)


@dataclass(slots=True)
class DescribedEdit:
    """why: the reason, if the reader may know it. An edit has one reason for all that it changed. rows: as the history has them."""

    edit: Edit
    changes: list[DescribedChange]
    why: str
    rows: Sequence[Change] = ()


def model_of(table: str) -> type[models.Model] | None:
    """The model of a table. None if the table no longer exists."""
    return next(
        (
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.db_table == table
        ),
        None,
    )


def describe(
    edits: Sequence[Edit], changes: Iterable[Change], viewer: Viewer
) -> list[DescribedEdit]:
    """Each edit with its visible changes. The number of queries does not depend on how many there are.

    An edit that concerns something closed to the reader is described without its reason.
    """
    by_edit: defaultdict[int, list[Change]] = defaultdict(list)
    for change in changes:
        by_edit[change.edit_id].append(change)
    describer = _Describer([each for group in by_edit.values() for each in group], viewer)
    closed = _edits_of_closed([edit for edit in edits if edit.why], by_edit)
    return [
        DescribedEdit(
            edit,
            list(filter(None, map(describer.describe, by_edit[edit.pk]))),
            "" if edit.pk in closed else edit.why,
            by_edit[edit.pk],
        )
        for edit in edits
    ]


def _edits_of_closed(edits: Sequence[Edit], visible: Mapping[int, list[Change]]) -> set[int]:
    """The edits that changed a row which is closed to the reader, or named one in a visible change."""
    closed = {model: pks for model, pks in closed_rows().items() if pks} if edits else {}
    if not closed:
        return set()
    of_closed = models.Q()
    for model, pks in closed.items():
        here = models.Q(subject_pk__in=pks) | models.Q(moved_from__in=pks)
        of_closed |= here & models.Q(subject=model._meta.label_lower)
    changed = Change.objects.filter(of_closed, edit__in=edits).values_list("edit", flat=True)
    named = {
        edit.pk
        for edit in edits
        for change in visible.get(edit.pk, ())
        if any(key in closed.get(model, ()) for model, key in _references(change))
    }
    return named | set(changed)


def _references(change: Change) -> Iterator[tuple[type[models.Model], int]]:
    """Model and primary key of each row that the changed row refers to, before or after."""
    model = model_of(change.table)
    for row in (change.before, change.after):
        for field_ in model._meta.concrete_fields if model else ():
            if isinstance(field_, models.ForeignKey) and (key := (row or {}).get(field_.column)):
                yield field_.related_model, key


class _Describer:
    """Describes changes. It loads all rows that they refer to at once."""

    def __init__(self, changes: list[Change], viewer: Viewer) -> None:
        self._viewer = viewer
        self._models = {table: model_of(table) for table in {each.table for each in changes}}
        wanted: defaultdict[type[models.Model], set[int]] = defaultdict(set)
        for change in changes:
            model = self._models[change.table]
            if model is None:
                continue
            if change.before is not None and change.after is not None:
                wanted[model].add(change.row)
            for related, key in _references(change):
                wanted[related].add(key)
        self._rows: Rows = {model: _read(model, pks) for model, pks in wanted.items()}

    def describe(self, change: Change) -> DescribedChange | None:
        model = self._models[change.table]
        if model is None:
            return DescribedChange(change.table, "", "", note=_("No longer kept in this form."))
        link = many_to_many_field(
            model
        )  # for a through model, describe the object at its other end
        label = str((link or model._meta).verbose_name)
        shown = revealed(model, change, self._rows.get(model, {}).get(change.row))
        described = DescribedChange(capfirst(label), "", _action(change), reveals=bool(shown))
        is_subject = model._meta.label_lower == change.subject
        if change.before is not None and change.after is not None and not is_subject:
            described.row_label = str(self._rows[model].get(change.row, ""))
        if not self._viewer.may_see(link.model if link else model):
            described.row_label, described.note = "", _("You may not see what.")
            return described
        described.lines = self._lines(model, change, shown)
        is_visible = described.lines or change.before is None or change.after is None
        return described if is_visible else None

    def _lines(
        self, model: type[models.Model], change: Change, shown: set[str]
    ) -> list[FieldChange]:
        before, after = change.before or {}, change.after or {}
        lines = []
        for each in model._meta.concrete_fields:
            if each.column not in before and each.column not in after:
                continue
            if each.primary_key or not (each.editable or each.name == "state"):
                continue
            owner = isinstance(each, models.ForeignKey) and (
                each.related_model._meta.label_lower == change.subject
            )
            if owner and change.moved_from is None:
                continue
            old, new = (
                self._text(each, row.get(each.column), change.row) for row in (before, after)
            )
            if old == new:  # both empty, or the same text encrypted again
                continue
            if isinstance(each, EncryptedTextField) and not self._viewer.may_read_encrypted:
                old, new = "", _("(encrypted)")
            pieces = diff(old, new) if _is_prose(each) else replacement(old, new)
            label = capfirst(str(each.verbose_name))
            lines.append(FieldChange(label, pieces, reveals=each.column in shown - {IS_SHOWN}))
        return lines

    def _text(self, field_: models.Field[Any, Any], value: Any, pk: int) -> str:
        if value is None or value == "":
            return ""
        if isinstance(field_, EncryptedTextField):
            return _decrypted(field_, value, pk)
        if isinstance(field_, models.ForeignKey):
            row = self._rows.get(field_.related_model, {}).get(value)
            return (
                str(row)
                if row
                else _("no. %(number)s, which is no longer there") % {"number": value}
            )
        if field_.choices:
            return str(dict(field_.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(field_, models.DateTimeField):
            return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i")
        if isinstance(field_, models.DateField):
            return date_format(date.fromisoformat(value), "j F Y")
        return str(value)


def _is_prose(field_: models.Field[Any, Any]) -> bool:
    """Free text, of which single words can change. A choice or a date changes as a whole."""
    return isinstance(field_, models.CharField | models.TextField) and not (
        field_.choices or isinstance(field_, PartialDateField)
    )


def _decrypted(field_: EncryptedTextField, value: str, pk: int) -> str:
    try:
        return field_.decrypt(value, pk)
    except ValueError:
        return _("(encrypted with a key that is lost)")


def _action(change: Change) -> str:
    if change.before is None:
        return _("added")
    if change.after is None:
        return _("deleted")
    return _("moved here") if change.moved_from else _("changed")


def _read(model: type[models.Model], pks: set[int]) -> dict[int, models.Model]:
    """Rows by primary key, with what `str()` of a person needs: the names."""
    rows: models.QuerySet[models.Model] = model._base_manager.all().fetch_mode(models.FETCH_PEERS)
    if any(relation.name == "names" for relation in model._meta.related_objects):
        rows = rows.prefetch_related("names")
    return rows.in_bulk(pks)
