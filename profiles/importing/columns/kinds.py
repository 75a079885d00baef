"""What kind of value each column holds: dates, several values, words of a vocabulary. By the key of its target."""

import re
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from profiles.importing.columns import values
from profiles.importing.columns.values import Lookups
from profiles.importing.dates import reading
from profiles.models import vocabulary as words
from profiles.models.vocabulary import EventKind
from profiles.names.folding import fold
from profiles.names.scripts import languages_of

# --- Dates -------------------------------------------------------------------------------------------------

EVENTS = frozenset({"last_contact", *(f"event_{kind}" for kind in EventKind)})
DATES = EVENTS | {"birth", "status_as_of", "verdict_date", "release_due", "last_verified"}


def earliest_day(target: str) -> date:
    """The earliest day that makes sense in such a column."""
    return reading.EARLIEST if target == "birth" else reading.EARLIEST_EVENT


# --- Several values ----------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def _are_names(parts: list[str], separator: str) -> bool:
    return separator not in {"blank", "slash"} and all(
        len(part) < 100 and languages_of(part.strip()) for part in parts
    )


def _are_one_persons_names(parts: list[str], separator: str) -> bool:
    """“Aigul, Aygul” are two spellings, and “Misal, Aygul” is a name with the family first."""
    if separator != "comma":
        return _are_names(parts, separator)
    return _are_names(parts, separator) and all(
        SequenceMatcher(None, fold(parts[0]), fold(part)).ratio() >= 0.6 for part in parts[1:]
    )


def _are_sources(parts: list[str], separator: str) -> bool:
    """Titles have commas and blanks in them; addresses do not."""
    if separator in {"comma", "blank"}:
        return all(_ADDRESS.fullmatch(part) for part in parts)
    return separator != "slash"


def _are_dates(parts: list[str], separator: str) -> bool:
    if separator in {"slash", "blank"}:
        return False
    try:
        return all(reading.rewrite(part, order="day") for part in parts)
    except ValidationError:
        return False


def _are_numbers(parts: list[str], separator: str) -> bool:
    return separator != "blank" and all(":" in part for part in parts)


def _are_reasons(parts: list[str], separator: str) -> bool:
    if separator == "comma":
        return all(values.find_choice(part.partition(":")[0], words.ReasonKind) for part in parts)
    return separator not in {"slash", "blank"}


# For columns with several values a cell: whether these parts of a cell, which a separator made, are such values.
SEVERAL: dict[str, Callable[[list[str], str], bool]] = {
    **dict.fromkeys(("name", "name_ug_arab", "name_zh", "name_kk_cyrl"), _are_one_persons_names),
    **dict.fromkeys(("other_names", "hidden_names"), _are_names),
    **dict.fromkeys(("sources", "status_source"), _are_sources),
    **dict.fromkeys(EVENTS, _are_dates),
    "external_ids": _are_numbers,
    "reason_suspected": _are_reasons,
}

# --- Words of a vocabulary ---------------------------------------------------------------------------------

VOCABULARIES: dict[str, type[TextChoices]] = {
    "gender": words.Gender,
    "status": words.Status,
    "status_confidence": words.Confidence,
    "occupation_group": words.OccupationGroup,
    "charge_language": words.NameLanguage,
    "charge_kind": words.ChargeKind,
    "trial": words.TrialKind,
    "sentence": words.SentenceKind,
    "reason_suspected": words.ReasonKind,
    "source_kind": words.SourceKind,
}
_PLACES = {"home_place", "status_place", "last_contact_place"}
WITH_WORDS = frozenset({*VOCABULARIES, *_PLACES, "ethnicity"})


def choices_of(target: str, lookups: Lookups) -> list[tuple[str, str]]:
    """The codes and labels from which staff choose for a word that we do not know."""
    if target in VOCABULARIES:
        return [(code, str(label)) for code, label in VOCABULARIES[target].choices]
    if target == "ethnicity":
        found = {(each.code, str(each)) for each in lookups.ethnicities.values()}
    else:
        found = {(place.code, str(place)) for place in lookups.places.places.values()}
    return sorted(found, key=lambda choice: choice[1])
