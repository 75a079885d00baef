"""Dates, years and times, which have as many digits as phone numbers and are none."""

import re
from contextlib import suppress
from datetime import date

_DATE = (
    r"\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})"
    r"|\d{4} \d{1,2} \d{1,2}|\d{1,2} \d{1,2} \d{4}|\d{8}(?:\d{4}(?:\d\d)?)?"
)
# Also at the ends of a range: “05.03.2018-07.03.2018”, “05-07.03.2018”, “2017-2018”.
_RUN = re.compile(
    rf"(?<![\d+(])(?:(?:{_DATE})(?:[T ]\d{{1,2}}:\d\d(?::\d\d(?:\.\d+)?)?)?|\d{{4}}|\d{{1,2}})"
    rf"(?:\s?[-–—~/]\s?(?:{_DATE}|\d{{4}}))?(?!\d)"
)
_TIME = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\b")
FIRST_YEAR, LAST_YEAR = 1850, 2100


def without_dates(text: str) -> str:
    """Put an x for each digit of a date, of a range of them, and of a time."""
    return _TIME.sub(
        _crossed, _RUN.sub(lambda run: _crossed(run) if _is_date(run[0]) else run[0], text)
    )


def _crossed(match: re.Match[str]) -> str:
    return re.sub(r"\d", "x", match[0])


def has_full_year(text: str) -> bool:
    """Whether it is a date with four digits for the year, so that no one takes it for a short phone number."""
    return bool(re.search(r"(?<!\d)\d{4}(?!\d)", text)) and _is_date(text)


def _is_date(run: str) -> bool:
    """Whether each part of the run is a day or a year that there can have been."""
    whole = re.fullmatch(rf"({_DATE})(?:[T ][\d:.]+)?", run)
    if whole:
        return _is_day(whole[1])
    for cut in re.finditer(r"\s?[-–—~/]\s?", run):
        left, right = run[: cut.start()], run[cut.end() :]
        if (
            _is_day(left)
            or _is_year(left)
            or (left.isdigit() and len(left) <= 2 and _is_day(right))
        ) and (_is_day(right) or _is_year(right)):
            return True
    return False


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdigit() and FIRST_YEAR <= int(digits) <= LAST_YEAR


def _is_day(words: str) -> bool:
    """In any order of day, month and year."""
    parts = re.split(r"[./ -]", words.split("T")[0])
    if len(parts) == 1 and words.isdigit() and len(words) in {8, 12, 14}:
        rest = words[8:]
        if rest and not (rest[:2] < "24" and rest[2:4] < "60" and rest[4:] < "60"):
            return False
        orders = [(words[:4], words[4:6], words[6:8])]
        if len(words) == 8:
            orders += [(words[4:], words[2:4], words[:2]), (words[4:], words[:2], words[2:4])]
    elif len(parts) == 3:
        one, two, three = parts
        orders = [(one, two, three), (one, three, two), (three, two, one), (three, one, two)]
    else:
        return False
    return any(_exists(*order) for order in orders)


def _exists(year: str, month: str, day: str) -> bool:
    if (
        len(year) == 4
        and not FIRST_YEAR <= int(year) <= LAST_YEAR
        and not 1250 <= int(year) <= 1500
    ):
        return False  # the years of the Islamic calendars are 1250 to 1500
    if len(year) not in {2, 4}:
        return False
    with suppress(ValueError):
        date(2000 + int(year) % 4 if len(year) == 2 else int(year), int(month), int(day))
        return True
    return False
