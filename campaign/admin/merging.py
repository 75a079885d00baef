"""Two people edit one page: each field keeps the change of whoever changed it.

A form carries the values with which it was opened (Django's `show_hidden_initial`). So every field has three values:
as opened, as typed, and as stored now. Who left a field alone gets what is stored. Only a field that both have
changed needs a decision, and its error shows what the other one wrote.

A row that someone else has deleted is left out of the form, and a message says so. If it was changed in this form, it
becomes a new row, and that is a decision as well.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast, override

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from campaign.admin.base import DeskForm
from campaign.history.models import Change

MAX_SHOWN = 300


class MergingForm(DeskForm):
    """Saves only the fields that were changed in this form.

    page: the object of the whole page, for a form of an inline (`MergingFormSet`). Its `changed_by` is who has saved
    the page since it was opened, if anyone has. deleted: a sentence about the row, if someone has deleted it and it is
    a new row now.
    """

    deleted = ""

    def __init__(self, *args: Any, page: models.Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._page = page or self.instance
        if self.instance.pk:
            for name in self._own_fields():
                self.fields[name].show_hidden_initial = True

    @override
    def clean(self) -> Any:
        cleaned: Any = super().clean() or self.cleaned_data
        if self.deleted:
            self.add_error(None, self.deleted)
        for name in self._changed_by_others():
            if name not in self.changed_data:
                cleaned[name] = self._stored(name)
            elif self._changed_by() and _differ(
                self.fields[name], self._initial(name), self[name].data
            ):
                self.add_error(name, self._conflict(name))
        return cleaned

    def is_changed_here(self) -> bool:
        """Whether what was typed differs from the values with which the form was opened.

        It asks no row. So it also answers for a row that is no longer there.
        """
        return any(
            self[name].data != self._opened(name)
            and _differ(self.fields[name], self._as_value(name), self[name].data)
            for name in self._own_fields()
            if self.add_initial_prefix(name) in self.data or self[name].data
        )

    def _opened(self, name: str) -> Any:
        return (
            self.fields[name]
            .hidden_widget()
            .value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
        )

    def _as_value(self, name: str) -> Any:
        try:
            return self.fields[name].to_python(self._opened(name))
        except forms.ValidationError:  # such as a source that was deleted as well
            return self._opened(name)

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
            if _differ(self.fields[name], self._initial(name), self._opened(name)):
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
    """The rows of an inline, whose forms are `MergingForm`.

    `deleted_rows` of the page has a sentence for each row that someone else has deleted (`say_what_was_deleted`).
    """

    model: Any

    @override
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"page": self.instance}

    @cached_property
    def forms(self) -> list[Any]:
        """Built when the form is checked: the row of the page is locked by then, so no one deletes a row after this."""
        if not (self.is_bound and self.management_form.is_valid()):
            return super().forms
        deleted = self._without_deleted_rows()
        rows = super().forms
        for form, sentence in zip(self.extra_forms, deleted, strict=False):
            form.deleted = sentence
        return rows

    @cached_property
    def empty_form(self) -> Any:
        """Made once: the admin asks for it to show it, and also for its scripts and for whether it takes files."""
        return super().empty_form

    @override
    def get_queryset(self) -> Any:
        """The rows in the order of the form. The admin puts each beside the form at the same place."""
        rows = super().get_queryset()
        if not (self.is_bound and self.management_form.is_valid()):
            return rows
        places = {self._pk_at(i): i for i in range(self.initial_form_count())}
        return sorted(rows, key=lambda row: places.get(str(row.pk), len(places)))

    def _pk_at(self, index: int) -> str:
        return str(self.data.get(f"{self.add_prefix(index)}-{self.model._meta.pk.name}", ""))

    def _without_deleted_rows(self) -> list[str]:
        """Rewrite the data: without the deleted rows. Those that were changed here come first among the new rows.

        Returns what to say about these.
        """
        there = {str(row.pk) for row in self.get_queryset()}
        places = range(min(self.initial_form_count(), self.total_form_count()))
        gone = [i for i in places if self._pk_at(i).isdecimal() and self._pk_at(i) not in there]
        if not gone:
            return []
        added = [i for i in gone if self._is_changed_here(i)]
        said = {i: self._sentence(i, is_added=i in added) for i in gone}
        self.instance.deleted_rows = [*getattr(self.instance, "deleted_rows", ()), *said.values()]
        kept = [i for i in places if i not in gone]
        rest = range(len(places), self.total_form_count())
        self._renumber([*kept, *added, *rest], kept=len(kept), added=added)
        return [said[i] for i in added]

    def _is_changed_here(self, index: int) -> bool:
        if self.data.get(f"{self.add_prefix(index)}-DELETE"):
            return False  # both have deleted it
        form = self.form(
            data=self.data, files=self.files, prefix=self.add_prefix(index), page=self.instance
        )
        return bool(form.is_changed_here())

    def _renumber(self, order: list[int], *, kept: int, added: Iterable[int]) -> None:
        """order: the old places of the rows in their new order, of which the first `kept` are stored."""
        row = re.compile(rf"(initial-)?{re.escape(str(self.prefix))}-(\d+)-(.+)", re.DOTALL)
        pk_name, new_places = self.model._meta.pk.name, {old: new for new, old in enumerate(order)}
        data = QueryDict(mutable=True)
        for key, values in cast(QueryDict, self.data).lists():
            if not (found := row.fullmatch(key)):
                data.setlist(key, values)
                continue
            initial, old, name = found[1] or "", int(found[2]), found[3]
            if old not in new_places or (old in added and (initial or name == pk_name)):
                continue
            data.setlist(f"{initial}{self.prefix}-{new_places[old]}-{name}", values)
        data[f"{self.prefix}-INITIAL_FORMS"] = str(kept)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(order))
        self.data = data
        del self.management_form  # it has counted the rows before

    def _sentence(self, index: int, *, is_added: bool) -> str:
        words = {"who": self._deleted_by(int(self._pk_at(index))), "row": self._label(index)}
        if is_added:
            return (
                _(
                    "%(who)s has deleted %(row)s while you had the page open. What you typed is a new row now: "
                    "save again to add it, or empty the row."
                )
                % words
            )
        return _("%(who)s has deleted %(row)s since you opened the page. It stays deleted.") % words

    def _label(self, index: int) -> str:
        """Such as: name “Aygül Misal”. The words are those of this form."""
        of_row = f"{self.add_prefix(index)}-"
        typed = (
            self.data.get(of_row + field.name, "")
            for field in self.model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices
        )
        kind = str(self.model._meta.verbose_name)
        words = next((each for each in typed if each.strip()), "")
        return f"{kind} “{Truncator(words).chars(60)}”" if words else kind

    def _deleted_by(self, pk: int) -> str:
        deletions = Change.objects.filter(
            subject=self.instance._meta.label_lower,
            subject_pk=self.instance.pk,
            table=self.model._meta.db_table,
            row=pk,
            after__isnull=True,
        )
        last = deletions.select_related("edit__author").order_by("-pk").first()
        return str(last.edit.author) if last and last.edit.author else _("Someone else")


def say_what_was_deleted(request: HttpRequest, page: Any) -> None:
    """Messages about the rows that colleagues have deleted, each once."""
    for sentence in page.__dict__.pop("deleted_rows", ()):
        messages.warning(request, sentence)


def _differ(field: forms.Field, one: Any, other: Any) -> bool:
    """Whether two values of a field differ. Browsers change line ends."""
    if isinstance(one, str) and isinstance(other, str):
        one, other = ("\n".join(value.splitlines()) for value in (one, other))
    return field.has_changed(one, other)
