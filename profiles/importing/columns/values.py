"""Parsers of one cell: text, date, word of a vocabulary, place, ethnicity.

Each raises ValidationError, in words for staff, for a cell that it does not understand. The cell then goes
unchanged into the staff notes.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from campaign.text import clean, partial_dates
from campaign.text.partial_dates import PartialDate
from profiles.importing.columns import synonyms
from profiles.models.places import Ethnicity, Place
from profiles.search.places import PlaceNames

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class CellWarning:
    """note_cell: the cell says more than its value, so it goes into the staff notes too."""

    message: str
    note_cell: bool = False


# A cell may hold 100,000 blanks. A regular expression that backtracks over them would run for days. So cells
# are bounded (`clean_line`, `split_values`) before an expression is applied to them.
MAX_VALUES = 200  # in one cell
MAX_PLACE_LENGTH, MAX_TERM_LENGTH = 200, 60

# With “#N/A” and the like, which spreadsheets show for a formula without a result.
EMPTY_WORDS = {
    "", "-", "–", "—", "--", "---", "n/a", "na", "n.a", "none", "null", "nil", "nan", "<na>", "?", "??", "???", "？", "؟", "无", "暂无", "нет",
    "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#n/a n/a", "#error!", "#getting_data", "#spill!", "#calc!",
    "#н/д", "#ссылка!", "#знач!", "#имя?", "#дел/0!", "#пусто!", "#число!", "#yok", "#bağ!", "#değer!", "#ad?", "#sayı/0!", "err:502",
}  # fmt: skip


def is_empty(cell: str) -> bool:
    """Whether the cell is blank, or only says that the value is unknown."""
    return cell.casefold().rstrip(".") in EMPTY_WORDS or says_unknown(cell)


def says_unknown(cell: str) -> bool:
    """Whether the cell is a word such as “unknown” or “неизвестно”."""
    return len(cell) < 30 and word_key(cell) in _unknown_words()


@cache
def _unknown_words() -> set[str]:
    known = synonyms.load_words("status")["unknown"].values()
    # “Unclear” is a date that we keep as it is written.
    return {word_key(word) for words in known for word in words} - {"unclear", "not clear"}


# --- Texts -------------------------------------------------------------------------------------------------


def clean_line(cell: str, max_length: int) -> str:
    return _bounded(_clean(" ".join(cell.split())), max_length)


def clean_paragraphs(cell: str, max_length: int | None) -> str:
    return _bounded(_clean(cell), max_length)


def _clean(cell: str) -> str:
    """Leave out the invisible characters of word processors, such as soft hyphens."""
    try:
        return clean.clean_paragraph(cell)
    except ValidationError:
        visible = "".join(
            c
            for c in cell
            if c in "\r\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn"}
        )
        return clean.clean_paragraph(visible.replace("\t", " "))


def _bounded(value: str, max_length: int | None) -> str:
    if max_length is not None and len(value) > max_length:
        raise ValidationError(
            _("It has %(length)d letters; %(longest)d fit."),
            params={"length": len(value), "longest": max_length},
        )
    return value


def split_values(cell: str) -> list[str]:
    r"""Split at |; \| is a literal |. The reverse of campaign.text.csv.join_values."""
    parts = re.split(r"(?<!\\)((?:\\\\)*)\|", cell)
    whole = [a + b for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    found = [re.sub(r"\\([\\|])", r"\1", part).strip() for part in whole if part.strip()]
    if len(found) > MAX_VALUES:
        raise ValidationError(
            _("There are %(number)d values in it; %(most)d fit."),
            params={"number": len(found), "most": MAX_VALUES},
        )
    return found


# --- Dates -------------------------------------------------------------------------------------------------

_MANGLED = re.compile(r"[a-z]{3}-\d{2}", re.ASCII | re.IGNORECASE)


def parse_date(words: str) -> PartialDate:
    """words: as `profiles.importing.dates` rewrote the cell."""
    try:
        return partial_dates.parse(words)
    except ValueError:
        raise ValidationError(_("It is not understood as a date.")) from None


def date_warning(cell: str) -> CellWarning | None:
    """Spreadsheets show both “March 2017” and the 17th of March as Mar-17."""
    if not _MANGLED.fullmatch(cell):
        return None
    return CellWarning(
        _("“%(cell)s” is taken as %(date)s; a spreadsheet may have made it of a day. Please check.")
        % {"cell": cell, "date": parse_date(cell)}
    )


# --- Words of a vocabulary ---------------------------------------------------------------------------------


def parse_choice(cell: str, choices: type[TextChoices]) -> str:
    """Find a choice by its code, its label or a synonym. Raises ValidationError if there is none."""
    found = find_choice(cell, choices)
    if found is None:
        raise ValidationError(_("“%s” is none of the words that we use.") % cell)
    return found


def find_choice(cell: str, choices: type[TextChoices]) -> str | None:
    found = _choices_by_word(choices).get(word_key(cell))
    return None if found is None else choices(found)


@cache
def _choices_by_word(choices: type[TextChoices]) -> dict[str, str]:
    """A code wins over a label, and a label over a synonym."""
    with translation.override("en"):
        labels = {word_key(str(label)): value for value, label in choices.choices}
    others = {
        word_key(word): value for word, value in synonyms.CHOICES.get(choices.__name__, {}).items()
    }
    return others | labels | {word_key(value): value for value in choices.values}


# Letters that files write in several ways: Persian and Arabic ones, and the Turkish i without a dot.
_SAME_LETTERS = str.maketrans("ىیکةەھہı", "ييكههههi", "ـ\"“”„«»'‘’ʼ`")


def word_key(words: "StrOrPromise") -> str:
    """What two ways of writing a word have in common: no marks, quotation marks, punctuation or capitals."""
    plain = unicodedata.normalize("NFKD", str(words).casefold().replace("\u200c", " "))
    letters = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(
        re.sub(r"[\s_/.,;:()\[\]،؛、，；：（）-]+", " ", letters.translate(_SAME_LETTERS)).split()
    )


# --- Places and ethnicities --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lookups:
    """The places and ethnicities of the database, by each of their names in any script."""

    places: PlaceNames
    ethnicities: dict[str, Ethnicity]

    @classmethod
    def load(cls) -> Self:
        return cls(
            places=PlaceNames.load(),
            ethnicities={
                word_key(name): ethnicity
                for ethnicity in Ethnicity.objects.all()
                for name in (
                    ethnicity.code,
                    ethnicity.name,
                    *synonyms.ETHNICITIES.get(ethnicity.code, ()),
                )
            },
        )

    def find_place(self, cell: str) -> tuple[Place, bool]:
        """Return the prefecture or city, and whether the cell says no more than that."""
        if found := self.places.find(cell):
            return found
        raise ValidationError(_("“%s” is no prefecture or city of the list.") % cell)

    def find_ethnicities(self, cell: str) -> list[Ethnicity]:
        """Return one or several, as of “Tatar/Uyghur”."""
        found = []
        for name in re.split(r"[|/,;&+、，；،؛\n]|\band\b", cell):
            ethnicity = self.ethnicities.get(word_key(name.split("(")[0]))
            if ethnicity is None:
                raise ValidationError(_("“%s” is none of the peoples of the list.") % name.strip())
            if ethnicity not in found:
                found.append(ethnicity)
        return found
