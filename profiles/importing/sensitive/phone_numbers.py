"""What makes a number a phone number: a country code, brackets, a word beside it, or the form of a mobile number.

A number without any of these is a date, a case number or a sum. The plans of the region's countries are those of
the library phonenumbers.
"""

import re
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from profiles.importing.sensitive import dates, words

# The countries of the people and their families. A national number is looked for in these.
_COUNTRIES = ("CN", "KZ", "UZ", "KG", "TR", "RU", "TJ")
_CODES = (
    "86",
    "7",
    "998",
    "996",
    "90",
    "992",
    "993",
    "994",
    "976",
    "92",
    "93",
    "98",
    "49",
    "46",
    "47",
    "31",
    "33",
    "44",
    "61",
)
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_DIGITS = r"\d(?:[ ().\-–/\u00a0]{0,3}\d){6,17}"
_NUMBER = re.compile(rf"(?<![\w.,/-])(?:\+|00|\()?\s?\(?{_DIGITS}(?!\w)")
_FLOAT = re.compile(r"(?<![\w.,])[1-9][.,]\d{3,13}e\+?(?:0?9|1[0-2])(?!\d)", re.IGNORECASE)
_BRACKETS = re.compile(r"\(\s?\+?\d{1,5}\s?\)\s?\d")


@cache
def _beside_a_word() -> re.Pattern[str]:
    return re.compile(
        rf"{words.PHONE}{words.BETWEEN}(\+?\(?\d(?:[ ().\-–/]{{0,3}}\d){{4,17}})", re.IGNORECASE
    )


def has_phone_number(text: str) -> bool:
    """text: with ASCII digits and no invisible characters (`finding.plain`)."""
    for match in _beside_a_word().finditer(text):
        if not dates.has_full_year(match[1]):
            return True
    if _FLOAT.fullmatch(text.strip()):
        return True
    return any(
        _is_phone_number(match[0].strip()) for match in _NUMBER.finditer(dates.without_dates(text))
    )


def is_phone_number(text: str) -> bool:
    """Whether the text is a phone number and nothing else."""
    text = text.strip()
    if _FLOAT.fullmatch(text):
        return True
    found = _NUMBER.fullmatch(dates.without_dates(text))
    return bool(found) and _is_phone_number(text)


def _is_phone_number(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    if not 7 <= len(digits) <= 17:
        return False
    if text.startswith(("+", "(+")):
        return len(digits) <= 15
    if text.startswith("00"):
        return len(digits) >= 9 and _is_possible(f"+{digits[2:]}")
    if _BRACKETS.search(text):
        return 7 <= len(digits) <= 12
    if len(digits) >= 11 and digits.startswith(_CODES) and _is_mobile_or_written_out(text, digits):
        return True
    return 10 <= len(digits) <= 12 and any(_is_national(digits, country) for country in _COUNTRIES)


def _is_mobile_or_written_out(text: str, digits: str) -> bool:
    """A whole number without its plus: of a mobile phone, or in groups as people write them."""
    number = _parsed(f"+{digits}", None)
    if number is None or not phonenumbers.is_valid_number(number):
        return False
    return phonenumbers.number_type(number) in _MOBILE or text != digits


def _is_national(digits: str, country: str) -> bool:
    """A mobile number, or one that begins with the digit for another area."""
    number = _parsed(digits, country)
    if number is None or not phonenumbers.is_valid_number_for_region(number, country):
        return False
    return phonenumbers.number_type(number) in _MOBILE or digits.startswith("0")


def _is_possible(text: str) -> bool:
    number = _parsed(text, None)
    return number is not None and phonenumbers.is_possible_number(number)


def _parsed(text: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None
