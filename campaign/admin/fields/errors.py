"""The errors of a desk form in one list, so that its head can lead to each of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.utils.text import capfirst

from campaign.admin.fields.inlines import field_label, row_label


@dataclass(frozen=True, slots=True)
class FormError:
    """anchor: the id of the field, or of the row or the group that the error is about. label: its name."""

    anchor: str
    label: str
    message: str


def errors_of(form: Any, formsets: Iterable[Any]) -> list[FormError]:
    """Every error but those of the form as a whole, which the page shows at its head anyway.

    formsets: those of the inlines, as their admin class shows them.
    """
    if not form.is_bound:
        return []
    return [
        *_of_fields(form, lambda field: str(field.label)),
        *(error for each in formsets for error in _of_rows(each.formset)),
    ]


def _of_fields(form: Any, label_of: Callable[[forms.Field], str]) -> Iterator[FormError]:
    for name, messages in form.errors.items():
        if name in form.fields:
            for message in messages:
                yield FormError(_anchor(form[name]), label_of(form.fields[name]), message)


def _anchor(bound: forms.BoundField) -> str:
    """The id of the field, or of the first of its parts."""
    if isinstance(bound.field.widget, forms.MultiWidget):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or str(bound.auto_id)


def _of_rows(formset: Any) -> Iterator[FormError]:
    opts = formset.model._meta
    for message in formset.non_form_errors():
        yield FormError(f"{formset.prefix}-group", capfirst(opts.verbose_name_plural), message)
    for index, row in enumerate(formset.forms):
        for message in row.non_field_errors():
            yield FormError(f"{formset.prefix}-{index}", row_label(formset.model, index), message)
        yield from _of_fields(row, partial(field_label, formset.model, index))
