"""Every target of a column, and the layouts: which heading means which target.

The layouts of other databases are built in; staff save their own. The Amnesty layout is that of the case files
of its Xinjiang campaign; the later files rename `held_location` to `assumed_held_location`. The Uwazi layout is
what Uwazi exports and imports: each collection chooses its headings, `__en` at the end is a language, and | divides
values.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from profiles.importing.columns import detention, kinds, people, separators, sources, values
from profiles.importing.columns.decisions import Decision
from profiles.importing.columns.targets import NOTES, RESTRICTED, Label, ParsedRow, Target
from profiles.importing.columns.values import Lookups
from profiles.importing.dates import figures, reading
from profiles.importing.reading.tables import Table
from profiles.importing.sensitive import finding

ROW = lazy("The row")


def _parse_reference(parsed: ParsedRow, cell: str, _lookups: Lookups) -> None:
    parsed.reference = cell


def _parse_key(parsed: ParsedRow, cell: str, _lookups: Lookups) -> None:
    parsed.key = values.clean_line(cell, 100)


# In the order of the columns of our own files.
TARGETS = {
    target.key: target
    for target in (
        Target("ref", lazy("Our reference (P-0042)"), ROW, _parse_reference, lambda p: p.reference),
        Target("their_id", lazy("Their own number"), ROW, _parse_key),
        *people.TARGETS,
        *detention.TARGETS,
        *sources.TARGETS,
    )
}


@dataclass(frozen=True, slots=True)
class Layout:
    """columns, decisions: target and `Decision.to_json` by heading, as `normalise_heading` writes it."""

    name: Label
    columns: Mapping[str, str]
    decisions: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def score(self, headings: Sequence[str]) -> float:
        """Return from 0 to 1 how well the headings of a file and those of the layout agree."""
        of_file = {normalise_heading(heading) for heading in headings if heading}
        known = of_file & self.columns.keys()
        return 2 * len(known) / (len(of_file) + len(self.columns)) if known else 0


def normalise_heading(heading: str) -> str:
    """“Date of Birth ” and date_of_birth are the same."""
    return "_".join(re.findall(r"\w+", heading.casefold().replace("_", " ")))


AMNESTY = Layout(
    lazy("Amnesty cases"),
    {
        "case_id": "their_id",
        "name_uyghur": "name",
        "name_chinese": "name_zh",
        "photo_url": NOTES,
        "profession": "occupation",
        "date_of_birth": "birth",
        "age_years": NOTES,
        "ethnicity": "ethnicity",
        "home_town": "home_place",
        "arrest_reason_official": "charge_official",
        "arrest_reason_suspected": "reason_suspected",
        "arrest_last_contact_date": "last_contact",
        "arrest_last_contact_location": "last_contact_place",
        "held_location": "status",
        "assumed_held_location": "status",
        "summary": "story__en",  # a median of 137 words: our summary is a sentence or two
        "personal_details": "story__en",
    },
)
OURS = Layout(lazy("Our own"), {key: key for key in TARGETS})
UWAZI = Layout(
    lazy("Uwazi"),
    {
        "id": "their_id",
        "title": "name",
        "title_en": "name",
        "title_ug": "name_ug_arab",
        "title_zh": "name_zh",
        "title_kk": "name_kk_cyrl",
        "date_added": NOTES,
        "template": NOTES,
        "documents": NOTES,
        "attachments": NOTES,
        "published": NOTES,
        "file": NOTES,
        "geolocation_geolocation": NOTES,
    },
)
BUILT_IN_LAYOUTS = {"amnesty": AMNESTY, "ours": OURS, "uwazi": UWAZI}

# Headings that can be in any file.
_COMMON_HEADINGS = {
    "reference": "ref", "full_name": "name", "name_en": "name", "latin_name": "name",
    "uyghur_name": "name", "name_latin": "name", "chinese_name": "name_zh", "姓名": "name_zh",
    "name_zh_hans": "name_zh", "name_uyghur_arabic": "name_ug_arab", "aliases": "other_names",
    "alias": "other_names", "aka": "other_names", "also_known_as": "other_names",
    "sex": "gender", "性别": "gender", "birth_date": "birth", "birthdate": "birth", "dob": "birth",
    "date_of_birth": "birth", "born": "birth", "出生日期": "birth",
    "ethnic_group": "ethnicity", "nationality": "ethnicity", "民族": "ethnicity",
    "home": "home_place", "hometown": "home_place", "place": "home_place",
    "prefecture": "home_place", "residence": "home_place",
    "job": "occupation", "profession": "occupation", "职业": "occupation",
    "detention_status": "status", "current_status": "status", "status_date": "status_as_of",
    "as_of": "status_as_of", "date_of_detention": "event_taken", "date_detained": "event_taken",
    "detained": "event_taken", "detention_date": "event_taken", "date_arrested": "event_arrested",
    "date_of_arrest": "event_arrested", "verdict_date": "event_sentenced",
    "date_sentenced": "event_sentenced", "last_contact_date": "last_contact",
    "official_charge": "charge_official", "charge": "charge_official", "charges": "charge_official",
    "suspected_reason": "reason_suspected", "reason": "reason_suspected",
    "summary": "summary__en", "summary_en": "summary__en", "story": "story__en",
    "story_en": "story__en", "description": "story__en",
    "source_urls": "sources", "source": "sources", "links": "sources", "url": "sources",
    "notes": "staff_notes", "case_number": "their_id", "record_number": "their_id", "id": "their_id",
}  # fmt: skip


def best_layout(headings: Sequence[str], layouts: Iterable[Layout]) -> Layout | None:
    return max(
        (layout for layout in layouts if layout.score(headings) > 0.2),
        key=lambda layout: layout.score(headings),
        default=None,
    )


def guess_columns(table: Table, layout: Layout | None) -> list[str]:
    """Guess the target of each column: from the layout, the heading, or the cells."""
    known = {normalise_heading(key): key for key in TARGETS} | _COMMON_HEADINGS
    if layout:
        known |= layout.columns
    columns: list[str] = []
    for number, heading in enumerate(table.headings):
        target = known.get(normalise_heading(heading), NOTES)
        if target == NOTES and sensitive_kind(table, number):
            target = RESTRICTED
        columns.append(target)
    return columns


def guess_decisions(table: Table, columns: Sequence[str], layout: Layout | None) -> list[Decision]:
    """Take the decisions of the layout, and guess the rest from the cells. Our own files need no guess."""
    if "ref" in table.headings and OURS.columns.keys() >= set(table.headings):
        return [Decision()] * len(columns)
    stored = layout.decisions if layout else {}
    return [
        complete_decision(
            table,
            number,
            column,
            Decision.from_json(stored.get(normalise_heading(table.headings[number]), {})),
        )
        for number, column in enumerate(columns)
    ]


def complete_decision(table: Table, number: int, column: str, decision: Decision) -> Decision:
    """Guess what divides the values of a column, and what comes first in its dates, where no one has decided it."""
    cells = [row.cells[number] for row in table.rows if row.cells[number]]
    if column in kinds.SEVERAL and not decision.separator:
        decision = replace(decision, separator=separators.guess(cells, kinds.SEVERAL[column]).guess)
    if column in kinds.DATES:
        parts = [
            reading.plain(part) for cell in cells for part in parts_of(cell, decision.separator)
        ]
        if not decision.order:
            decision = replace(decision, order=figures.gather_evidence(parts).guess)
        if not decision.calendar:
            decision = replace(
                decision, calendar=reading.guess_calendar(parts, since=kinds.earliest_day(column))
            )
    return decision


def parts_of(cell: str, separator: str) -> list[str]:
    try:
        return separators.split(cell, separator)
    except ValidationError:
        return [cell]


def exposed_columns(
    table: Table, columns: Sequence[str], decisions: Sequence[Decision]
) -> list[tuple[int, finding.Kind]]:
    """Return the columns of identity numbers and addresses that would be stored unencrypted, unless staff opened them."""
    return [
        (number, kind)
        for number, (column, decision) in enumerate(zip(columns, decisions, strict=True))
        if is_exposed(column) and not decision.is_open and (kind := sensitive_kind(table, number))
    ]


def is_exposed(column: str) -> bool:
    """Whether the column stores its cells unencrypted."""
    target = TARGETS.get(column)
    return column == NOTES or (target is not None and not target.is_restricted)


def sensitive_kind(table: Table, number: int) -> finding.Kind | None:
    return finding.classify_column(
        (row.cells[number] for row in table.rows), table.headings[number]
    )
