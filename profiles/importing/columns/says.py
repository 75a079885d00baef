"""What one row of a file says of a person, before anybody asks whether we know better."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from profiles.models.places import Ethnicity


@dataclass(frozen=True, slots=True)
class Part:
    """A row that hangs on the person: a name, a claim, an event, a source.

    known_by: what makes it the same one as a row that we have. more: what else is said of it.
    first: what is said of it where we have none yet, and staff know better where we have one.
    """

    relation: str
    known_by: dict[str, Any]
    more: dict[str, Any] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Says:
    """number: of the row. key: the person's number in whatever the file was made from.

    person: fields of the person herself. guesses: the same, for a new person alone.
    gathered: the claim, case and so on that several columns describe together, until all are read.
    default_source: who says all that the file says. main_source: who says what this row says.
    notes: heading and text of what fits nowhere, for staff. sealed: the same, for few eyes.
    """

    number: int
    reference: str = ""
    key: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    guesses: dict[str, Any] = field(default_factory=dict)
    ethnicities: list[Ethnicity] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    gathered: dict[str, dict[str, Any]] = field(default_factory=dict)
    default_source: dict[str, Any] = field(default_factory=dict)
    main_source: Part | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    sealed: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The first of them, for staff to know the row by."""
        names = (part.known_by["text"] for part in self.parts if part.relation == "names")
        return next(names, "")

    def add(self, part: Part) -> None:
        """Once, however often the row says it."""
        if all((part.relation, part.known_by) != (p.relation, p.known_by) for p in self.parts):
            self.parts.append(part)

    def note_unused(self, said: dict[str, Any], why: str) -> None:
        """What came without something that it needs is kept in the staff notes."""
        self.notes += [(name, str(value)) for name, value in said.items()]
        self.warnings.append(f"{why} {_('It is in the staff notes.')}")
