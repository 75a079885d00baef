"""What a column of a file can be: it reads a cell into what the row says, and most can write it again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaign.text.partial_dates import PartialDate
from profiles.importing.columns import values
from profiles.importing.columns.lexicon import Lexicon
from profiles.importing.columns.says import Says
from profiles.importing.columns.values import Hint
from profiles.models import Detainee

# What else can become of a column, beside being one of the targets.
NOTES = ""  # into the staff notes, under its heading: what becomes of it if nobody chooses
SEALED = "restricted"  # into the sealed notes, for few eyes
LEAVE_OUT = "leave_out"

type Label = str | Promise
type Read = Callable[[Says, str, Lexicon], Hint | None]
type Write = Callable[[Detainee], str]
type Value = Callable[[str, Lexicon], tuple[Any, Hint | None]]


@dataclass(frozen=True, slots=True)
class Target:
    """read raises ValidationError, in words for staff, for a cell that it does not understand.

    is_sealed: encrypted and for few eyes, so identity numbers and addresses may be in it.
    is_private: never in a file for the public.
    hears_unknown: “unknown” is something that it can say.
    """

    key: str
    label: Label
    group: Label
    read: Read
    write: Write | None = None
    is_sealed: bool = False
    is_private: bool = False
    hears_unknown: bool = False


# --- Where a value goes ------------------------------------------------------------------------------------


def of_person(field: str, value: Value) -> Read:
    """A field of the person herself."""
    return lambda says, cell, lexicon: _set_once(says.person, field, *value(cell, lexicon))


def of_one(relation: str, field: str, value: Value) -> Read:
    """A field of the one claim, case or quotation that several columns of the row describe together."""
    return lambda says, cell, lexicon: _set_once(
        says.gathered.setdefault(relation, {}), field, *value(cell, lexicon)
    )


def _set_once(said: dict[str, Any], field: str, value: Any, hint: Hint | None) -> Hint | None:
    """A second column that says something else overwrites nothing; its cell goes into the notes."""
    if said.setdefault(field, value) != value:
        raise ValidationError(_("Another column has said something else."))
    return hint


# --- Values ------------------------------------------------------------------------------------------------


def line(longest: int) -> Value:
    return lambda cell, _lexicon: (values.line(cell, longest), None)


def paragraphs(longest: int | None = None) -> Value:
    return lambda cell, _lexicon: (values.paragraphs(cell, longest), None)


def choice(choices: type[TextChoices]) -> Value:
    return lambda cell, _lexicon: (values.choice(cell, choices), None)


def when(cell: str, _lexicon: Lexicon) -> tuple[Any, Hint | None]:
    return values.when(cell), values.doubt(cell)


def place(cell: str, lexicon: Lexicon) -> tuple[Any, Hint | None]:
    found, is_exact = lexicon.place(values.line(cell, values.LONGEST_PLACE))
    return found, None if is_exact else Hint(_("Taken as %s.") % found, keep=True)


# --- Writing -----------------------------------------------------------------------------------------------


def written(value: Any) -> str:
    """As `read` understands it again: by its code where it has one."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case PartialDate():
            return value.text
        case _:
            return str(getattr(value, "code", value))


def from_person(field: str) -> Write:
    return lambda person: written(getattr(person, field))


def from_one(relation: str, field: str) -> Write:
    """Of the first that is shown, in the order in which they are fetched."""

    def write(person: Detainee) -> str:
        found = next((row for row in shown(person, relation)), None)
        return written(getattr(found, field)) if found else ""

    return write


def shown(person: Detainee, relation: str) -> list[Any]:
    return [row for row in getattr(person, relation).all() if row.is_public]
