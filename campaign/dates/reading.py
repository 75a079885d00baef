"""Reads a day, or a day with a time, as people write them. What could be read in two ways is never guessed.

Read are ISO (2026-12-05), words in either order (5 Dec 2026, December 5th, 2026), and figures that have one meaning
(25/12/2026). Times are in the campaign's own time zone (the setting TIME_ZONE) unless they name another offset.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from unicodedata import category, decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.text.date_parser import MONTHS, Precision, days_of_figures, nearly_a_day, read_words
from campaign.text.deadlines import offset_from_utc

FIRST_YEAR, LAST_YEAR = 1900, 2199
MAX_LENGTH = 60  # characters; checked before any pattern runs

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"({'|'.join(f'{day}|{day[:3]}' for day in _DAYS)})\b[.,]? *")
_FIGURES = re.compile(r"(\d{1,2})([-/. ]) ?(\d{1,2})\2 ?(\d+)")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_SHORT_YEAR = re.compile(rf".*\b(?:{'|'.join(MONTHS)})\b.*\D\d\d")
_DAY_AND_TIME = re.compile(
    r"(?P<day>.*?)(?:(?:[ ,]+|(?<=\d)t)(?:at )?|^)"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)? ?(?P<zone>z|[a-z]{3,5}|(?:utc)?[-+]\d{2}:?\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the meanings of what was typed: how to write it so that it has only this one, and the same in words."""

    typed: str
    words: str


class TwoReadings(ValidationError):
    """What was typed can be read in two ways. The message names both."""

    def __init__(self, readings: Sequence[Reading], write: str) -> None:
        self.readings = tuple(readings)
        first, second = (reading.words for reading in self.readings)
        super().__init__(
            _("%(first)s or %(second)s? Write %(write)s."),
            code="two_readings",
            params={"first": first, "second": second, "write": write},
        )
        self._write = write

    def with_time(self, clock: str) -> "TwoReadings":
        """The same question about a day at this time."""
        readings = [
            Reading(f"{each.typed} {clock}", f"{each.words}, {clock}") for each in self.readings
        ]
        return TwoReadings(readings, self._write) if clock else self


def read_day(typed: str) -> date:
    """The day that was typed. Raises ValidationError; TwoReadings if it could be two."""
    words = _plain(typed)
    if weekday := _WEEKDAY.match(words):
        day = _read_day(words[weekday.end() :])
        if not _DAYS[day.weekday()].startswith(weekday[1][:3]):
            raise ValidationError(
                _("%(day)s is a %(weekday)s. Write the day or the date that you mean."),
                code="weekday",
                params={"day": _in_words(day), "weekday": date_format(day, "l")},
            )
        return day
    return _read_day(words)


def read_moment(typed: str, zone: tzinfo | None = None) -> datetime:
    """The time that was typed, in UTC. zone: the one in which it is read, the campaign's own if None.

    Raises ValidationError, as `read_day` does.
    """
    zone = zone or timezone.get_current_timezone()
    day_words, clock = _split(_plain(typed))
    try:
        day = read_day(day_words)
    except TwoReadings as question:
        typed_time = clock[0][clock.start("hour") :] if clock else ""
        raise question.with_time(typed_time) from None
    if clock is None:
        raise ValidationError(
            _("Write the time too, such as %(day)s 09:00."),
            code="no_time",
            params={"day": day.isoformat()},
        )
    moment, offset = _at(day, clock), clock["zone"] or ""
    if offset[-1:].isdigit() or offset in {"z", "utc"}:
        return _with_offset(moment, offset.removeprefix("utc").upper() or "Z").astimezone(UTC)
    aware = in_zone(moment, zone)
    if offset and offset != (aware.tzname() or "").casefold():
        raise ValidationError(
            _("Times here are in %(zone)s. Write it without another time zone."),
            code="zone",
            params={"zone": str(zone)},
        )
    return aware.astimezone(UTC)  # two equal hours of the clock are not equal in Python


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """This time of the clock in the zone. Raises ValidationError if the clocks skip it, TwoReadings if it comes twice."""
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise ValidationError(
            _("The clocks in %(zone)s skip %(time)s on %(day)s. Write an earlier or a later time."),
            code="skipped",
            params={"zone": str(zone), "time": f"{moment:%H:%M}", "day": _in_words(moment)},
        )
    readings = [
        Reading(
            f"{each:%Y-%m-%d %H:%M}{offset_from_utc(each)}",
            f"{_in_words(each)}, {each:%H:%M} {each.tzname()} (UTC{offset_from_utc(each)})",
        )
        for each in (first, second)
    ]
    write = _("%(first)s or %(second)s") % {
        "first": readings[0].typed,
        "second": readings[1].typed,
    }
    raise TwoReadings(readings, write)


# --- The parts ---------------------------------------------------------------------------------------------


def _plain(typed: str) -> str:
    """Lower case, single spaces, plain hyphens, European digits, and no invisible marks of direction."""
    if len(typed) > MAX_LENGTH:
        raise _not_understood()
    plain = "".join(
        "-"
        if category(letter) == "Pd"
        else ""
        if category(letter) == "Cf"
        else str(decimal(letter, letter))
        for letter in typed
    )
    return " ".join(plain.casefold().split())


def _split(words: str) -> tuple[str, re.Match[str] | None]:
    """The words of the day, and the match of the time; None if there is no time."""
    words = re.sub(r"\bnoon\b", "12:00", re.sub(r"\bmidnight\b", "00:00", words))
    clock = _DAY_AND_TIME.fullmatch(words)
    if clock is None or not (clock["minute"] or clock["half"]):
        return words, None
    if not clock["day"]:
        raise ValidationError(_("Write the day too, such as 2026-12-05 09:00."), code="no_day")
    return clock["day"], clock


def _read_day(words: str) -> date:
    if match := _YEAR_FIRST.fullmatch(words):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _FIGURES.fullmatch(words):
        return _of_figures(int(match[1]), int(match[3]), match[4])
    if _SHORT_YEAR.fullmatch(words):
        raise _short_year()
    if long := re.search(r"\d{5,}", words):
        raise _wrong_year(long[0])
    # A spreadsheet's 5-Dec-2026.
    words = re.sub(r"(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d)", " ", words)
    try:
        earliest, _latest, precision, circa = read_words(words)
    except ValueError:
        if year := re.search(r"\b\d{4}\b", words):
            _check_year(year[0])
        if nearly := nearly_a_day(words):
            raise ValidationError(nearly[1], code=nearly[0]) from None
        raise _not_understood() from None
    if precision != Precision.DAY or circa or earliest is None:
        raise _not_understood()
    _check_year(str(earliest.year))
    return earliest


def _of_figures(first: int, second: int, year: str) -> date:
    """The day of 25/12/2026. Raises TwoReadings for 5/12/2026."""
    if len(year) == 2:
        raise _short_year()
    _check_year(year)
    days = days_of_figures(first, second, int(year))
    if not days:
        raise _no_such_day()
    if len(days) > 1:
        write = _("%(iso)s or %(words)s") % {
            "iso": days[0].isoformat(),
            "words": date_format(days[0], "j M Y"),
        }
        raise TwoReadings([Reading(day.isoformat(), _in_words(day)) for day in days], write)
    return days[0]


def _day(year: int, month: int, day: int) -> date:
    _check_year(str(year))
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day() from None


def _at(day: date, match: re.Match[str]) -> datetime:
    """The day at this time. 24:00 is its end."""
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if half := match["half"]:
        if not 1 <= hour <= 12:
            raise _no_such_time()
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute, second) == (24, 0, 0):
        return datetime.combine(day + timedelta(days=1), time.min)
    if hour > 23 or minute > 59 or second > 59:
        raise _no_such_time()
    return datetime.combine(day, time(hour, minute, second))


def _with_offset(moment: datetime, offset: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{moment.isoformat()}{offset}")
    except ValueError:
        raise _no_such_time() from None


def _in_words(day: date) -> str:
    return date_format(day, "j F Y")


def _check_year(year: str) -> None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise _wrong_year(year)


def _not_understood() -> ValidationError:
    return ValidationError(
        _("This is not understood as a day. Write it like 2026-12-05 or 5 Dec 2026."),
        code="invalid",
    )


def _no_such_day() -> ValidationError:
    return ValidationError(
        _("There is no such day. Write it like 2026-12-05 or 5 Dec 2026."), code="invalid"
    )


def _no_such_time() -> ValidationError:
    return ValidationError(
        _("There is no such time. Write it from 00:00 to 24:00."), code="invalid"
    )


def _short_year() -> ValidationError:
    return ValidationError(
        _("Write all four figures of the year, like 2026-12-05 or 5 Dec 2026."), code="short_year"
    )


def _wrong_year(year: str) -> ValidationError:
    return ValidationError(
        _("Is %(year)s the year? Write one from %(first)s to %(last)s."),
        code="year",
        params={"year": year, "first": FIRST_YEAR, "last": LAST_YEAR},
    )
