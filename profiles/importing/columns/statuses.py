"""A status in one cell, alone or with its place: “Prison, Kucha”, “Orphan camp”, “Kucha prison”, “库车监狱”."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from profiles.importing.columns import synonyms, values
from profiles.importing.columns.targets import ParsedRow
from profiles.importing.columns.values import CellWarning, Lookups, word_key
from profiles.models.places import Place
from profiles.models.vocabulary import Status

MAX_LENGTH = 300
# What may stand between a status and a place. At a blank alone, the rest must be a place that we know.
_DIVIDERS = re.compile(
    r"\s*[,;/|:·()\[\]،؛、，；：（）\n]\s*|\s+[-–—]\s+|\s+(?:in|at|near|of|в|во)\s+", re.IGNORECASE
)
_BLANKS = re.compile(r"\s+")
_EDGES = " \t\r\n,;/|:·()[]،؛、，；：（）.\"“”„«»'‘’-–—"
_DOUBTS = frozenset(
    word
    for known in synonyms.load_words("doubt").get("doubt", {}).values()
    for word in map(word_key, known)
)


def parse_status(parsed: ParsedRow, cell: str, lookups: Lookups) -> CellWarning | None:
    """Set the status of the row's claim, and its place if the cell names one. Raises ValidationError."""
    cell = values.clean_line(cell, MAX_LENGTH)
    status, rest = split_status(cell, lookups)
    claim = parsed.groups.setdefault("claims", {})
    if claim.setdefault("status", status) != status:
        raise ValidationError(_("Another column has said something else."))
    if not rest:
        # “Jail” and “detention centre” say more than “detained”.
        is_loose = status == Status.UNKNOWN_PLACE and word_key(cell) not in _exact_words()
        return _taken_as(str(status.label)) if is_loose else None
    try:
        place, is_exact = lookups.find_place(rest)
    except ValidationError:
        return _taken_as(str(status.label))
    if claim.setdefault("place", place) != place:
        return _taken_as(str(status.label))
    return None if is_exact else _taken_as(_name_both(status, place))


def _taken_as(words: str) -> CellWarning:
    return CellWarning(_("Taken as “%s”.") % words, note_cell=True)


def _name_both(status: Status, place: Place) -> str:
    return f"{status.label}, {place}"


def _exact_words() -> set[str]:
    return {word_key(Status.UNKNOWN_PLACE.label), word_key(Status.UNKNOWN_PLACE.value), "detained"}


def split_status(cell: str, lookups: Lookups) -> tuple[Status, str]:
    """Return the status, and the other words of the cell. Raises ValidationError if it has no status, or several."""
    if found := values.find_choice(cell, Status):
        return Status(found), ""
    for status, rest in _halves(cell, _DIVIDERS):
        if not _says_more(rest) or _is_place(rest, lookups):
            return status, rest
    for status, rest in (*_halves(cell, _BLANKS), *_joined(cell)):
        if _is_place(rest, lookups):
            return status, rest
    raise ValidationError(_("“%s” is none of the words that we use.") % cell)


def _halves(cell: str, divider: re.Pattern[str]) -> list[tuple[Status, str]]:
    """Every way to cut the cell into a status and other words, the longest status first."""
    found = []
    for cut in divider.finditer(cell):
        left, right = _stripped(cell[: cut.start()]), _stripped(cell[cut.end() :])
        for words, rest in ((left, right), (right, left)):
            if status := values.find_choice(words, Status):
                found.append((len(words), Status(status), rest))
    found.sort(key=lambda each: -each[0])
    return [(status, rest) for _length, status, rest in found]


def _joined(cell: str) -> list[tuple[Status, str]]:
    """Chinese puts no blank between the place and the status: 库车监狱."""
    found = []
    for at in range(1, len(cell)):
        if "\u4e00" <= cell[at] <= "\u9fff" and (status := values.find_choice(cell[at:], Status)):
            found.append((Status(status), _stripped(cell[:at])))
    return found


def _stripped(words: str) -> str:
    """Without signs at its ends; the brackets of “Ghulja (Yining)” stay."""
    plain = words.strip(_EDGES)
    return f"{plain})" if plain.count("(") > plain.count(")") else plain


def _is_place(words: str, lookups: Lookups) -> bool:
    if len(words) > values.MAX_PLACE_LENGTH:
        return False
    return lookups.places.find(words) is not None


def _says_more(rest: str) -> bool:
    """Whether the rest has another status, or takes the first one back: “Prison, released in 2019”, “camp (until 2018)”."""
    if "?" in rest or "？" in rest or "؟" in rest:
        return True
    words = word_key(rest).split()
    return any(
        (part := " ".join(words[begin:end])) in _DOUBTS or values.find_choice(part, Status)
        for begin in range(len(words))
        for end in range(begin + 1, min(begin + 5, len(words)) + 1)
    )
