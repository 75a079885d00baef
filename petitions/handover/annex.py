"""The annex to the letter: the people for whom it is written, as a list and with a case sheet for each.

It is made from public profiles alone, so it says no more than their pages do. The sheets are bounded in number and time.
Whoever gets none is in the list all the same, with the address of the page.
"""

import csv
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from campaign.text.csv import csv_lines, unescape_formula
from petitions.handover.dossier_documents import base_data, grouped, today
from petitions.models import Petition
from profiles.documents import case_sheet, name_data
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.parts import PublicName
from profiles.public.profile import PublicProfile, public_profiles

SHEETS_FOLDER = "case-sheets"
MAX_SHEETS = 500
SECONDS = 900  # for all sheets; one takes about half a second
MAX_LISTED = 2_000  # people in the PDF; the CSV has all of them
READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list."""

    reference: str
    name: str
    native_name: PublicName | None
    status: str
    as_of: str
    held_since: str
    home: str
    occupation: str
    page: str

    @classmethod
    def from_profile(cls, person: PublicProfile) -> "Person":
        status = person.status
        return cls(
            reference=person.reference,
            name=person.name,
            native_name=person.native_name,
            status=status.label if status else "",
            as_of=str(status.as_of or "") if status else "",
            held_since=str(person.held_since or ""),
            home=person.home,
            occupation=person.occupation,
            page=settings.SITE_URL + person.url,
        )


def read_people(petition: Petition) -> list[Person]:
    """The public people of the letter, in the active language."""
    ids = list(petition.public_people().order_by("pk").values_list("pk", flat=True))
    people = Detainee.objects.published().for_story().order_by("pk")
    return [
        Person.from_profile(PublicProfile(detainee))
        for start in range(0, len(ids), READ_AT_ONCE)
        for detainee in people.filter(pk__in=ids[start : start + READ_AT_ONCE])
    ]


def case_sheets(people: list[Person]) -> Iterator[tuple[str, str, bytes]]:
    """The sheets of the first people: the person's reference, the file's name and the PDF.

    Each person is read anew, so no sheet is made of someone who was withdrawn meanwhile. A sheet that cannot be
    rendered is left out, and logged.
    """
    end = time.monotonic() + SECONDS
    for person in people[:MAX_SHEETS]:
        if time.monotonic() > end:
            return
        public = Detainee.objects.published().for_story()
        detainee = public.filter(pk=parse_reference(person.reference) or 0).first()
        if detainee and (content := case_sheet(PublicProfile(detainee)).file_or_none()):
            yield person.reference, f"{SHEETS_FOLDER}/{person.reference}.pdf", content


def changed(names: Mapping[str, str]) -> list[str]:
    """The references of those who are not public any more, or not under this name. names: by reference."""
    ids = [parse_reference(reference) or 0 for reference in names]
    public = Detainee.objects.published().for_cards().filter(pk__in=ids)
    now = {person.reference: person.name for person in public_profiles(public)}
    return [reference for reference, name in names.items() if now.get(reference) != name]


def names_in(content: bytes) -> dict[str, str]:
    """The names in a file of `people_csv`, by reference."""
    rows = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    return {row["reference"]: unescape_formula(row["name"]) for row in rows}


def people_csv(people: list[Person], sheets: Mapping[str, str]) -> Iterator[bytes]:
    """For spreadsheets. sheets: the files of the case sheets, by reference."""
    header = (
        "reference", "name", "name in own script", "status", "as of", "held since", "home area", "occupation",
        "page", "case sheet",
    )  # fmt: skip
    rows = (
        (
            each.reference, each.name, each.native_name.text if each.native_name else "", each.status, each.as_of,
            each.held_since, each.home, each.occupation, each.page, sheets.get(each.reference, ""),
        )
        for each in people
    )  # fmt: skip
    return csv_lines(header, rows, for_spreadsheets=True)


def people_data(
    petition: Petition, people: list[Person], sheets: Mapping[str, str]
) -> dict[str, Any]:
    """For the template "people"."""
    return base_data(petition) | {
        "title": _("The people for whom we write"),
        "lead": _("%(title)s. As of %(date)s.") % {"title": petition.title, "date": today()},
        "header": [_("Reference"), _("Name"), _("Last known status"), _("Held since"), _("Home area")],
        "rows": [_row(person) for person in people[:MAX_LISTED]],
        "notes": _notes(people, sheets),
    }  # fmt: skip


def _row(person: Person) -> dict[str, Any]:
    native = person.native_name
    return {
        "reference": person.reference,
        "name": person.name,
        "native": native and name_data(native),
        "status": ", ".join(filter(None, [person.status, person.as_of])),
        "since": person.held_since,
        "home": person.home,
    }


def _notes(people: list[Person], sheets: Mapping[str, str]) -> list[str]:
    """What the list or the folder of case sheets leaves out."""
    numbers = {
        "all": grouped(len(people)),
        "sheets": grouped(len(sheets)),
        "listed": grouped(MAX_LISTED),
    }
    notes = []
    if len(people) > MAX_LISTED:
        notes.append(
            _("This list has the first %(listed)s of %(all)s people. people.csv has everyone.")
        )
    if len(sheets) < len(people):
        notes.append(
            _(
                "There are case sheets for %(sheets)s of %(all)s people. The page of each person has the others."
            )
        )
    return [note % numbers for note in notes]


def readme_lines(people: list[Person], sheets: Mapping[str, str]) -> list[str]:
    if not people:
        return []
    return [
        _("people.pdf, people.csv: the people for whom the letter is written"),
        *(
            [_("%(folder)s: a case sheet for each of them") % {"folder": f"{SHEETS_FOLDER}/"}]
            if sheets
            else []
        ),
        *_notes(people, sheets),
    ]
