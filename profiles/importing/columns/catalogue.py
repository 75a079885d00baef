"""All that a column can be, in the order of the columns of our own files."""

from django.utils.translation import gettext_lazy as lazy

from profiles.importing.columns import about_detention, about_person, values
from profiles.importing.columns import detention as about_justice
from profiles.importing.columns import people as about_names
from profiles.importing.columns import sources as about_sources
from profiles.importing.columns.lexicon import Lexicon
from profiles.importing.columns.says import Says
from profiles.importing.columns.targets import Target

ROW = lazy("The row")


def _read_reference(says: Says, cell: str, _lexicon: Lexicon) -> None:
    says.reference = cell


def _read_key(says: Says, cell: str, _lexicon: Lexicon) -> None:
    says.key = values.line(cell, 100)


TARGETS = {
    target.key: target
    for target in (
        Target("ref", lazy("Our reference (P-0042)"), ROW, _read_reference, lambda p: p.reference),
        Target("their_id", lazy("Their own number"), ROW, _read_key),
        *about_names.TARGETS,
        *about_person.TARGETS,
        *about_detention.TARGETS,
        *about_justice.TARGETS,
        *about_sources.TARGETS,
    )
}


def finish(says: Says) -> None:
    """Makes parts of what several columns of the row said together."""
    about_detention.finish(says)
    about_justice.finish(says)
    about_sources.finish(says)
