"""The words in unsaved work that its owner has typed, to be read and copied once the form cannot be saved any more.

Nothing of the item itself is among them: its owner may not be allowed to see it any more. So a text counts only if it
differs from the value with which the form was opened, or is in something new. Choices, days and boxes are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from campaign.autosave.models import UnsavedWork
from campaign.autosave.typed import Typed

_ROW = re.compile(r"(?P<prefix>.+)-(?P<place>\d+)-(?P<field>[^-]+)")


@dataclass(frozen=True, slots=True)
class Words:
    label: str
    text: str


def typed_words(work: UnsavedWork) -> Iterator[Words]:
    model = apps.get_model(work.model)
    fields = dict(Typed.from_json(work.content).fields)
    for name, text in fields.items():
        if text.strip() and _is_own(name, fields, work) and (label := _label(model, name)):
            yield Words(label, text)


def _is_own(name: str, fields: dict[str, str], work: UnsavedWork) -> bool:
    opened = fields.get(f"initial-{name}")
    if opened is not None:
        return fields[name].split() != opened.split()
    row = _ROW.fullmatch(name)
    if "__" in (row["field"] if row else name):
        return True  # of something new that is typed in the same form
    is_stored = fields.get(f"{row['prefix']}-{row['place']}-id") if row else work.object_pk
    return not is_stored


def _label(model: type[models.Model], name: str) -> str:
    """The label of a field that holds text; else empty."""
    row = _ROW.fullmatch(name)
    if row is None:
        return capfirst(_text_label(model, name))
    of_row = _model_of_rows(model, row["prefix"])
    label = _text_label(of_row, row["field"]) if of_row else ""
    if of_row is None or not label:
        return ""
    return capfirst(f"{of_row._meta.verbose_name} {int(row['place']) + 1}: {label}")


def _text_label(model: type[models.Model], name: str) -> str:
    """name: of a field, or of a field of what the model refers to: “source__title”."""
    relation, _between, rest = name.partition("__")
    try:
        field = model._meta.get_field(relation)
    except FieldDoesNotExist:
        return ""
    if rest and isinstance(field, models.ForeignKey):
        return _text_label(field.related_model, rest)
    if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
        return str(field.verbose_name)
    return ""


def _model_of_rows(model: type[models.Model], prefix: str) -> type[models.Model] | None:
    """Django names the rows of an inline like the relation."""
    relations = {each.get_accessor_name(): each for each in model._meta.related_objects}
    relation = relations.get(prefix)
    return relation.related_model if relation else None
