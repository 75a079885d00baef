"""One row of a file, its columns known: what it says of a person, with every cell accounted for."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.text import clean
from campaign.text.csv import unescape_formula
from profiles.importing import sensitive, values
from profiles.importing.catalogue import TARGETS, finish
from profiles.importing.lexicon import Lexicon
from profiles.importing.says import Says
from profiles.importing.sensitive import Kind
from profiles.importing.tables import Row
from profiles.importing.targets import LEAVE_OUT, NOTES, SEALED


def read(
    row: Row,
    columns: Sequence[str],
    headings: Sequence[str],
    lexicon: Lexicon,
    default_source: dict[str, str],
) -> Says:
    """columns: for each, the key of its target, or what else becomes of it."""
    says = Says(row.number, default_source=default_source)
    for column, heading, cell in zip(columns, headings, row.cells, strict=True):
        if cell and column != LEAVE_OUT:
            # Our own exports, and those of others, keep spreadsheets from running it in this way.
            _take(says, unescape_formula(cell).strip(), column, heading, lexicon)
    finish(says)
    if not says.reference and not says.name:
        says.problems.append(_("There is no name in it."))
    return says


def _take(says: Says, cell: str, column: str, heading: str, lexicon: Lexicon) -> None:
    target = TARGETS.get(column)
    if column == SEALED:
        says.sealed.append((heading, cell))
        return
    found = sensitive.within(cell)
    if (target is None or not target.is_sealed) and (
        found == Kind.ID_NUMBER or (found and column == NOTES)
    ):
        says.sealed.append((heading, cell))
        says.warnings.append(
            _("%(heading)s: there are %(kind)s in it, so it is kept sealed, and nowhere else.")
            % {"heading": heading, "kind": found.label}
        )
        return
    if target is None:
        says.notes.append((heading, cell))
        return
    if values.says_nothing(cell) and not (target.hears_unknown and cell.isalpha()):
        return
    try:
        hint = target.read(says, cell, lexicon)
    except ValidationError as error:
        says.notes.append((heading, cell))
        says.warnings.append(
            _("%(heading)s: %(why)s It is in the staff notes.")
            % {"heading": heading, "why": " ".join(error.messages)}
        )
        return
    if hint:
        says.warnings.append(f"{heading}: {hint.words}")
        if hint.keep:
            says.notes.append((heading, cell))
    if clean.has_direction_override(cell):
        says.warnings.append(
            _("%(heading)s: something in it turned words round, and was left out. Read it again.")
            % {"heading": heading}
        )
    if found and not target.is_sealed:
        says.warnings.append(
            _("%(heading)s: there are %(kind)s in it. Read it before you publish it.")
            % {"heading": heading, "kind": found.label}
        )
