"""Rows without a draft: the public reads them as soon as they are saved, such as a redirect or the notice of a closed site.

Each app says which models these are, and how their texts are searched for what must stay hidden. Who saves one asks here
first. This package does not know what is searched for (profiles/safety/linked_pages.py).
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

# Takes texts by their labels, and returns messages for staff.
type Search = Callable[[dict[str, list[str]]], list[str]]

_searches: dict[type[Model], tuple[tuple[str, ...], Search]] = {}


def search_before_saving(model: type[Model], fields: tuple[str, ...], search: Search) -> None:
    _searches[model] = (fields, search)


def must_stay_hidden(model: type[Model], texts: dict[str, list[str]]) -> list[str]:
    """What these texts of such a row must not say, as messages for staff."""
    _fields, search = _searches[model]
    return search(texts)


def refuse(row: Any) -> None:
    """Raise ValidationError if the row says something that must stay hidden. Rows of other models pass."""
    if type(row) in _searches:
        fields, _search = _searches[type(row)]
        if told := must_stay_hidden(type(row), texts_of(row, fields)):
            raise ValidationError(told)


def texts_of(row: Any, fields: tuple[str, ...]) -> dict[str, list[str]]:
    return {
        str(row._meta.get_field(name).verbose_name): [getattr(row, name) or ""] for name in fields
    }
