"""Columns about the detention: its status, its events, one legal case, and the suspected reasons."""

import re

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from profiles.importing.columns import targets, values
from profiles.importing.columns.statuses import parse_status
from profiles.importing.columns.targets import (
    CellParser,
    CellWriter,
    Label,
    ParsedRow,
    Part,
    Target,
    from_first,
    into_group,
    public_rows,
)
from profiles.importing.columns.values import CellWarning, Lookups
from profiles.models import Detainee, Event
from profiles.models import vocabulary as words
from profiles.models.vocabulary import EventKind, ReasonKind, SentenceKind

STATUS, EVENTS, CASE = lazy("Status"), lazy("What happened"), lazy("Charge and sentence")

# Fields of a claim by which it is not recognised as the same one.
_CLAIM_VALUES = ("confidence", "note")
_TERM = re.compile(
    r"(?:(\d{1,2}) ?(?:years?|yrs?|y|年))?(?:,| and)? ?(?:(\d{1,2}) ?(?:months?|mos?|m|个月))?"
)
_MAX_MONTHS = 1200


# --- Events: the dates of each kind, divided by | ----------------------------------------------------------


def _event_parser(kind: EventKind) -> CellParser:
    def parse(parsed: ParsedRow, cell: str, _lookups: Lookups) -> CellWarning | None:
        dates = values.split_values(cell)
        parts = [Part("events", {"kind": kind, "when": values.parse_date(each)}) for each in dates]
        warnings = [values.date_warning(each) for each in dates]
        for part in parts:
            parsed.add(part)
        return next(filter(None, warnings), None)

    return parse


def _event_writer(kind: EventKind) -> CellWriter:
    return lambda person: csv.join_values(
        event.when.text for event in _events(person, kind) if event.when
    )


def _events(person: Detainee, kind: EventKind) -> list[Event]:
    return [event for event in public_rows(person, "events") if event.kind == kind]


def _write_contact_place(person: Detainee) -> str:
    first = next(iter(_events(person, EventKind.LAST_CONTACT)), None)
    return targets.to_cell(first.place) if first else ""


# --- The case ----------------------------------------------------------------------------------------------


def _parse_months(cell: str, _lookups: Lookups) -> tuple[int, None]:
    """Parse “180”, “15 years” or “15 years and 11 months”."""
    cell = values.clean_line(cell, values.MAX_TERM_LENGTH)
    if cell.isascii() and cell.isdigit() and int(cell) <= _MAX_MONTHS:
        return int(cell), None
    match = _TERM.fullmatch(cell.casefold())
    if match and any(match.groups()):
        return 12 * int(match[1] or 0) + int(match[2] or 0), None
    raise ValidationError(_("It is not understood as a number of months or years."))


def _parse_sentence(parsed: ParsedRow, cell: str, lookups: Lookups) -> None:
    """“Life in prison” is a kind of sentence; “15 years” is a fixed term of 180 months."""
    cell = values.clean_line(cell, values.MAX_TERM_LENGTH)
    case = parsed.groups.setdefault("legal_cases", {})
    if kind := values.find_choice(cell, SentenceKind):
        case.setdefault("sentence", kind)
    else:
        case["sentence_months"], _warning = _parse_months(
            re.sub(r"\s*(in|of) (prison|imprisonment)$", "", cell), lookups
        )
        case.setdefault("sentence", SentenceKind.FIXED)


# --- Suspected reasons -------------------------------------------------------------------------------------


def _parse_reasons(parsed: ParsedRow, cell: str, _lookups: Lookups) -> None:
    """Parse “travel: Visited Turkey|relatives_abroad”, or free text."""
    parts = []
    for each in values.split_values(cell):
        head, colon, rest = each.partition(":")
        kind = values.find_choice(head, ReasonKind)
        if kind is None:
            kind, rest = ReasonKind.OTHER, each
        elif not colon:
            rest = ""
        description = values.clean_line(rest, 400)
        parts.append(Part("reasons", {"kind": kind, "description": description}))
    for part in parts:
        parsed.add(part)


def _write_reasons(person: Detainee) -> str:
    return csv.join_values(
        f"{reason.kind}: {reason.description}" if reason.description else reason.kind
        for reason in public_rows(person, "reasons")
    )


# --- When all columns have been parsed ---------------------------------------------------------------------


def finish(parsed: ParsedRow) -> None:
    """Make parts of the claim, the last contact and the case that several columns describe."""
    _finish_claim(parsed)
    _finish_last_contact(parsed)
    _finish_case(parsed)


def _finish_claim(parsed: ParsedRow) -> None:
    claim = parsed.groups.get("claims", {})
    if "status" in claim:
        other = {name: claim.pop(name) for name in _CLAIM_VALUES if name in claim}
        parsed.add(Part("claims", claim, values=other))
    elif claim:
        parsed.note_unused(claim, _("It does not say of which status its date, place or note is."))


def _finish_last_contact(parsed: ParsedRow) -> None:
    place = parsed.groups.get("last_contact", {}).get("place")
    if not place:
        return
    contacts = (p for p in parsed.parts if p.match_on.get("kind") == EventKind.LAST_CONTACT)
    if first := next(contacts, None):
        first.values["place"] = place
    else:
        match_on = {"kind": EventKind.LAST_CONTACT, "when": values.parse_date("")}
        parsed.add(Part("events", match_on, values={"place": place}))


def _finish_case(parsed: ParsedRow) -> None:
    """Match the case with this charge; without a charge, any case of the person."""
    case = parsed.groups.get("legal_cases")
    if not case:
        return
    if case.get("charge_original") and not case.get("charge_language"):
        parsed.note_unused(
            {"charge_original": case.pop("charge_original")},
            _("Original words need their language."),
        )
    if "sentence" in case and case["sentence"] not in words.TERMS:
        if case.get("sentence_months"):
            months = {"sentence_months": case["sentence_months"]}
            parsed.note_unused(months, _("Only a term has a number of months."))
        case["sentence_months"] = None
    elif case.get("sentence_months"):
        case.setdefault("sentence", SentenceKind.FIXED)
    charge = {"official_charge": case.pop("official_charge")} if "official_charge" in case else {}
    parsed.add(Part("legal_cases", charge, values=case))


# --- The columns -------------------------------------------------------------------------------------------


def _claim(key: str, label: Label, field: str, parse: targets.ValueParser) -> Target:
    return Target(
        key, label, STATUS, into_group("claims", field, parse), from_first("claims", field)
    )


def _event(kind: EventKind) -> Target:
    key = "last_contact" if kind == EventKind.LAST_CONTACT else f"event_{kind}"
    label = format_lazy("{}: {}", kind.label, lazy("date"))
    return Target(key, label, EVENTS, _event_parser(kind), _event_writer(kind))


def _case(key: str, label: Label, field: str, parse: targets.ValueParser) -> Target:
    return Target(
        key, label, CASE, into_group("legal_cases", field, parse), from_first("legal_cases", field)
    )


TARGETS = (
    Target("status", lazy("Status, with or without its place"), STATUS, parse_status, from_first("claims", "status"),
           accepts_unknown=True),
    _claim("status_as_of", lazy("Status: as of, date"), "as_of", targets.partial_date),
    _claim("status_place", lazy("Status: place"), "place", targets.place),
    _claim("status_confidence", lazy("Status: confidence"), "confidence", targets.choice(words.Confidence)),
    _claim("status_note", lazy("Status: note"), "note", targets.line(300)),
    *(_event(kind) for kind in EventKind),
    Target("last_contact_place", lazy("Last contact: place"), EVENTS,
           into_group("last_contact", "place", targets.place), _write_contact_place),
    _case("charge_official", lazy("Official charge"), "official_charge", targets.line(300)),
    _case("charge_original", lazy("Official charge in the original words"), "charge_original", targets.line(300)),
    _case("charge_language", lazy("Language of the original words"), "charge_language", targets.choice(words.NameLanguage)),
    _case("charge_kind", lazy("Kind of charge"), "charge_kind", targets.choice(words.ChargeKind)),
    _case("law_article", lazy("Article of the law"), "law_article", targets.line(120)),
    _case("court", lazy("Court"), "court", targets.line(160)),
    _case("trial", lazy("Trial"), "trial", targets.choice(words.TrialKind)),
    _case("verdict_date", lazy("Verdict: date"), "verdict_on", targets.partial_date),
    Target("sentence", lazy("Sentence: its kind, or how long"), CASE, _parse_sentence, from_first("legal_cases", "sentence")),
    _case("sentence_months", lazy("Sentence: months"), "sentence_months", _parse_months),
    _case("release_due", lazy("Release due: date"), "release_due", targets.partial_date),
    Target("reason_suspected", lazy("Suspected reasons, divided by |"), CASE, _parse_reasons, _write_reasons),
)  # fmt: skip
