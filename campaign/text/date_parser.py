"""Reads the words of a partial date: patterns for single dates, then for ranges.

`campaign/text/partial_dates.py` cleans the words first, and holds the result.
"""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

FIRST_YEAR, LAST_YEAR = 1800, 2199


class Precision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    PART = "part", _("Part of a year or month")
    YEAR = "year", _("Year")
    RANGE = "range", _("Range")
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")
    DECADE = "decade", _("Decade")
    UNKNOWN = "unknown", _("Not known")


# Earliest day, latest day, precision, and whether the words say "about". A day that is None is open.
type Reading = tuple[date | None, date | None, Precision, bool]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})\.?"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PART = (
    r"(?:the )?(?P<part>early|beginning|start|mid|middle|late|end|"
    r"(?:first|1st) half|(?:second|2nd) half|spring|summer|autumn|fall|winter)"
)
# First and last month of a part of a year; a winter ends in the next one.
_PARTS_OF_YEAR = {
    "early": (1, 4), "beginning": (1, 3), "start": (1, 3), "mid": (5, 8), "middle": (5, 8),
    "late": (9, 12), "end": (10, 12), "first half": (1, 6), "1st half": (1, 6),
    "second half": (7, 12), "2nd half": (7, 12), "spring": (3, 5), "summer": (6, 8),
    "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14),
}  # fmt: skip
_PARTS_OF_MONTH = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, 31), "end": (21, 31), "first half": (1, 15), "1st half": (1, 15),
    "second half": (16, 31), "2nd half": (16, 31),
}  # fmt: skip
_PARTS_OF_DECADE = {
    "early": (0, 3), "beginning": (0, 3), "start": (0, 3), "mid": (4, 6), "middle": (4, 6),
    "late": (7, 9), "end": (7, 9),
}  # fmt: skip
UNKNOWN_WORDS = {"unclear", "unknown", "not known", "not clear", "no date", "?", "n/a"}

_SHAPES = [
    (re.compile(pattern, re.ASCII), precision)
    for pattern, precision in (
        (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", Precision.DAY),
        # Day first if dots divide. Of 03/04/2018 day and month could be either (_FIGURES).
        (r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})", Precision.DAY),
        (rf"{_DAY}(?: of)? {_MONTH},? {_YEAR}", Precision.DAY),
        (rf"{_MONTH} {_DAY},? {_YEAR}", Precision.DAY),
        (r"(?P<year>\d{4})[-/](?P<month>0\d|1[0-2])", Precision.MONTH),
        (r"(?P<month>\d{1,2})/(?P<year>\d{4})", Precision.MONTH),
        (rf"{_MONTH}(?:,? |-){_YEAR}", Precision.MONTH),
        (rf"{_MONTH}[- ](?P<short_year>\d{{2}})", Precision.MONTH),  # how spreadsheets show a month
        (rf"{_PART}(?: of| in)?[ -]{_MONTH},? {_YEAR}", Precision.PART),
        (rf"{_PART}(?: of| in)?[ -]{_YEAR}", Precision.PART),
        (rf"(?:{_PART}(?: of)?[ -])?(?:the )?(?P<decade>\d{{3}}0)'?s", Precision.DECADE),
        (_YEAR, Precision.YEAR),
    )
]
_FIGURES = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", re.ASCII)
_ABOUT = ("about", "around", "approximately", "approx", "circa")
_UNTIL = ("before", "prior to", "until", "by", "up to", "not later than")
_SINCE = ("after", "since", "from", "not before")
_CIRCA = re.compile(rf"(?:(?:{'|'.join(_ABOUT)})\.?|ca?\.)\s*(.+)|ca? (.+)|(.+?) ?(?:\(\?\)|[?~%])")
# A winter that is named by both of its years.
_WINTER = re.compile(r"(?:the )?winter(?: of)?[ -](\d{4}) ?[-/] ?(\d{2}(?:\d{2})?)")
_BEFORE = re.compile(rf"({'|'.join(_UNTIL)}) (.+)")
_AFTER = re.compile(rf"({'|'.join(_SINCE)}) (.+)")
_BETWEEN = re.compile(r"(?:between (.+) and|from (.+) (?:to|until|till)) (.+)")
# How far "about" extends the range on both sides.
_SLACK = {
    Precision.DAY: timedelta(days=7),
    Precision.YEAR: timedelta(days=365),
    Precision.DECADE: timedelta(days=2 * 365),
}
_DIVIDERS = (" to ", " or ", " - ", "/", "-")

# First words of a date that are lower-case inside a sentence; months keep their capital.
_LOWER_CASE = {
    re.split(r"[ -]", words)[0]
    for words in ("the", "between", *_ABOUT, *_UNTIL, *_SINCE, *_PARTS_OF_YEAR, *UNKNOWN_WORDS)
}


def in_sentence(words: str) -> str:
    """The words for use inside a sentence: “Late 2019” as in “as of late 2019”. “May 2018” stays."""
    first = re.split(r"[ .-]", words)[0].lower()
    return words[:1].lower() + words[1:] if first in _LOWER_CASE else words


def read_words(words: str) -> Reading:
    """What the words mean: lower case, single spaces and plain hyphens. Raises ValueError."""
    if match := _CIRCA.fullmatch(words):
        earliest, latest, precision, _circa = read_words(match[1] or match[2] or match[3])
        slack = _SLACK.get(precision, timedelta(days=31))
        return _moved(earliest, -slack), _moved(latest, slack), precision, True
    if match := _BETWEEN.fullmatch(words):
        return _range(match[1] or match[2], match[3])
    if (match := _BEFORE.fullmatch(words) or _AFTER.fullmatch(words)) and (
        about := _CIRCA.fullmatch(match[2])
    ):
        return read_words(
            f"about {match[1]} {about[1]}"
        )  # "after about 2016" includes some time before
    if match := _BEFORE.fullmatch(words):
        earliest, latest, *_rest = read_words(match[2])
        end = _moved(earliest, timedelta(days=-1)) if match[1] in {"before", "prior to"} else latest
        if end is None:
            raise ValueError(words)
        return None, end, Precision.BEFORE, False
    if match := _AFTER.fullmatch(words):
        earliest, latest, *_rest = read_words(match[2])
        start = _moved(latest, timedelta(days=1)) if match[1] == "after" else earliest
        if start is None:
            raise ValueError(words)
        return start, None, Precision.AFTER, False
    if span := _single(words):
        return span
    for divider in _DIVIDERS:
        for cut in re.finditer(re.escape(divider), words):
            left, right = words[: cut.start()].strip(), words[cut.end() :].strip()
            try:
                return _range(left, right)
            except ValueError:
                continue
    raise ValueError(f"not a date: {words!r}")


def _moved(day: date | None, by: timedelta) -> date | None:
    return day + by if day else None


def _range(left: str, right: str) -> Reading:
    """A range of two dates. The left one may omit what both share ("3-5 May 2018")."""
    if re.fullmatch(r"\d{4}", left) and re.fullmatch(r"\d{2}", right):
        right = left[:2] + right  # 2017-18
    end = _single(right)
    if end is None:
        raise ValueError(right)
    shared = [
        left,
        left + (match[0] if (match := re.search(r",? \d{4}$", right)) else ""),
        left + (match[0] if (match := re.search(rf" {_MONTH},? \d{{4}}$", right)) else ""),
    ]
    begin = next(filter(None, map(_single, shared)), None)
    if begin is None:
        raise ValueError(left)
    return begin[0], end[1], Precision.RANGE, False


_ANY_MONTH, _ANY_DAY = rf"(?:{'|'.join(MONTHS)})\.?", r"\d{1,2}(?:st|nd|rd|th)?"
_DAY_OF_MONTH = rf"(?:{_ANY_DAY}(?: of)?[- ]{_ANY_MONTH}|{_ANY_MONTH} {_ANY_DAY})"
# What is nearly a day: a pattern, a code, and what is wrong with it.
_NEARLY: tuple[tuple[str, str, StrOrPromise], ...] = (
    (
        rf"{_DAY_OF_MONTH},?[- ]\d\d|\d{{1,2}}([-/. ]) ?\d{{1,2}}\1 ?\d\d",
        "short_year",
        _("Write all four figures of the year, like 2026-12-05 or 5 Dec 2026."),
    ),
    (_DAY_OF_MONTH, "no_year", _("Write the year too, like 5 Dec 2026.")),
    (
        rf"{_DAY_OF_MONTH},?[- ]\d{{4}}|\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}|\d{{1,2}}([-/. ]) ?\d{{1,2}}\2 ?\d{{4}}",
        "no_such_day",
        _("There is no such day. Write it like 2026-12-05 or 5 Dec 2026."),
    ),
)


def nearly_a_day(words: str) -> tuple[str, StrOrPromise] | None:
    """The code and what is wrong, for words that could not be read and that are nearly a day."""
    for pattern, code, message in _NEARLY:
        if re.fullmatch(pattern, words, re.ASCII):
            return code, message
    return None


class TwoDays(ValueError):
    """Figures that could be either of two days."""

    def __init__(self, days: list[date]) -> None:
        super().__init__(days)
        self.days = days


def days_of_figures(first: int, second: int, year: int) -> list[date]:
    """The days that 5/12/2026 could be, the one with the day first before the other. None if there is no such day."""
    days = []
    for day, month in ((first, second), (second, first)):
        with suppress(ValueError):
            days.append(date(year, month, day))
    return sorted(set(days), key=days.index)


def _single(words: str) -> Reading | None:
    if (winter := _WINTER.fullmatch(words)) and (year := _year(winter[1])) + 1 == _year(
        winter[1][: -len(winter[2])] + winter[2]
    ):
        return date(year, 12, 1), _last_day(year + 1, 2), Precision.PART, False
    if figures := _FIGURES.fullmatch(words):
        days = days_of_figures(int(figures[1]), int(figures[3]), _year(figures[4]))
        if len(days) > 1:
            raise TwoDays(days)
        return (days[0], days[0], Precision.DAY, False) if days else None
    for shape, precision in _SHAPES:
        if match := shape.fullmatch(words):
            earliest, latest = _span(match.groupdict())
            return earliest, latest, precision, False
    return None


def _span(found: dict[str, str | None]) -> tuple[date, date]:
    part, month, day = found.get("part"), found.get("month"), found.get("day")
    if decade := found.get("decade"):
        if part and part not in _PARTS_OF_DECADE:
            raise ValueError(part)
        first, last = _PARTS_OF_DECADE[part] if part else (0, 9)
        return date(_year(decade) + first, 1, 1), date(_year(decade) + last, 12, 31)
    # Two digits mean a year in living memory: 1930 to 2029.
    short = found.get("short_year")
    year = _year(found.get("year") or f"{'20' if str(short) < '30' else '19'}{short}")
    if month is None:
        if part is None:
            return date(year, 1, 1), date(year, 12, 31)
        first, last = _PARTS_OF_YEAR[part]
        return date(year, first, 1), _last_day(year + (last > 12), last - 12 * (last > 12))
    number = MONTHS.get(month) or int(month)
    if day:
        return date(year, number, int(day)), date(year, number, int(day))
    end = _last_day(year, number)
    if part is None:
        return date(year, number, 1), end
    if part not in _PARTS_OF_MONTH:
        raise ValueError(part)
    first, last = _PARTS_OF_MONTH[part]
    return date(year, number, first), min(end, date(year, number, min(last, end.day)))


def _year(figures: str) -> int:
    if not FIRST_YEAR <= int(figures) <= LAST_YEAR:
        raise ValueError(figures)
    return int(figures)


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
