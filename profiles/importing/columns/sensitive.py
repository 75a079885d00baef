"""Recognises identity numbers, phone numbers and email addresses in cells.

People can be traced and punished through them. A column of them is imported only into an encrypted field.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    ID_NUMBER = "id_number", _("identity numbers")
    EMAIL = "email", _("email addresses")
    PHONE = "phone", _("phone numbers")


# Region, birthday, serial number, check digit. Numbers issued before 1999 have 15 digits.
_ID_NUMBER = re.compile(
    r"(?<!\d)[1-8]\d{5}[ .-]?((?:18|19|20)\d{6})[ .-]?\d{3}[\dXx](?!\d)", re.ASCII
)
_OLD_ID_NUMBER = re.compile(r"[1-8]\d{5}(\d{6})\d{3}", re.ASCII)
# The remains of an identity number in a spreadsheet that stored it as a number.
_BROKEN_ID_NUMBER = re.compile(r"[1-8][.,]\d{1,14}e\+1[47]", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@,;:<>()\"']{1,64}@[^\s@,;:<>()\"']{1,253}\.[^\W\d_]{2,}")
# Not at the end of a longer number or of a date.
_PHONE = re.compile(
    r"(?<![\d.,/-])(?:(?:\+|00|0|\(0)[\d ().\-/]{6,20}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)",
    re.ASCII,
)
_THREE_DIGITS = re.compile(r"\d\D{0,3}\d\D{0,3}\d")
_RARE = 20  # one phone number in so many cells does not make a column of phone numbers


def classify_cell(cell: str) -> Kind | None:
    """Return the kind of a cell that holds nothing else."""
    text = _plain(cell).strip()
    close = re.sub(r"[\s.\-]", "", text)
    if _BROKEN_ID_NUMBER.fullmatch(text) or _is_id_number(close):
        return Kind.ID_NUMBER
    if _EMAIL.fullmatch(text.removeprefix("mailto:")):
        return Kind.EMAIL
    digits = sum(character.isdigit() for character in text)
    if 7 <= digits <= 15 and _PHONE.fullmatch(text):
        return Kind.PHONE
    return None


def find_in_cell(cell: str) -> Kind | None:
    """Return the kind that occurs anywhere in the cell."""
    text = _plain(cell)
    if "@" not in text and not _THREE_DIGITS.search(text):
        return None  # a quick way out for most cells
    if any(_is_day(match[1]) for match in _ID_NUMBER.finditer(text)):
        return Kind.ID_NUMBER
    if "@" in text and _EMAIL.search(text):
        return Kind.EMAIL
    if any(classify_cell(match[0]) == Kind.PHONE for match in _PHONE.finditer(text)):
        return Kind.PHONE
    return classify_cell(cell)


def classify_column(cells: Iterable[str]) -> Kind | None:
    """Return the kind of a column. One identity number is enough."""
    found = [classify_cell(cell) for cell in cells if cell]
    if Kind.ID_NUMBER in found:
        return Kind.ID_NUMBER
    for kind in (Kind.EMAIL, Kind.PHONE):
        if found.count(kind) * _RARE > len(found):
            return kind
    return None


def _plain(cell: str) -> str:
    """Turn the digits of all scripts into ASCII, and drop invisible characters."""
    text = unicodedata.normalize("NFKC", cell)
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c, c)) for c in text if unicodedata.category(c) != "Cf")


def _is_id_number(text: str) -> bool:
    if match := _ID_NUMBER.fullmatch(text):
        return _is_day(match[1])
    match = _OLD_ID_NUMBER.fullmatch(text)
    return match is not None and _is_day(f"19{match[1]}")


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
