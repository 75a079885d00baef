"""Two people edit one page: each field keeps the change of whoever changed it.

A form carries the values with which it was opened (Django's `show_hidden_initial`). So every field has three values:
as opened, as typed, and as stored now. Who left a field alone gets what is stored. Only a field that both have
changed needs a decision, and its error shows what the other one wrote.
"""

from collections.abc import Iterator
from typing import Any, override

from django import forms
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from campaign.admin.base import DeskForm

MAX_SHOWN = 300


class MergingForm(DeskForm):
    """Saves only the fields that were changed in this form.

    page: the object of the whole page, for a form of an inline (`MergingFormSet`). Its `changed_by` is who has saved
    the page since it was opened, if anyone has.
    """

    def __init__(self, *args: Any, page: models.Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._page = page or self.instance
        if self.instance.pk:
            for name in self._own_fields():
                self.fields[name].show_hidden_initial = True

    @override
    def clean(self) -> Any:
        cleaned: Any = super().clean() or self.cleaned_data
        for name in self._changed_by_others():
            if name not in self.changed_data:
                cleaned[name] = self._stored(name)
            elif self._changed_by() and _differ(
                self.fields[name], self._initial(name), self[name].data
            ):
                self.add_error(name, self._conflict(name))
        return cleaned

    def _own_fields(self) -> list[str]:
        """The fields that are those of the row."""
        opts = self._meta.model._meta
        of_the_row = {field.name for field in (*opts.concrete_fields, *opts.many_to_many)}
        return [name for name in self.fields if name in of_the_row]

    def _changed_by(self) -> str:
        return getattr(self._page, "changed_by", "")

    def _changed_by_others(self) -> Iterator[str]:
        opened_prefix = self.add_initial_prefix("")
        if not (self.instance.pk and any(key.startswith(opened_prefix) for key in self.data)):
            return  # a new row, or a client that sends only what it typed
        for name in self._own_fields():
            field = self.fields[name]
            opened = field.hidden_widget().value_from_datadict(
                self.data, self.files, self.add_initial_prefix(name)
            )
            if _differ(field, self._initial(name), opened):
                yield name

    def _initial(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def _stored(self, name: str) -> Any:
        value = getattr(self.instance, name)
        return list(value.all()) if hasattr(value, "all") else value

    def _conflict(self, name: str) -> str:
        stored = self._stored(name)
        if isinstance(stored, list):
            stored = ", ".join(map(str, stored))
        elif self.instance._meta.get_field(name).choices:
            stored = getattr(self.instance, f"get_{name}_display")()
        return _(
            "%(who)s changed this while you had the page open. It is now: “%(stored)s”. "
            "Save again to replace it with what you typed."
        ) % {
            "who": self._changed_by(),
            "stored": Truncator("" if stored is None else stored).chars(MAX_SHOWN),
        }


class MergingFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """The rows of an inline, whose forms are `MergingForm`."""

    @override
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"page": self.instance}


def _differ(field: forms.Field, one: Any, other: Any) -> bool:
    """Whether two values of a field differ. Browsers change line ends."""
    if isinstance(one, str) and isinstance(other, str):
        one, other = ("\n".join(value.splitlines()) for value in (one, other))
    return field.has_changed(one, other)
