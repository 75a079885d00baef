"""The identity and passport numbers of the region's states. Check digits tell them from other long numbers.

China           18 digits, the last may be X; 15 digits until 1999; as a spreadsheet breaks them: 6.5E+17
Kazakhstan      IIN, 12 digits
Uzbekistan      PINFL, 14 digits
Kyrgyzstan      INN or PIN, 14 digits
Turkey          T.C. kimlik, 11 digits
Passports       of these states, by their first letters; of any state beside the word for one
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from profiles.importing.sensitive import words

# Digits that only blanks, hyphens or dots divide, and the X of a Chinese number.
_GROUPS = re.compile(
    r"(?<![\w.,])\d(?:[ .\-\u00a0]?\d){10,17}(?:[ .\-]?[Xx](?!\w))?(?:\.0+)?(?![\d])"
)
_FLOAT = re.compile(r"(?<![\w.,])[1-9](?:[.,]\d{1,17})?e\+?(1[0-7])(?!\d)", re.IGNORECASE)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:[EGNU]\d{8}|E[A-HJ-NP-Z]\d{7}|[AFK][A-EN]\d{7}|(?:AC|AN|PE|ID)\d{7})(?![A-Za-z0-9])"
)


@cache
def _beside_a_word() -> re.Pattern[str]:
    return re.compile(
        rf"{words.ID_NUMBER}{words.BETWEEN}(?=[A-Za-zА-Яа-я]{{0,3}}[ №-]?\d)[A-Za-zА-Яа-я]{{0,3}}[ №-]{{0,2}}\d(?:[ -]?\d){{4,19}}",
        re.IGNORECASE,
    )


def has_id_number(text: str) -> bool:
    """text: with ASCII digits and no invisible characters (`finding.plain`)."""
    return (
        any(_is_broken(match) for match in _FLOAT.finditer(text))
        or any(is_id_number(match[0]) for match in _GROUPS.finditer(text))
        or _PASSPORT.search(text) is not None
        or (has_five_digits(text) and _beside_a_word().search(text) is not None)
    )


def has_five_digits(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= 5


def is_id_number(text: str) -> bool:
    close = re.sub(r"[\s.\-]", "", re.sub(r"\.0+$", "", text))
    return any(is_one(close) for is_one in _KINDS.get(len(close), ()))


def _is_broken(match: re.Match[str]) -> bool:
    """Whether a spreadsheet has made this of an identity number, and perhaps lost its last digits."""
    with suppress(InvalidOperation):
        digits = str(int(Decimal(match[0].replace(",", "."))))
        # Of 18, 15 and 14 digits there is hardly anything else.
        return match[1] in {"17", "14", "13"} or is_id_number(digits)
    return False


# --- The kinds, each for a number of digits ----------------------------------------------------------------


def _is_chinese(digits: str) -> bool:
    """Region, birthday, serial number, check digit. A mistyped check digit protects no one, so it is not asked."""
    return bool(re.fullmatch(r"[1-8]\d{16}[\dXx]", digits)) and _is_day(digits[6:14])


def _is_old_chinese(digits: str) -> bool:
    return bool(re.fullmatch(r"[1-8]\d{14}", digits)) and _is_day(f"19{digits[6:12]}")


def _is_kazakh(digits: str) -> bool:
    """Birthday, century and sex, serial number, check digit."""
    if not digits.isdigit() or digits[6] not in "0123456" or not _is_short_day(digits[:6]):
        return False
    numbers = [int(digit) for digit in digits]
    rest = _weighed(numbers, range(1, 12), 11)
    if rest == 10:
        rest = _weighed(numbers, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), 11)
    return rest == numbers[11]


def _is_uzbek(digits: str) -> bool:
    """Century and sex, birthday, district, serial number, check digit."""
    if not re.fullmatch(r"[1-6]\d{13}", digits) or not _is_short_day(
        digits[5:7] + digits[3:5] + digits[1:3]
    ):
        return False
    numbers = [int(digit) for digit in digits]
    return _weighed(numbers, (7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7), 10) == numbers[13]


def _is_kyrgyz(digits: str) -> bool:
    """Sex, birthday with all four digits of the year, serial number. Its check digit is not published."""
    if not re.fullmatch(r"[12]\d{13}", digits) or _is_time(digits):
        return False
    return _is_day(digits[5:9] + digits[3:5] + digits[1:3])


def _is_turkish(digits: str) -> bool:
    if not re.fullmatch(r"[1-9]\d{10}", digits):
        return False
    numbers = [int(digit) for digit in digits]
    tenth = (7 * sum(numbers[0:9:2]) - sum(numbers[1:8:2])) % 10
    return numbers[9] == tenth and numbers[10] == sum(numbers[:10]) % 10


_KINDS: dict[int, tuple[Callable[[str], bool], ...]] = {
    18: (_is_chinese,),
    15: (_is_old_chinese,),
    12: (_is_kazakh,),
    14: (_is_uzbek, _is_kyrgyz),
    11: (_is_turkish,),
}


def _weighed(numbers: list[int], weights: "range | tuple[int, ...]", modulus: int) -> int:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=False)) % modulus


def _is_short_day(digits: str) -> bool:
    return _is_day(f"19{digits}") or _is_day(f"20{digits}")


def _is_day(digits: str) -> bool:
    """Of a birth: in 1850 to the present."""
    with suppress(ValueError):
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2040
    return False


def _is_time(digits: str) -> bool:
    with suppress(ValueError):
        datetime.strptime(digits, "%Y%m%d%H%M%S").astimezone()
        return True
    return False
