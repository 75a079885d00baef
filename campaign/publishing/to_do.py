"""A sentence of a checklist that says which field it is about, so that a form can lead there."""

from typing import Self


class ToDo(str):
    """A message for staff, used like any other. field: of the item, or the prefix of rows that belong to it."""

    __slots__ = ("field",)

    field: str

    def __new__(cls, words: str, *, field: str) -> Self:
        new = super().__new__(cls, words)
        new.field = field
        return new
