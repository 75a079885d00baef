"""What the search of staff looks through, and the registry of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Searched:
    """Texts of one kind. model: of the rows that hold them.

    fields: those that are searched and shown. An encrypted field cannot be among them. item: the field of a row that leads to
    its item; empty if the row is the item. matches: the condition for the words, if it is not that each word is in one of the
    fields. find: takes the words and the user; primary keys of items in their order, instead of a condition.

    A row is found only by those who may see its item, and rows of this model.
    """

    title: StrOrPromise
    model: Any
    fields: tuple[str, ...]
    item: str = ""
    matches: Callable[[list[str]], Q] | None = None
    find: Callable[[str, Any], Iterable[int]] | None = None


_searched: list[Searched] = []


def add_searched(*searched: Searched) -> None:
    """Admin modules call it when imported."""
    _searched.extend(searched)


def all_searched() -> list[Searched]:
    return list(_searched)
