"""The types of fields in the open data. Each type declares its JSON, its JSON Schema and its CSV columns."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, override

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.text.csv import join_values
from campaign.text.date_parser import Precision
from campaign.text.partial_dates import PartialDate

type Json = Any
type Schema = dict[str, Json]
type Label = str | Promise


class Type(Protocol):
    """An unknown value is null or an empty list; every key is always present."""

    @property
    def kind(self) -> Label:
        """The name of the type in the documentation."""

    def json(self, value: Any) -> Json: ...

    def schema(self) -> Schema: ...

    def columns(self, name: str) -> list[str]:
        """Return the headings of its CSV columns."""

    def cells(self, value: Json) -> list[str]:
        """Return one cell for each column, from the result of `json`."""


@dataclass(frozen=True, slots=True)
class Field:
    """value: gets the value from a public profile, or from one of its parts."""

    name: str
    type: Type
    value: Callable[[Any], Any]
    help: Label = ""


@dataclass(frozen=True, slots=True)
class Text:
    kind: ClassVar[Label] = _("text")
    format: str = ""
    required: bool = False

    def json(self, value: Any) -> Json:
        return (value.isoformat() if isinstance(value, date) else value) or None

    def schema(self) -> Schema:
        kind = {"type": "string" if self.required else ["string", "null"]}
        return kind | ({"format": self.format} if self.format else {})

    def columns(self, name: str) -> list[str]:
        return [name]

    def cells(self, value: Json) -> list[str]:
        return [value or ""]


@dataclass(frozen=True, slots=True)
class Code(Text):
    """A code of a vocabulary. Codes never change; labels may.

    choices: None for codes from database tables, which staff can add to.
    """

    kind: ClassVar[Label] = _("code")
    choices: Mapping[str, Label] | None = None

    @override
    def schema(self) -> Schema:
        if self.choices is None:
            return {"type": ["string", "null"]}
        codes: list[str | None] = list(self.choices)
        return {"enum": codes if self.required else [*codes, None]}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A whole number or a boolean. type: as in JSON Schema."""

    type: str
    kind: Label

    def json(self, value: Any) -> Json:
        return value

    def schema(self) -> Schema:
        return {"type": "boolean" if self.type == "boolean" else [self.type, "null"]}

    def columns(self, name: str) -> list[str]:
        return [name]

    def cells(self, value: Json) -> list[str]:
        return ["" if value is None else str(value).lower()]


NUMBER = Scalar("integer", _("number"))
YES_OR_NO = Scalar("boolean", _("true or false"))


@dataclass(frozen=True, slots=True)
class When:
    """A partial date: its text, and the earliest and latest possible day."""

    kind: ClassVar[Label] = _("date")

    def json(self, value: PartialDate | None) -> Json:
        if not value:
            return None
        return {
            "text": str(value),
            "earliest": value.earliest and value.earliest.isoformat(),
            "latest": value.latest and value.latest.isoformat(),
            "precision": value.precision.value,
            "about": value.circa,
        }

    def schema(self) -> Schema:
        return {"anyOf": [{"$ref": "#/$defs/date"}, {"type": "null"}]}

    def columns(self, name: str) -> list[str]:
        return [name, f"{name}_earliest", f"{name}_latest"]

    def cells(self, value: Json) -> list[str]:
        return [value[key] or "" for key in ("text", "earliest", "latest")] if value else [""] * 3


DATE_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "earliest": {"type": ["string", "null"], "format": "date"},
        "latest": {"type": ["string", "null"], "format": "date"},
        "precision": {"enum": Precision.values},
        "about": {"type": "boolean"},
    },
    "required": ["text", "earliest", "latest", "precision", "about"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Object:
    """A nested object."""

    kind: ClassVar[Label] = _("object")
    fields: tuple[Field, ...]

    def json(self, value: Any) -> Json:
        return None if value is None else record(self.fields, value)

    def schema(self) -> Schema:
        return {"anyOf": [schema_of(self.fields), {"type": "null"}]}

    def columns(self, name: str) -> list[str]:
        return [
            column for field in self.fields for column in field.type.columns(f"{name}_{field.name}")
        ]

    def cells(self, value: Json) -> list[str]:
        return [
            cell for field in self.fields for cell in field.type.cells(value and value[field.name])
        ]


@dataclass(frozen=True, slots=True)
class Several:
    """A list of texts or codes."""

    kind: ClassVar[Label] = _("list")
    type: Text

    def json(self, values: Iterable[Any]) -> Json:
        return [self.type.json(value) for value in values]

    def schema(self) -> Schema:
        return {"type": "array", "items": self.type.schema()}

    def columns(self, name: str) -> list[str]:
        return [name]

    def cells(self, values: Json) -> list[str]:
        return [_joined(values)]


@dataclass(frozen=True, slots=True)
class Parts:
    """A list of objects. In a CSV each of their fields is a column that holds the values of all objects.

    All these columns have one order: the second kind of event belongs to the second date.
    """

    kind: ClassVar[Label] = _("list of objects")
    fields: tuple[Field, ...]

    def json(self, values: Iterable[Any]) -> Json:
        return [record(self.fields, value) for value in values]

    def schema(self) -> Schema:
        return {"type": "array", "items": schema_of(self.fields)}

    def columns(self, name: str) -> list[str]:
        return [f"{name}_{field.name}" for field in self.fields]

    def cells(self, values: Json) -> list[str]:
        return [
            _joined(field.type.cells(value[field.name])[0] for value in values)
            for field in self.fields
        ]


def record(fields: Iterable[Field], item: Any) -> dict[str, Json]:
    return {field.name: field.type.json(field.value(item)) for field in fields}


def schema_of(fields: Iterable[Field]) -> Schema:
    """Return a strict schema: it allows no field that is not declared."""
    properties = {
        field.name: field.type.schema() | ({"description": str(field.help)} if field.help else {})
        for field in fields
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _joined(values: Iterable[str]) -> str:
    """Keep the place of empty values, so that the columns of one list have one order."""
    cells = [value or "" for value in values]
    return join_values(cells) if any(cells) else ""
