"""What else staff change for many items of a list at once: each `ContentChange` has a tick and its own fields.

An admin class names those of its items in `changes_of_many` (admin.py), and other apps add theirs by `add_change`. `many.py` writes
them with every check of a save.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, override

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.admin.fields.choices import leave_out_links
from campaign.admin.working_versions.changing import Outcome
from campaign.closed_records.desk import limit_choices

type Values = Mapping[str, Any]  # what was typed into the fields of a change, by their names


class ContentChange:
    """name: of its tick box. rights: what it needs besides the right to change the item.

    is_elsewhere: whether it changes another item, such as a petition that names a person.
    """

    name: str
    rights: ClassVar[Sequence[str]] = ()
    is_elsewhere: ClassVar[bool] = False

    def label(self, desk: Any) -> StrOrPromise:
        raise NotImplementedError

    def fields(self, desk: Any, request: HttpRequest) -> dict[str, Any]:
        """The form fields. None of them is required, since the box may not be ticked."""
        raise NotImplementedError

    def errors(self, values: Values) -> dict[str, Any]:
        """What is wrong, by the names of the fields."""
        return {}

    def now(self, item: Any) -> str:
        """What the item says now, in words."""
        raise NotImplementedError

    def then(self, item: Any, values: Values) -> str:
        """What it would say. Equal to `now` if nothing would change."""
        raise NotImplementedError

    def write(self, item: Any, values: Values) -> None:
        raise NotImplementedError

    def write_elsewhere(self, request: HttpRequest, item: Any, values: Values, why: str) -> Outcome:
        raise NotImplementedError


_added: list[tuple[Any, ContentChange]] = []


def add_change(model: Any, change: ContentChange) -> None:
    """Admin modules call it when imported, for items of an app below them."""
    _added.append((model, change))


def changes_of(desk: Any) -> list[ContentChange]:
    return [*desk.changes_of_many, *(change for model, change in _added if model is desk.model)]


@dataclass(frozen=True)
class FieldChange(ContentChange):
    """One field of the model gets the same value. adds: what is chosen is added to what an item has."""

    name: str
    adds: bool = False

    @override
    def label(self, desk: Any) -> StrOrPromise:
        words = _("Add to: %(field)s") if self.adds else _("Change: %(field)s")
        return words % {"field": capfirst(str(_field(desk.model, self.name).verbose_name))}

    @override
    def fields(self, desk: Any, request: HttpRequest) -> dict[str, Any]:
        field = desk.formfield_for_dbfield(_field(desk.model, self.name), request)
        limit_choices(
            {self.name: field}, desk.model, desk.model._default_manager.none(), request.user
        )
        leave_out_links(field)
        field.required = False
        return {"value": field}

    @override
    def errors(self, values: Values) -> dict[str, Any]:
        """Nothing that is added would change nothing."""
        return {"value": _("Choose something.")} if self.adds and not values["value"] else {}

    @override
    def now(self, item: Any) -> str:
        field = _field(type(item), self.name)
        if field.many_to_many:
            return _listed(getattr(item, self.name).all())
        return self._words(field, getattr(item, self.name))

    @override
    def then(self, item: Any, values: Values) -> str:
        field = _field(type(item), self.name)
        if not field.many_to_many:
            return self._words(field, values["value"])
        before = getattr(item, self.name).all() if self.adds else ()
        return _listed({*before, *values["value"]})

    @override
    def write(self, item: Any, values: Values) -> None:
        value = values["value"]
        if not _field(type(item), self.name).many_to_many:
            setattr(item, self.name, value)
            item.save(update_fields=[self.name, "updated_at"])
        elif self.adds:
            getattr(item, self.name).add(*value)
        else:
            getattr(item, self.name).set(value)

    def _words(self, field: Any, value: Any) -> str:
        return str(dict(field.flatchoices).get(value, value) if value else "")


def _field(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


def _listed(rows: Any) -> str:
    return ", ".join(sorted(map(str, rows)))
