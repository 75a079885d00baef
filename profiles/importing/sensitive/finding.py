"""Finds identity numbers, phone numbers and email addresses in cells and columns.

A column of them is imported only into an encrypted field, unless staff say that they are something else.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from profiles.importing.sensitive import dates, id_numbers, phone_numbers, words


class Kind(TextChoices):
    ID_NUMBER = "id_number", _("identity numbers")
    EMAIL = "email", _("email addresses")
    PHONE = "phone", _("phone numbers")


_EMAIL = re.compile(r"[^\s@,;:<>()\"']{1,64}@[^\s@,;:<>()\"']{1,253}\.[^\W\d_]{2,}")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_FIVE_DIGITS = re.compile(r"(?:\d\D{0,3}){4}\d|\de\+?\d", re.IGNORECASE)
_RARE = 20  # one phone number in so many cells does not make a column of phone numbers


def classify_cell(cell: str, heading: str = "") -> Kind | None:
    """Return the kind of a cell that holds nothing else.

    heading: of its column. Below “Телефон” five digits are a phone number.
    """
    text = plain(cell).strip()
    if id_numbers.is_id_number(text) or (len(text) < 40 and _is_number(text) and _found_id(text)):
        return Kind.ID_NUMBER
    if _EMAIL.fullmatch(text.removeprefix("mailto:")):
        return Kind.EMAIL
    if phone_numbers.is_phone_number(text):
        return Kind.PHONE
    return _kind_by_heading(text, heading)


def find_in_cell(cell: str, heading: str = "") -> Kind | None:
    """Return the kind that occurs anywhere in the cell."""
    if "@" not in cell and not _FIVE_DIGITS.search(cell) and cell.isascii():
        return None  # a quick way out for most cells
    text = _URL.sub(" ", plain(cell))
    if "@" not in text and not _FIVE_DIGITS.search(text):
        return None
    if id_numbers.has_id_number(text):
        return Kind.ID_NUMBER
    if "@" in text and _EMAIL.search(text):
        return Kind.EMAIL
    if phone_numbers.has_phone_number(text):
        return Kind.PHONE
    return classify_cell(cell, heading)


def classify_column(cells: Iterable[str], heading: str = "") -> Kind | None:
    """Return the kind of a column. One identity number is enough."""
    found = [classify_cell(cell, heading) for cell in cells if cell]
    if Kind.ID_NUMBER in found:
        return Kind.ID_NUMBER
    for kind in (Kind.EMAIL, Kind.PHONE):
        if found.count(kind) * _RARE > len(found):
            return kind
    return None


def plain(cell: str) -> str:
    """Turn the digits of all scripts into ASCII, and drop invisible characters."""
    text = unicodedata.normalize("NFKC", cell)
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c, c)) for c in text if unicodedata.category(c) != "Cf")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{0,2}[\d .,\-]+(?:[eE]\+?\d+|[Xx])?", text) is not None


def _found_id(text: str) -> bool:
    return id_numbers.has_id_number(text)


def _kind_by_heading(text: str, heading: str) -> Kind | None:
    if not heading or not re.fullmatch(r"[\w+()/. \-]{5,25}", text):
        return None
    if not id_numbers.has_five_digits(dates.without_dates(text)):
        return None  # when a passport was taken, or someone last called
    return next((kind for kind, pattern in _headings() if pattern.search(heading)), None)


@cache
def _headings() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return (
        (Kind.ID_NUMBER, re.compile(words.ID_NUMBER, re.IGNORECASE)),
        (Kind.PHONE, re.compile(words.PHONE, re.IGNORECASE)),
    )
