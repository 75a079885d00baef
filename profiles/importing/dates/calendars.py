"""The Hijri (lunar) and the Solar Hijri calendar. A converted date says so, and its original is kept beside it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from profiles.importing.dates import languages
from profiles.importing.dates.rewritten import Calendar, Rewritten

# The years of the lunar calendar that the table of hijridate has, and those of the solar one beside them.
_LUNAR, _SOLAR = range(1343, 1500), range(1250, 1500)
_NUMERIC = re.compile(r"(1[234]\d\d)(?:[./\- ](\d{1,2})(?:[./\- ](\d{1,2}))?)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](1[234]\d\d)", re.ASCII)

CALENDARS: tuple[Calendar, ...] = ("solar", "lunar")

type Parts = tuple[int, int | None, int | None]
type Span = tuple[date, date]


def rewrite(text: str, calendar: Calendar, *, since: date) -> Rewritten | None:
    """Return None if it is no date of these calendars. Raises ValidationError if it could be of either.

    calendar: of the column, where a cell does not say it. since: the earliest day that makes sense in the column.
    """
    words, marked = _without_mark(text)
    parts, named = _parts(words)
    if parts is None:
        return None
    said = marked or named
    if not said and parts[0] >= 1500:
        return None
    spans = {
        each: span
        for each in (CALENDARS if not said else (said,))
        if (span := _span(parts, each))
        and (said or (since <= span[1] and span[0] <= timezone.localdate()))
    }
    if not spans:
        if said:
            raise ValidationError(_("There is no such day in that calendar."))
        return None
    if len(spans) > 1 and calendar in spans:
        spans = {calendar: spans[calendar]}
    if len(spans) > 1:
        one, other = (_in_words(span) for span in spans.values())
        raise ValidationError(
            _(
                "It could be %(one)s in the solar or %(other)s in the lunar Hijri calendar. "
                "Say under “Its columns” which calendar it is."
            )
            % {"one": one, "other": other}
        )
    ((which, span),) = spans.items()
    return Rewritten(_in_words(span), _converted(text, which, span), is_other=True)


def calendar_of(text: str, *, since: date) -> Calendar:
    """The calendar of a cell that can be of only one; empty for any other."""
    words, marked = _without_mark(text)
    parts, named = _parts(words)
    if parts is None:
        return ""
    if said := marked or named:
        return said
    possible = [
        each
        for each in CALENDARS
        if (span := _span(parts, each)) and since <= span[1] and span[0] <= timezone.localdate()
    ]
    return "solar" if possible == ["solar"] else "lunar" if possible == ["lunar"] else ""


def _converted(text: str, which: str, span: Span) -> str:
    message = (
        _("“%(cell)s” of the solar Hijri calendar is taken as %(date)s.")
        if which == "solar"
        else _(
            "“%(cell)s” of the lunar Hijri calendar is taken as %(date)s. It can be a day off, because months began by sight."
        )
    )
    return message % {"cell": text, "date": _in_words(span)}


def _in_words(span: Span) -> str:
    first, last = (date_format(day, "j F Y") for day in span)
    return first if first == last else f"{first} to {last}"


def _without_mark(text: str) -> tuple[str, Calendar]:
    """Cut off the sign of a calendar: “1396 ش”, “1439 AH”."""
    for calendar, pattern in _marks():
        cut, number = pattern.subn(" ", text)
        if number and re.search(r"\d", cut):
            return " ".join(cut.split()), calendar
    return text, ""


@cache
def _marks() -> tuple[tuple[Calendar, re.Pattern[str]], ...]:
    def pattern(words: list[str]) -> re.Pattern[str]:
        longest = sorted(words, key=len, reverse=True)
        return re.compile(
            rf"(?<![^\W\d])(?:{'|'.join(map(re.escape, longest))})(?!\w)\.?", re.IGNORECASE
        )

    known = languages.load()["calendar"]
    return tuple(
        (calendar, pattern([word for words in known[calendar].values() for word in words]))
        for calendar in CALENDARS
    )


def _parts(words: str) -> tuple[Parts | None, Calendar]:
    """Year, month and day, and the calendar that the name of the month shows."""
    if match := _NUMERIC.fullmatch(words):
        return (int(match[1]), _number(match[2]), _number(match[3])), ""
    if match := _YEAR_LAST.fullmatch(words):
        return (int(match[3]), int(match[2]), int(match[1])), ""
    for calendar, months in _months():
        if (match := months.search(words)) and (parts := _with_month(words, match)):
            return parts, calendar
    return None, ""


def _with_month(words: str, match: re.Match[str]) -> Parts | None:
    """match: of the name of a month in the words. The rest is a year and perhaps a day."""
    rest = languages.without_filler(f"{words[: match.start()]} {words[match.end() :]}")
    if re.search(r"[^\d\s,./-]", rest):
        return None
    numbers = re.findall(r"\d+", rest)
    years = [int(number) for number in numbers if len(number) == 4 and number.startswith("1")]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(years) != 1 or years[0] >= 1500 or len(days) > 1 or len(numbers) != 1 + len(days):
        return None
    month = next(int(name[1:]) for name, found in match.groupdict().items() if found)
    return years[0], month, days[0] if days else None


@cache
def _months() -> tuple[tuple[Calendar, re.Pattern[str]], ...]:
    def pattern(table: dict[str, list[str]]) -> re.Pattern[str]:
        longest = sorted(
            ((name, month) for month, names in table.items() for name in names),
            key=lambda each: -len(each[0]),
        )
        by_month = {
            month: "|".join(re.escape(name) for name, of in longest if of == month)
            for month in table
        }
        # The longer names of a month first: Rabi II before Rabi I.
        order = sorted(by_month, key=lambda month: -max(len(name) for name in table[month]))
        return re.compile(
            "|".join(rf"(?P<m{month}>(?<!\w)(?:{by_month[month]})(?!\w))" for month in order),
            re.IGNORECASE,
        )

    words = languages.load()
    return (("lunar", pattern(words["lunar"])), ("solar", pattern(words["solar"])))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _span(parts: Parts, calendar: str) -> Span | None:
    years, to_gregorian = (_SOLAR, _from_solar) if calendar == "solar" else (_LUNAR, _from_lunar)
    return _days(parts, to_gregorian) if parts[0] in years else None


def _from_solar(year: int, month: int, day: int) -> date:
    found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return found


def _from_lunar(year: int, month: int, day: int) -> date:
    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def _days(parts: Parts, to_gregorian: Callable[[int, int, int], date]) -> Span | None:
    """The first and the last day of the year, month or day."""
    year, month, day = parts
    try:
        if day:
            found = to_gregorian(year, month or 1, day)
            return found, found
        if month:
            following = (year, month + 1) if month < 12 else (year + 1, 1)
            return to_gregorian(year, month, 1), to_gregorian(*following, 1) - timedelta(days=1)
        return to_gregorian(year, 1, 1), to_gregorian(year + 1, 1, 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
