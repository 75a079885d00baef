"""Converts the values of a document to objects of the classes in `schema.py`.

The type of a field says what its key may hold. Raises `Mistake` for a value of another type.
"""

import types
from collections.abc import Collection, Hashable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum
from functools import cache
from re import compile as pattern
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.core.exceptions import FieldDoesNotExist

from campaign.text import partial_dates
from demo.document import Mistake, Value
from demo.schema import PartialDate, Prose, Reference, Slug
from profiles.models.references import parse_reference

_SLUG = pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_STARTS_A_LINE = pattern(r"#|\* |> |\d+\. ")
_NUMBERS = {int: "a whole number", float: "a number", bool: "true or false"}


@cache
def _types_of(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


@dataclass(frozen=True, slots=True)
class Converter:
    """`codes` are allowed for types that name rows of the database."""

    codes: Mapping[object, Collection[str]]

    def table[T](self, kind: type[T], value: Value) -> T:
        """An object of the class `kind`."""
        if not isinstance(value.content, dict):
            raise value.mistake(f"“{value.name}” must be a table of keys and values.")
        expected = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
        check_keys(value, list(expected))
        for name, field in expected.items():
            if field.default is MISSING and name not in value.content:
                raise value.mistake(f"“{name}” is missing. Add it.")
        types_of = _types_of(kind)  # type: ignore[arg-type]  # classes are hashable
        found = {key: self.convert(types_of[key], value.at(key)) for key in value.content}
        for key, text in found.items():
            if isinstance(text, str):
                _check_length(value.at(key), text, getattr(kind, "model", None))
        return kind(**found)

    def several[T](self, kind: type[T], value: Value) -> tuple[T, ...]:
        if not isinstance(value.content, list):
            raise value.mistake(f"“{value.name}” must be a list: put it in [ ].")
        if not value.content:
            raise _empty(value)
        return tuple(self.convert(kind, value.at(number)) for number in range(len(value.content)))

    def convert(self, kind: Any, value: Value) -> Any:
        if get_origin(kind) in (Union, types.UnionType):  # “or None”: the key may be left out
            kind = get_args(kind)[0]
        if get_origin(kind) is tuple:
            return self.several(get_args(kind)[0], value)
        if get_origin(kind) is dict:
            code, of = get_args(kind)
            return self._by_code(code, of, value)
        if is_dataclass(kind):
            return self.table(kind, value)  # type: ignore[arg-type]
        if kind in _NUMBERS:
            return _number(kind, value)
        if kind is date:
            return _day(value)
        if kind is datetime:
            return _moment(value)
        if kind is Prose:
            return unwrap(_text(value))
        return self._line(kind, value)

    def _by_code(self, code: type[Enum], kind: Any, value: Value) -> dict[Enum, Any]:
        if not isinstance(value.content, dict) or not value.content:
            raise value.mistake(f"“{value.name}” must have at least one line.")
        check_keys(value, [each.value for each in code])
        return {code(key): self.convert(kind, value.at(key)) for key in value.content}

    def _line(self, kind: Any, value: Value) -> Any:
        """A text on one line, which may have to be a code, a date, …"""
        text = _text(value)
        if "\n" in text:
            raise value.mistake(f"“{value.name}” must be on one line. Join its lines.")
        if kind is PartialDate:
            _check_date(value)
        if kind is Reference:
            return _reference(value)
        if kind is Slug and not _SLUG.fullmatch(text):
            raise value.mistake(
                f"“{text}” is not a slug. Use small letters a to z, digits and single hyphens."
            )
        if kind in self.codes:
            _check_code(value, self.codes[kind])
        if isinstance(kind, type) and issubclass(kind, Enum):
            _check_code(value, [each.value for each in kind])
            return kind(text)
        return text


def unwrap(text: str) -> str:
    """Text as staff would type it: a paragraph that is wrapped in the file becomes one line."""
    lines: list[str] = []
    for line in text.strip().split("\n"):
        if line and lines and lines[-1] and not _STARTS_A_LINE.match(line):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


def check_keys(value: Value, known: list[str]) -> None:
    for key in value.content:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"Did you mean “{near[0]}”?" if near else f"Use one of: {', '.join(known)}."
            raise value.at(key).mistake(f"The key “{key}” is not known here. {hint}")


# --- Single values -----------------------------------------------------------------------------------


def _empty(value: Value) -> Mistake:
    return value.mistake(f"“{value.name}” is empty. Fill it or delete the line.")


def _text(value: Value) -> str:
    if not isinstance(value.content, str):
        raise value.mistake(f"“{value.name}” must be text in quotes.")
    text = value.content.strip()
    if not text:
        raise _empty(value)
    return text


def _number(kind: type, value: Value) -> Any:
    fits = type(value.content) is kind or (kind is float and type(value.content) is int)
    if not fits:
        raise value.mistake(f"“{value.name}” must be {_NUMBERS[kind]}, without quotes.")
    return value.content


def _day(value: Value) -> date:
    if not isinstance(value.content, date) or isinstance(value.content, datetime):
        raise value.mistake(
            f"“{value.name}” must be a day, without quotes. Write it like 2024-02-12."
        )
    return value.content


def _moment(value: Value) -> datetime:
    if not isinstance(value.content, datetime) or value.content.tzinfo is None:
        raise value.mistake(
            f"“{value.name}” must be a date and a time in UTC, without quotes. "
            "Write it like 2024-02-12T09:00:00Z."
        )
    return value.content


def _reference(value: Value) -> int:
    number = parse_reference(value.content)
    if number is None or value.content != f"P-{number:04d}":
        raise value.mistake(f"“{value.content}” is not a reference. Write it like P-0042.")
    return number


def _check_date(value: Value) -> None:
    try:
        partial_dates.parse(value.content)
    except ValueError:
        raise value.mistake(
            f"“{value.content}” is not a date. Write it like “3 May 2018”, “May 2018”, "
            "“Early 2018”, “about 2018” or “2017/2018”."
        ) from None


def _check_code(value: Value, codes: Collection[str]) -> None:
    text = value.content.strip()
    if text not in codes:
        raise value.mistake(
            f"“{text}” is not a code for “{value.name}”. Use one of: {', '.join(codes)}."
        )


def _check_length(value: Value, text: str, model: Any) -> None:
    """Refuse a text that is too long for the column of the same name."""
    try:
        most = model._meta.get_field(value.name).max_length if model else None
    except FieldDoesNotExist:
        return
    if most and len(text) > most:
        raise value.mistake(f"“{value.name}” has {len(text)} characters; {most} fit. Shorten it.")
