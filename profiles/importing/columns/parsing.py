"""Parses one row of a file, once its columns are chosen. Every cell is used, noted, or stored encrypted."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.text import clean
from campaign.text.csv import unescape_formula
from profiles.importing.columns import detention, sources, values
from profiles.importing.columns.layouts import TARGETS
from profiles.importing.columns.targets import LEAVE_OUT, NOTES, RESTRICTED, ParsedRow, Target
from profiles.importing.columns.values import Lookups
from profiles.importing.reading.tables import Row
from profiles.importing.sensitive import finding
from profiles.importing.sensitive.finding import Kind


def parse_row(
    row: Row,
    columns: Sequence[str],
    headings: Sequence[str],
    lookups: Lookups,
    default_source: dict[str, str],
) -> ParsedRow:
    """columns: for each cell the key of a target, NOTES, RESTRICTED or LEAVE_OUT."""
    parsed = ParsedRow(row.number, default_source=default_source)
    for column, heading, cell in zip(columns, headings, row.cells, strict=True):
        if cell and column != LEAVE_OUT:
            # Exports put an apostrophe before a formula, so that a spreadsheet does not run it.
            _parse_cell(parsed, unescape_formula(cell).strip(), column, heading, lookups)
    detention.finish(parsed)
    sources.finish(parsed)
    if not parsed.reference and not parsed.name:
        parsed.problems.append(_("There is no name in it."))
    return parsed


def _parse_cell(parsed: ParsedRow, cell: str, column: str, heading: str, lookups: Lookups) -> None:
    target = TARGETS.get(column)
    kind = None if column == RESTRICTED else finding.find_in_cell(cell, heading)
    if column == RESTRICTED:
        parsed.restricted.append((heading, cell))
    elif kind and _is_exposed(kind, target, column):
        parsed.restricted.append((heading, cell))
        parsed.warnings.append(
            _("%(heading)s: there are %(kind)s in it, so we store it encrypted, and nowhere else.")
            % {"heading": heading, "kind": kind.label}
        )
    elif target is None:
        parsed.notes.append((heading, cell))
    elif _says_something(cell, target) and _parse_value(parsed, cell, target, heading, lookups):
        _warn_about_text(parsed, cell, heading, None if target.is_restricted else kind)


def _is_exposed(kind: Kind, target: Target | None, column: str) -> bool:
    """Whether the column would store it unencrypted, and the cell must not go there.

    Identity numbers go into no such column. Phone numbers and email addresses do not go into the notes.
    """
    if target and target.is_restricted:
        return False
    return kind == Kind.ID_NUMBER or column == NOTES


def _says_something(cell: str, target: Target) -> bool:
    return not values.is_empty(cell) or (target.accepts_unknown and values.says_unknown(cell))


def _parse_value(
    parsed: ParsedRow, cell: str, target: Target, heading: str, lookups: Lookups
) -> bool:
    """Parse the cell by its target; if it cannot be parsed, note it and return False."""
    try:
        warning = target.parse(parsed, cell, lookups)
    except ValidationError as error:
        parsed.notes.append((heading, cell))
        parsed.warnings.append(
            _("%(heading)s: %(why)s It is in the staff notes.")
            % {"heading": heading, "why": " ".join(error.messages)}
        )
        return False
    if warning:
        parsed.warnings.append(f"{heading}: {warning.message}")
        if warning.note_cell:
            parsed.notes.append((heading, cell))
    return True


def _warn_about_text(parsed: ParsedRow, cell: str, heading: str, kind: Kind | None) -> None:
    """kind: of sensitive data that the cell stores unencrypted."""
    if clean.has_direction_override(cell):
        parsed.warnings.append(
            _(
                "%(heading)s: it held characters that reverse the direction of text. They were "
                "left out. Please read it again."
            )
            % {"heading": heading}
        )
    if kind:
        parsed.warnings.append(
            _("%(heading)s: there are %(kind)s in it. Read it before you publish it.")
            % {"heading": heading, "kind": kind.label}
        )
