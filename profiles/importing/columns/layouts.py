"""Layouts: which heading is which column. Those of other databases are built in; staff save their own.

The Amnesty layout is that of the case files of its Xinjiang campaign, of which the later ones call
`held_location` `assumed_held_location`. The Uwazi layout is what Uwazi exports and takes in: headings that
every collection chooses for itself, `__en` behind them for languages, values divided by |.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as lazy

from profiles.importing.columns import sensitive
from profiles.importing.columns.catalogue import TARGETS
from profiles.importing.columns.targets import NOTES, SEALED, Label
from profiles.importing.reading.tables import Table


@dataclass(frozen=True, slots=True)
class Layout:
    """columns: target by heading, as `plain` makes it."""

    name: Label
    columns: Mapping[str, str]
    saved: int | None = None  # the primary key of one that staff saved

    def fits(self, headings: Sequence[str]) -> float:
        """The share of the headings that it knows, and of its own that are there."""
        there = {plain(heading) for heading in headings if heading}
        known = there & self.columns.keys()
        return 2 * len(known) / (len(there) + len(self.columns)) if known else 0


def plain(heading: str) -> str:
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
        "summary": "story__en",  # 137 words in the middle: our summary is a sentence or two
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
BUILT_IN = {"amnesty": AMNESTY, "ours": OURS, "uwazi": UWAZI}

# Headings that may be in any file.
_USUAL = {
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


def best(headings: Sequence[str], layouts: Iterable[Layout]) -> Layout | None:
    return max(
        (layout for layout in layouts if layout.fits(headings) > 0.2),
        key=lambda layout: layout.fits(headings),
        default=None,
    )


def columns(table: Table, layout: Layout | None) -> list[str]:
    """What each column probably is: by the layout, by its heading, or by what is in it."""
    known = {plain(key): key for key in TARGETS} | _USUAL | dict(layout.columns if layout else {})
    found: list[str] = []
    for number, heading in enumerate(table.headings):
        target = known.get(plain(heading), NOTES)
        if target == NOTES and sensitive.column(row.cells[number] for row in table.rows):
            target = SEALED
        found.append(target)
    return found


def refused(table: Table, chosen: Sequence[str]) -> list[tuple[int, sensitive.Kind]]:
    """Columns of identity numbers and addresses that were to lie open."""
    wrong = []
    for number, column in enumerate(chosen):
        target = TARGETS.get(column)
        if column == NOTES or (target and not target.is_sealed):
            kind = sensitive.column(row.cells[number] for row in table.rows)
            if kind:
                wrong.append((number, kind))
    return wrong
