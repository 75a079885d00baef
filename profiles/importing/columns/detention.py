"""Columns about the law and what is behind it: one case, and the suspected reasons."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from profiles.importing.columns import targets, values
from profiles.importing.columns.lexicon import Lexicon
from profiles.importing.columns.says import Part, Says
from profiles.importing.columns.targets import Label, Target, from_one, of_one, shown
from profiles.models import Detainee
from profiles.models import vocabulary as words
from profiles.models.vocabulary import ReasonKind, SentenceKind

CASE = lazy("Charge and sentence")
_TERM = re.compile(
    r"(?:(\d{1,2}) ?(?:years?|yrs?|y|年))?(?:,| and)? ?(?:(\d{1,2}) ?(?:months?|mos?|m|个月))?"
)
_MOST_MONTHS = 1200


def _sentence(cell: str, _lexicon: Lexicon) -> tuple[str, None]:
    """Its kind, or how long a term is; the months themselves are read by the column of that name."""
    return values.choice(cell, SentenceKind), None


def _months(cell: str, _lexicon: Lexicon) -> tuple[int, None]:
    """180, or 15 years, or 15 years and 11 months."""
    cell = values.line(cell, values.LONGEST_TERM)
    if cell.isascii() and cell.isdigit() and int(cell) <= _MOST_MONTHS:
        return int(cell), None
    match = _TERM.fullmatch(cell.casefold())
    if match and any(match.groups()):
        return 12 * int(match[1] or 0) + int(match[2] or 0), None
    raise ValidationError(_("It is not understood as a number of months or years."))


def _read_sentence(says: Says, cell: str, lexicon: Lexicon) -> None:
    """“Life in prison” is a kind; “15 years” is a term of so many months."""
    cell = values.line(cell, values.LONGEST_TERM)
    case = says.gathered.setdefault("legal_cases", {})
    if kind := values.known_choice(cell, SentenceKind):
        case.setdefault("sentence", kind)
    else:
        case["sentence_months"], _hint = _months(
            re.sub(r"\s*(in|of) (prison|imprisonment)$", "", cell), lexicon
        )
        case.setdefault("sentence", SentenceKind.FIXED)


def _read_reasons(says: Says, cell: str, _lexicon: Lexicon) -> None:
    """travel: Visited Turkey|relatives_abroad, or in words alone."""
    parts = []
    for each in values.split(cell):
        head, colon, rest = each.partition(":")
        kind = values.known_choice(head, ReasonKind)
        if kind is None:
            kind, rest = ReasonKind.OTHER, each
        elif not colon:
            rest = ""
        known_by = {"kind": kind, "description": values.line(rest, 400)}
        parts.append(Part("reasons", known_by))
    for part in parts:
        says.add(part)


def _write_reasons(person: Detainee) -> str:
    return csv.join_values(
        f"{reason.kind}: {reason.description}" if reason.description else reason.kind
        for reason in shown(person, "reasons")
    )


def finish(says: Says) -> None:
    """The case with this charge; where none is given, whichever the person has."""
    case = says.gathered.get("legal_cases")
    if not case:
        return
    if case.get("charge_original") and not case.get("charge_language"):
        says.note_unused(
            {"charge_original": case.pop("charge_original")},
            _("Original words need their language."),
        )
    if "sentence" in case and case["sentence"] not in words.TERMS:
        if case.get("sentence_months"):
            months = {"sentence_months": case["sentence_months"]}
            says.note_unused(months, _("Only a term has a number of months."))
        case["sentence_months"] = None
    elif case.get("sentence_months"):
        case.setdefault("sentence", SentenceKind.FIXED)
    charge = {"official_charge": case.pop("official_charge")} if "official_charge" in case else {}
    says.add(Part("legal_cases", charge, more=case))


def _case(key: str, label: Label, field: str, value: targets.Value) -> Target:
    return Target(
        key, label, CASE, of_one("legal_cases", field, value), from_one("legal_cases", field)
    )


TARGETS = (
    _case("charge_official", lazy("Official charge"), "official_charge", targets.line(300)),
    _case("charge_original", lazy("Official charge in the original words"), "charge_original", targets.line(300)),
    _case("charge_language", lazy("Language of the original words"), "charge_language", targets.choice(words.NameLanguage)),
    _case("charge_kind", lazy("Kind of charge"), "charge_kind", targets.choice(words.ChargeKind)),
    _case("law_article", lazy("Article of the law"), "law_article", targets.line(120)),
    _case("court", lazy("Court"), "court", targets.line(160)),
    _case("trial", lazy("Trial"), "trial", targets.choice(words.TrialKind)),
    _case("verdict_date", lazy("Verdict: date"), "verdict_on", targets.when),
    Target("sentence", lazy("Sentence: its kind, or how long"), CASE, _read_sentence, from_one("legal_cases", "sentence")),
    _case("sentence_months", lazy("Sentence: months"), "sentence_months", _months),
    _case("release_due", lazy("Release due: date"), "release_due", targets.when),
    Target("reason_suspected", lazy("Suspected reasons, divided by |"), CASE, _read_reasons, _write_reasons),
)  # fmt: skip
