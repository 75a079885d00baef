"""The history as staff read it: fields by their labels, values in words, texts with words struck and added."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from campaign.history.changes import many_of
from campaign.history.models import Change, Edit
from campaign.history.revealed import IS_SHOWN, revealed
from campaign.history.text_diff import Piece, compare, whole
from campaign.privacy.encryption import EncryptedTextField, decrypt
from campaign.text.partial_dates import PartialDateField

type Rows = dict[type[models.Model], dict[int, Any]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: which models they may see, and whether they may read what is sealed."""

    may_see: Callable[[type[models.Model]], bool]
    may_unseal: bool


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    pieces: list[Piece]
    reveals: bool = False  # to the public what was hidden from it (campaign/history/revealed.py)

    @property
    def now(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != "gone")


@dataclass(slots=True)
class DescribedChange:
    what: str  # "Name", "Status claim"
    which: str  # the row in words, if it is there
    became: str  # "added", "changed", "deleted", "moved"
    lines: list[Line] = field(default_factory=list)
    note: str = ""  # instead of lines
    reveals: bool = False

    @property
    def revealed_words(self) -> str:
        lines = [f"{line.label}: {line.now}" for line in self.lines if line.reveals and line.now]
        return Truncator(" · ".join(filter(None, [self.which, *lines]))).chars(200)


@dataclass(slots=True)
class DescribedEdit:
    edit: Edit
    changes: list[DescribedChange]


def model_of(table: str) -> type[models.Model] | None:
    """None for a table that was there once."""
    return next(
        (
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.db_table == table
        ),
        None,
    )


def describe(
    edits: Iterable[Edit], changes: Iterable[Change], reader: Reader
) -> list[DescribedEdit]:
    """Each edit with those of its changes that say something; a fixed number of queries for them all."""
    of_edit: defaultdict[int, list[Change]] = defaultdict(list)
    for change in changes:
        of_edit[change.edit_id].append(change)
    teller = _Teller([each for group in of_edit.values() for each in group], reader)
    return [
        DescribedEdit(edit, [told for each in of_edit[edit.pk] if (told := teller.tell(each))])
        for edit in edits
    ]


class _Teller:
    """Knows by name whatever the changes point at."""

    def __init__(self, changes: list[Change], reader: Reader) -> None:
        self._reader = reader
        self._models = {table: model_of(table) for table in {each.table for each in changes}}
        wanted: defaultdict[type[models.Model], set[int]] = defaultdict(set)
        for change in changes:
            model = self._models[change.table]
            if model is None:
                continue
            if change.before is not None and change.after is not None:
                wanted[model].add(change.row)
            for row in (change.before, change.after):
                for field_ in model._meta.concrete_fields if row else ():
                    if isinstance(field_, models.ForeignKey) and (row or {}).get(field_.column):
                        wanted[field_.related_model].add(row[field_.column])  # type: ignore[index]
        self._rows: Rows = {model: _read(model, pks) for model, pks in wanted.items()}

    def tell(self, change: Change) -> DescribedChange | None:
        model = self._models[change.table]
        if model is None:
            return DescribedChange(change.table, "", "", note=_("No longer kept in this form."))
        link: Any = many_of(model)  # the other end of it is what counts
        what = str((link or model._meta).verbose_name)
        shown = revealed(model, change, self._rows.get(model, {}).get(change.row))
        told = DescribedChange(capfirst(what), "", _became(change), reveals=bool(shown))
        is_subject = model._meta.label_lower == change.subject
        if change.before is not None and change.after is not None and not is_subject:
            told.which = str(self._rows[model].get(change.row, ""))
        if not self._reader.may_see(link.model if link else model):
            told.which, told.note = "", _("You may not see what.")
            return told
        told.lines = self._lines(model, change, shown)
        return told if told.lines or change.before is None or change.after is None else None

    def _lines(self, model: type[models.Model], change: Change, shown: set[str]) -> list[Line]:
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
            old, new = (self._words(each, row.get(each.column)) for row in (before, after))
            if old == new:  # empty, or sealed anew
                continue
            if isinstance(each, EncryptedTextField) and not self._reader.may_unseal:
                old, new = "", _("(sealed)")
            pieces = compare(old, new) if _is_prose(each) else whole(old, new)
            label = capfirst(str(each.verbose_name))
            lines.append(Line(label, pieces, reveals=each.column in shown - {IS_SHOWN}))
        return lines

    def _words(self, field_: "models.Field[Any, Any]", value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(field_, EncryptedTextField):
            return _unsealed(value)
        if isinstance(field_, models.ForeignKey):
            there = self._rows.get(field_.related_model, {}).get(value)
            return (
                str(there)
                if there
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


def _is_prose(field_: Any) -> bool:
    """Written in words of one's own; of a choice or a date the words that stayed mean nothing."""
    return isinstance(field_, models.CharField | models.TextField) and not (
        field_.choices or isinstance(field_, PartialDateField)
    )


def _unsealed(value: str) -> str:
    try:
        return decrypt(value)
    except ValueError:
        return _("(sealed with a key that is lost)")


def _became(change: Change) -> str:
    if change.before is None:
        return _("added")
    if change.after is None:
        return _("deleted")
    return _("moved here") if change.moved_from else _("changed")


def _read(model: type[models.Model], pks: set[int]) -> dict[int, Any]:
    """With the names that a person is told by."""
    rows: Any = model._base_manager.all().fetch_mode(models.FETCH_PEERS)
    if any(relation.name == "names" for relation in model._meta.related_objects):
        rows = rows.prefetch_related("names")
    found: dict[int, Any] = rows.in_bulk(pks)
    return found
