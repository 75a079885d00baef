"""The documentation of the fields, for the page /data/."""

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.open_data.types import Code, Field, Label, Object, Parts, Several


@dataclass(frozen=True, slots=True)
class DocumentedField:
    """codes: label by code. parts: the fields inside this field."""

    name: str
    kind: Label
    help: Label
    codes: dict[str, Label]
    parts: "list[DocumentedField]"


def documented_fields(fields: Iterable[Field]) -> list[DocumentedField]:
    return [_documented(field) for field in fields]


def _documented(field: Field) -> DocumentedField:
    type_ = field.type.type if isinstance(field.type, Several) else field.type
    return DocumentedField(
        name=field.name,
        kind=field.type.kind,
        help=field.help,
        codes=dict(type_.choices or {}) if isinstance(type_, Code) else {},
        parts=documented_fields(type_.fields) if isinstance(type_, Object | Parts) else [],
    )
