"""The declared fields, told to people."""

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.open_data.types import Code, Field, Label, Object, Parts, Several


@dataclass(frozen=True, slots=True)
class Explained:
    """One field. codes: with their labels. parts: the fields that are inside of it."""

    name: str
    kind: Label
    help: Label
    codes: dict[str, Label]
    parts: "list[Explained]"


def explained(fields: Iterable[Field]) -> list[Explained]:
    return [_explained(field) for field in fields]


def _explained(field: Field) -> Explained:
    kind = field.type.type if isinstance(field.type, Several) else field.type
    return Explained(
        name=field.name,
        kind=field.type.kind,
        help=field.help,
        codes=dict(kind.choices or {}) if isinstance(kind, Code) else {},
        parts=explained(kind.fields) if isinstance(kind, Object | Parts) else [],
    )
