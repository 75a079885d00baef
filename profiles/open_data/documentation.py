"""The declared fields, told to people."""

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.open_data.types import Code, Field, Label, Object, Parts, Several


@dataclass(frozen=True, slots=True)
class DocumentedField:
    """One field. codes: with their labels. parts: the fields that are inside of it."""

    name: str
    kind: Label
    help: Label
    codes: dict[str, Label]
    parts: "list[DocumentedField]"


def documented_fields(fields: Iterable[Field]) -> list[DocumentedField]:
    return [_explained(field) for field in fields]


def _explained(field: Field) -> DocumentedField:
    kind = field.type.type if isinstance(field.type, Several) else field.type
    return DocumentedField(
        name=field.name,
        kind=field.type.kind,
        help=field.help,
        codes=dict(kind.choices or {}) if isinstance(kind, Code) else {},
        parts=documented_fields(kind.fields) if isinstance(kind, Object | Parts) else [],
    )
