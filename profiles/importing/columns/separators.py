"""What divides several values in one cell. It is guessed for each column, shown with its evidence, and staff can set it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from profiles.importing.columns import values

BAR, ONE_VALUE = "bar", "one"
SEPARATORS = {
    ONE_VALUE: lazy("Nothing: one value a cell"),
    BAR: lazy("Upright line |"),
    "lines": lazy("Line break"),
    "semicolon": lazy("Semicolon ;"),
    "comma": lazy("Comma ,"),
    "slash": lazy("Slash /"),
    "blank": lazy("Blank"),
}
_PATTERNS = {
    "lines": re.compile(r"\s*[\r\n]+\s*"),
    # A line break divides values as well, wherever something else does.
    "semicolon": re.compile(r"\s*[;；؛\r\n]+\s*"),
    "comma": re.compile(r"\s*[,，、،\r\n]+(?=\s|[^\d\s]|$)\s*"),
    "slash": re.compile(r"\s*(?:(?<![:/])/(?!/)|／|[\r\n])\s*"),
    "blank": re.compile(r"\s+"),
}
# In the order in which they are tried. Of two that divide as many cells the first is taken.
_ORDER = (BAR, "lines", "semicolon", "slash", "comma", "blank")


@dataclass(frozen=True, slots=True)
class Evidence:
    """guess: a key of SEPARATORS. number: the cells that it divides. example: one of them."""

    guess: str = ""
    number: int = 0
    example: str = ""


def split(cell: str, separator: str) -> list[str]:
    """separator: empty for that of our own files. Raises ValidationError if there are too many."""
    if separator in {"", BAR}:
        return values.split_values(cell)
    if separator == ONE_VALUE:
        return [cell]
    return [part for part in _PATTERNS[separator].split(cell.strip()) if part.strip(" ,;")]


def joined(cell: str, separator: str) -> str:
    """The cell as our own files would write it, with | between its values."""
    return cell if separator in {"", BAR} else csv.join_values(split(cell, separator))


def guess(cells: Iterable[str], fits: Callable[[list[str], str], bool]) -> Evidence:
    """fits: whether these parts, which this separator made of a cell, are values of the column."""
    cells = list(cells)
    best = Evidence()
    for separator in _ORDER:
        divided = [cell for cell in cells if _divides(cell, separator)]
        good = [cell for cell in divided if fits(split(cell, separator), separator)]
        # In a column where it mostly divides something else, it is a part of the values.
        if len(good) > best.number and 2 * len(good) >= len(divided):
            best = Evidence(separator, len(good), good[0])
    return best


def might_divide(cell: str) -> bool:
    return any(_divides(cell, separator) for separator in _ORDER if separator != "blank")


def _divides(cell: str, separator: str) -> bool:
    if separator == BAR:
        return (
            "|" in cell
            and 1 < cell.count("|") + 1 <= values.MAX_VALUES
            and len(values.split_values(cell)) > 1
        )
    return len(split(cell, separator)) > 1
