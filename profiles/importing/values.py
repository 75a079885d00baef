"""One cell as a value: text, date, a word of the vocabulary, a place.

Each raises ValidationError, in words for staff, on what it does not understand; the cell then goes into
the staff notes as it stands.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.text import clean, partial_dates
from campaign.text.partial_dates import PartialDate
from profiles.importing import synonyms


@dataclass(frozen=True, slots=True)
class Hint:
    """What staff should know of a cell. keep: it says more than was taken, so it goes to the notes too."""

    words: str
    keep: bool = False


# A sheet from outside may hold a cell of 100,000 blanks, over which an expression that tries every way to
# divide it would take days: what is taken apart is bounded first (`line`, `split`).
MOST_IN_A_CELL = 200
LONGEST_PLACE, LONGEST_TERM = 200, 60

NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null", "nil", "unknown", "not known", "?"}


def says_nothing(cell: str) -> bool:
    return cell.casefold().rstrip(".") in NOTHING


# --- Texts -------------------------------------------------------------------------------------------------


def line(cell: str, longest: int) -> str:
    return _short(_clean(" ".join(cell.split())), longest)


def paragraphs(cell: str, longest: int | None) -> str:
    return _short(_clean(cell), longest)


def _clean(cell: str) -> str:
    """Word processors leave letters that nobody sees, soft hyphens and the like; they are left out."""
    try:
        return clean.clean_paragraph(cell)
    except ValidationError:
        seen = "".join(
            c
            for c in cell
            if c in "\r\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn"}
        )
        return clean.clean_paragraph(seen.replace("\t", " "))


def _short(value: str, longest: int | None) -> str:
    if longest is not None and len(value) > longest:
        raise ValidationError(
            _("It has %(length)d letters; %(longest)d fit."),
            params={"length": len(value), "longest": longest},
        )
    return value


def split(cell: str) -> list[str]:
    r"""The values of a cell that may hold several, divided by |; \| is an upright line itself."""
    parts = re.split(r"(?<!\\)((?:\\\\)*)\|", cell)
    whole = [a + b for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    found = [re.sub(r"\\([\\|])", r"\1", part).strip() for part in whole if part.strip()]
    if len(found) > MOST_IN_A_CELL:
        raise ValidationError(
            _("There are %(number)d values in it; %(most)d fit."),
            params={"number": len(found), "most": MOST_IN_A_CELL},
        )
    return found


# --- Dates -------------------------------------------------------------------------------------------------

_Y_M_D = re.compile(r"(\d{4})[ ./-](\d{1,2})[ ./-](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?", re.ASCII)
_D_M_Y = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_FROM_TO = re.compile(r"(\d{4}[\d ./-]*)[:~](\d{4}[\d ./-]*)", re.ASCII)
_MANGLED = re.compile(r"[a-z]{3}-\d{2}", re.ASCII | re.IGNORECASE)


def when(cell: str) -> PartialDate:
    words = _as_words(cell)
    try:
        return partial_dates.parse(words)
    except ValueError:
        raise ValidationError(_("It is not understood as a date.")) from None


def doubt(cell: str) -> Hint | None:
    """Mar-17 is what spreadsheets make of “March 2017”, and of the 17th of March."""
    if not _MANGLED.fullmatch(cell):
        return None
    return Hint(
        _("“%(cell)s” is taken as %(date)s; a spreadsheet may have made it of a day. Please check.")
        % {"cell": cell, "date": when(cell)}
    )


def _as_words(cell: str) -> str:
    """Other programs' ways of writing a date in figures, as ours."""
    if match := _FROM_TO.fullmatch(cell):
        return f"{_as_words(match[1].strip())} to {_as_words(match[2].strip())}"
    if match := _Y_M_D.fullmatch(cell):
        return f"{match[1]}-{match[2]}-{match[3]}"
    # Day or month first? Only a number over twelve tells.
    if (match := _D_M_Y.fullmatch(cell)) and (int(match[1]) > 12) != (int(match[2]) > 12):
        day, month = sorted((match[1], match[2]), key=int, reverse=True)
        return f"{match[3]}-{month}-{day}"
    return cell


# --- Words of the vocabulary -------------------------------------------------------------------------------


def choice(cell: str, choices: type[TextChoices]) -> str:
    """By its code, its label, or another word for it."""
    found = known_choice(cell, choices)
    if found is None:
        raise ValidationError(_("“%s” is none of the words that we use.") % cell)
    return found


def known_choice(cell: str, choices: type[TextChoices]) -> str | None:
    found = _words_for(choices).get(word_key(cell))
    return None if found is None else choices(found)


@cache
def _words_for(choices: type[TextChoices]) -> dict[str, str]:
    with translation.override("en"):
        labels = {word_key(str(label)): value for value, label in choices.choices}
    others = {
        word_key(word): value for word, value in synonyms.OF.get(choices.__name__, {}).items()
    }
    return others | labels | {word_key(value): value for value in choices.values}


def word_key(words: StrOrPromise) -> str:
    plain = unicodedata.normalize("NFKC", str(words)).casefold()
    return " ".join(re.sub(r"[\s_/.,;-]+", " ", plain).split())
