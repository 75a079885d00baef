"""The building blocks of columns: what a row says about a person, and a target that parses one cell into it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaign.text.partial_dates import PartialDate
from profiles.importing.columns import values
from profiles.importing.columns.values import CellWarning, Lookups
from profiles.models import Detainee, DetaineeQuerySet, Event, Source, StatusClaim
from profiles.models.places import Ethnicity

# What a column can become other than a target. These are stored in `ImportBatch.columns`.
NOTES = ""  # the staff notes, under the column's heading; the default
RESTRICTED = "restricted"  # the encrypted notes, which only few may read
LEAVE_OUT = "leave_out"


# --- What a row says ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A related row of the person: a name, a claim, an event, a source.

    match_on: fields by which it is the same as an existing row. values: its other fields.
    initial: fields for a new row only, since staff know them better once the row exists.
    """

    relation: str
    match_on: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)

    def is_same_as(self, other: "Part") -> bool:
        return (self.relation, self.match_on) == (other.relation, other.match_on)


@dataclass(slots=True)
class ParsedRow:
    """What one row of a file says about a person, before it is compared with the database.

    key: the person's number in the database from which the file comes. fields: of the person.
    guesses: fields for a new person only. groups: by relation, the fields of one claim, case or quotation that
    several columns describe together; `finish` makes parts of them. default_source: the source of the file.
    main_source: the source of this row. claim_source: that of its status, if another. notes: heading and text for the staff notes. restricted: heading and
    text for the encrypted notes.
    """

    number: int
    reference: str = ""
    key: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    guesses: dict[str, Any] = field(default_factory=dict)
    ethnicities: list[Ethnicity] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    default_source: dict[str, Any] = field(default_factory=dict)
    main_source: Part | None = None
    claim_source: Part | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    restricted: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The first name, by which staff recognise the row."""
        names = (part.match_on["text"] for part in self.parts if part.relation == "names")
        return next(names, "")

    def add(self, part: Part) -> Part:
        """Add a part once, even if the row repeats it; return the one that was added."""
        same = (each for each in self.parts if each.is_same_as(part))
        added = next(same, part)
        if added is part:
            self.parts.append(part)
        return added

    def note_unused(self, fields: dict[str, Any], why: str) -> None:
        """Put fields that lack something they depend on into the staff notes, and warn."""
        self.notes += [(name, str(value)) for name, value in fields.items()]
        self.warnings.append(f"{why} {_('It is in the staff notes.')}")


# --- What a column can be ----------------------------------------------------------------------------------

type Label = str | Promise
type CellParser = Callable[[ParsedRow, str, Lookups], CellWarning | None]
type CellWriter = Callable[[Detainee], str]
type ValueParser = Callable[[str, Lookups], tuple[Any, CellWarning | None]]


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of column.

    parse: reads a cell into a ParsedRow. It raises ValidationError, in words for staff, for a cell that it does
    not understand. write: the cell of an exported person; None for columns that are never exported.
    is_restricted: encrypted and readable by few, so it may hold identity numbers and addresses.
    accepts_unknown: the word “unknown” is one of its values.
    """

    key: str
    label: Label
    group: Label
    parse: CellParser
    write: CellWriter | None = None
    is_restricted: bool = False
    accepts_unknown: bool = False


def into_person(name: str, parse: ValueParser) -> CellParser:
    """Return a parser that sets a field of the person."""
    return lambda parsed, cell, lookups: _set_once(parsed.fields, name, *parse(cell, lookups))


def into_group(relation: str, name: str, parse: ValueParser) -> CellParser:
    """Return a parser that sets a field of the one claim, case or quotation that the row's columns describe."""
    return lambda parsed, cell, lookups: _set_once(
        parsed.groups.setdefault(relation, {}), name, *parse(cell, lookups)
    )


def _set_once(
    fields: dict[str, Any], name: str, value: Any, warning: CellWarning | None
) -> CellWarning | None:
    """Refuse another value from a second column, whose cell then goes into the notes."""
    if fields.setdefault(name, value) != value:
        raise ValidationError(_("Another column has said something else."))
    return warning


# --- Values ------------------------------------------------------------------------------------------------


def line(max_length: int) -> ValueParser:
    return lambda cell, _lookups: (values.clean_line(cell, max_length), None)


def paragraphs(max_length: int | None = None) -> ValueParser:
    return lambda cell, _lookups: (values.clean_paragraphs(cell, max_length), None)


def choice(choices: type[TextChoices]) -> ValueParser:
    return lambda cell, _lookups: (values.parse_choice(cell, choices), None)


def partial_date(cell: str, _lookups: Lookups) -> tuple[PartialDate, CellWarning | None]:
    return values.parse_date(cell), values.date_warning(cell)


def place(cell: str, lookups: Lookups) -> tuple[Any, CellWarning | None]:
    found, is_exact = lookups.find_place(values.clean_line(cell, values.MAX_PLACE_LENGTH))
    return found, None if is_exact else CellWarning(_("Taken as %s.") % found, note_cell=True)


# --- Writing -----------------------------------------------------------------------------------------------


def with_all_parts(people: DetaineeQuerySet) -> DetaineeQuerySet:
    """Prefetch everything that a row can say about people, in a fixed number of queries.

    It includes hidden parts, for staff. No contact is decrypted. The newest claim comes first.
    """
    return people.select_related("home_place").prefetch_related(
        "names",
        "ethnicities",
        Prefetch(
            "claims",
            StatusClaim.objects.newest_first()
            .select_related("place", "source")
            .defer("source__contact"),
        ),
        Prefetch("events", Event.objects.select_related("place")),
        Prefetch("sources", Source.objects.defer("contact")),
        "legal_cases",
        "reasons",
        "quotes",
        "external_records",
    )


def to_cell(value: Any) -> str:
    """Write a value so that its column's parser understands it: by its code where it has one."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case PartialDate():
            return value.text
        case _:
            return str(getattr(value, "code", value))


def from_person(name: str) -> CellWriter:
    return lambda person: to_cell(getattr(person, name))


def from_first(relation: str, name: str) -> CellWriter:
    """Return a writer of the first public row, in the order of `with_all_parts`."""

    def write(person: Detainee) -> str:
        row = next(iter(public_rows(person, relation)), None)
        return to_cell(getattr(row, name)) if row else ""

    return write


def public_rows(person: Detainee, relation: str) -> list[Any]:
    return [row for row in getattr(person, relation).all() if row.is_public]
