"""The annex to the letter: the people for whom it is written, as a list and with a case sheet for each.

It is made from public profiles alone, so it says no more than their pages do. The sheets are bounded in number and time.
Whoever gets none is in the list all the same, with the address of the page.
"""

import csv
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from campaign.text.csv import csv_lines
from campaign.web import file_cache
from petitions.handover.dossier_documents import base_data, grouped, today
from petitions.models import Petition
from profiles.documents import case_sheet, name_data, sheet_facts
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.parts import PublicName
from profiles.public.profile import PublicProfile

SHEETS_FOLDER = "case-sheets"
MAX_SHEETS = 500
SECONDS = 900  # for all sheets; one takes about half a second
MAX_LISTED = 2_000  # people in the PDF; the CSV has all of them
READ_AT_ONCE = 100

# The digests of what is printed of each person, by reference: of the line of the list, and of the sheet if there is one.
type Printed = Mapping[str, list[str]]


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

    @property
    def digest(self) -> str:
        return file_cache.digest(asdict(self))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case sheet. digest: of what it says of the person."""

    reference: str
    name: str
    content: bytes
    digest: str


def read_people(petition: Petition) -> list[Person]:
    """The public people of the letter, in the active language."""
    ids = list(petition.public_people().order_by("pk").values_list("pk", flat=True))
    return [Person.from_profile(person) for person in _profiles(ids)]


def _profiles(ids: list[int]) -> Iterator[PublicProfile]:
    people = Detainee.objects.published().for_story().order_by("pk")
    for start in range(0, len(ids), READ_AT_ONCE):
        for detainee in people.filter(pk__in=ids[start : start + READ_AT_ONCE]):
            yield PublicProfile(detainee)


def case_sheets(people: list[Person]) -> Iterator[Sheet]:
    """The sheets of the first people.

    Each person is read anew, so no sheet is made of someone who was withdrawn meanwhile. A sheet that cannot be
    rendered is left out, and logged.
    """
    end = time.monotonic() + SECONDS
    for person in people[:MAX_SHEETS]:
        if time.monotonic() > end:
            return
        for public in _profiles([parse_reference(person.reference) or 0]):
            if content := case_sheet(public).file_or_none():
                name = f"{SHEETS_FOLDER}/{person.reference}.pdf"
                yield Sheet(person.reference, name, content, _sheet_digest(public))


def _sheet_digest(person: PublicProfile) -> str:
    return file_cache.digest(sheet_facts(person))


def changed(printed: Printed) -> list[str]:
    """The references of those who are not public any more, or of whom something else would be printed now."""
    public = _profiles([parse_reference(reference) or 0 for reference in printed])
    same = {each.reference for each in public if _is_same(each, printed[each.reference])}
    return [reference for reference in printed if reference not in same]


def _is_same(person: PublicProfile, digests: list[str]) -> bool:
    now = [Person.from_profile(person).digest]
    if len(digests) > 1:
        now.append(_sheet_digest(person))
    return now == digests


def references_in(content: bytes) -> list[str]:
    """The references in a file of `people_csv`."""
    rows = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    return [row["reference"] for row in rows]


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
