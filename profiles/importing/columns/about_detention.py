"""Columns about what happened: the status that is claimed, and the events."""

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from profiles.importing.columns import targets, values
from profiles.importing.columns.lexicon import Lexicon
from profiles.importing.columns.says import Part, Says
from profiles.importing.columns.targets import Label, Read, Target, Write, from_one, of_one, shown
from profiles.importing.columns.values import Hint
from profiles.models import Detainee, Event
from profiles.models import vocabulary as words
from profiles.models.vocabulary import EventKind

STATUS, EVENTS = lazy("Status"), lazy("What happened")
_BESIDE_THE_CLAIM = ("confidence", "note")


# --- Events: the dates of each kind, divided by | ----------------------------------------------------------


def _read_dates(kind: EventKind) -> Read:
    def read(says: Says, cell: str, _lexicon: Lexicon) -> Hint | None:
        found = [(values.when(each), values.doubt(each)) for each in values.split(cell)]
        for when, _doubt in found:
            says.add(Part("events", {"kind": kind, "when": when}))
        return next((doubt for _when, doubt in found if doubt), None)

    return read


def _write_dates(kind: EventKind) -> Write:
    return lambda person: csv.join_values(
        event.when.text for event in _events(person, kind) if event.when
    )


def _events(person: Detainee, kind: EventKind) -> list[Event]:
    return [event for event in shown(person, "events") if event.kind == kind]


def _write_contact_place(person: Detainee) -> str:
    first = next(iter(_events(person, EventKind.LAST_CONTACT)), None)
    return targets.written(first.place) if first else ""


def _event_target(kind: EventKind) -> Target:
    key = "last_contact" if kind == EventKind.LAST_CONTACT else f"event_{kind}"
    label = format_lazy("{}: {}", kind.label, lazy("date"))
    return Target(key, label, EVENTS, _read_dates(kind), _write_dates(kind))


# --- When all columns were read ----------------------------------------------------------------------------


def finish(says: Says) -> None:
    _finish_claim(says)
    if place := says.gathered.get("last_contact", {}).get("place"):
        contacts = (p for p in says.parts if p.known_by.get("kind") == EventKind.LAST_CONTACT)
        if first := next(contacts, None):
            first.more["place"] = place
        else:
            known_by = {"kind": EventKind.LAST_CONTACT, "when": values.when("")}
            says.add(Part("events", known_by, more={"place": place}))


def _finish_claim(says: Says) -> None:
    claim = says.gathered.get("claims", {})
    if "status" in claim:
        more = {name: claim.pop(name) for name in _BESIDE_THE_CLAIM if name in claim}
        says.add(Part("claims", claim, more=more))
    elif claim:
        says.note_unused(claim, _("It does not say of which status its date, place or note is."))


def _claim(key: str, label: Label, field: str, value: targets.Value, **options: bool) -> Target:
    return Target(
        key, label, STATUS, of_one("claims", field, value), from_one("claims", field), **options
    )


TARGETS = (
    _claim("status", lazy("Status"), "status", targets.choice(words.Status), hears_unknown=True),
    _claim("status_as_of", lazy("Status: as of, date"), "as_of", targets.when),
    _claim("status_place", lazy("Status: place"), "place", targets.place),
    _claim("status_confidence", lazy("Status: confidence"), "confidence", targets.choice(words.Confidence)),
    _claim("status_note", lazy("Status: note"), "note", targets.line(300)),
    *(_event_target(kind) for kind in EventKind),
    Target("last_contact_place", lazy("Last contact: place"), EVENTS,
           of_one("last_contact", "place", targets.place), _write_contact_place),
)  # fmt: skip
