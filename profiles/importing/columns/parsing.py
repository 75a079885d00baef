"""Parses one row of a file, once its columns are chosen. Every cell is used, noted, or stored encrypted."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.text import clean, csv
from campaign.text.csv import unescape_formula
from profiles.importing.columns import decisions as decided
from profiles.importing.columns import detention, kinds, separators, sources, values
from profiles.importing.columns.decisions import Decision
from profiles.importing.columns.layouts import TARGETS
from profiles.importing.columns.targets import LEAVE_OUT, NOTES, RESTRICTED, ParsedRow, Target
from profiles.importing.columns.values import CellWarning, Lookups
from profiles.importing.dates import reading
from profiles.importing.reading.encodings import UNREADABLE
from profiles.importing.reading.tables import Row
from profiles.importing.sensitive import finding
from profiles.importing.sensitive.finding import Kind


def parse_row(
    row: Row,
    columns: Sequence[str],
    headings: Sequence[str],
    lookups: Lookups,
    default_source: dict[str, str],
    decisions: Sequence[Decision] = (),
) -> ParsedRow:
    """columns: for each cell the key of a target, NOTES, RESTRICTED or LEAVE_OUT. decisions: about each column."""
    parsed = ParsedRow(row.number, default_source=default_source)
    decisions = decisions or [decided.NONE] * len(columns)
    for column, heading, cell, decision in zip(
        columns, headings, row.cells, decisions, strict=True
    ):
        if cell and column != LEAVE_OUT:
            if UNREADABLE in cell:
                parsed.warnings.append(
                    _(
                        "%(heading)s: a letter did not fit the encoding of the file. A � stands for it."
                    )
                    % {"heading": heading}
                )
            # Exports put an apostrophe before a formula, so that a spreadsheet does not run it.
            _parse_cell(parsed, unescape_formula(cell).strip(), column, heading, lookups, decision)
    detention.finish(parsed)
    sources.finish(parsed)
    if not parsed.reference and not parsed.name:
        parsed.problems.append(_("There is no name in it."))
    return parsed


def _parse_cell(
    parsed: ParsedRow, cell: str, column: str, heading: str, lookups: Lookups, decision: Decision
) -> None:
    target = TARGETS.get(column)
    is_private = column != RESTRICTED and not decision.is_open
    kind = finding.find_in_cell(cell, heading) if is_private else None
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
    elif _says_something(cell, target) and _parse_value(
        parsed, cell, target, heading, lookups, decision
    ):
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
    parsed: ParsedRow, cell: str, target: Target, heading: str, lookups: Lookups, decision: Decision
) -> bool:
    """Parse the cell by its target; if it cannot be parsed, note it and return False."""
    try:
        ours, warnings = _in_our_words(cell, target, decision)
        warnings.append(target.parse(parsed, ours, lookups))
    except ValidationError as error:
        parsed.notes.append((heading, cell))
        parsed.warnings.append(
            _("%(heading)s: %(why)s It is in the staff notes.")
            % {"heading": heading, "why": " ".join(error.messages)}
        )
        return False
    given = [warning for warning in warnings if warning]
    parsed.warnings += [f"{heading}: {warning.message}" for warning in given if warning.message]
    if any(warning.note_cell for warning in given):
        parsed.notes.append((heading, cell))
    return True


def _in_our_words(
    cell: str, target: Target, decision: Decision
) -> tuple[str, list[CellWarning | None]]:
    """Write the cell as our own files would: | between its values, our codes, dates that need no question."""
    warnings: list[CellWarning | None] = []
    if target.key in kinds.SEVERAL:
        cell = separators.joined(cell, decision.separator)
    if target.key in kinds.DATES:
        several = target.key in kinds.SEVERAL
        found = [
            reading.rewrite(
                part,
                order=decision.order,
                calendar=decision.calendar,
                since=kinds.earliest_day(target.key),
            )
            for part in (values.split_values(cell) if several else [cell])
        ]
        warnings += [CellWarning(each.doubt, note_cell=each.is_other) for each in found]
        cell = csv.join_values(each.words for each in found) if several else found[0].words
    if decision.words:
        cell = _with_chosen_words(cell, target, decision)
    return cell, warnings


def _with_chosen_words(cell: str, target: Target, decision: Decision) -> str:
    """Put our code for a word of the file, as staff chose it."""
    if whole := decision.words.get(values.word_key(cell)):
        return whole
    if target.key not in kinds.SEVERAL:
        return cell
    parts = values.split_values(cell)
    return csv.join_values(decision.words.get(values.word_key(part), part) for part in parts)


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
