"""Dates in digits, as programs and people write them: 20180305, 05.03.18, 5-Mar-18, 03/04/2018, 43164."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.text.date_parser import MONTHS, days_of_figures
from profiles.importing.dates.rewritten import Order, Rewritten

_TIME = r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
_THREE = re.compile(
    rf"(\d{{1,2}})\s?([./-]|\s)\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}})\.?{_TIME}", re.ASCII
)
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s?([./-]|\s)\s?(\d{{1,2}})\s?\2\s?(\d{{1,2}})\.?{_TIME}", re.ASCII
)
_MONTH = re.compile(r"(\d{4})\s?[./-]\s?(\d{1,2})|(\d{1,2})\s?[./-]\s?(\d{4})", re.ASCII)
_WITH_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[ ./-]+({'|'.join(MONTHS)})\.?[ ,./-]+(\d{{4}}|'?\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_CLOSE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{4}(?:\d\d)?)?", re.ASCII)
_FLOAT = re.compile(r"(\d{4,8})\.0+", re.ASCII)
_SERIAL = re.compile(r"[2-5]\d{4}", re.ASCII)
_FIRST_DAY = date(1899, 12, 30)  # of spreadsheets


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """What the cells of a column say about the order of day and month. day_first, month_first: cells with one order only."""

    day_first: tuple[str, ...] = ()
    month_first: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    @property
    def guess(self) -> Order:
        if self.day_first and not self.month_first:
            return "day"
        return "month" if self.month_first and not self.day_first else ""


def gather_evidence(cells: Iterable[str]) -> OrderEvidence:
    """cells: with ASCII digits. Dots are day first everywhere, and are no evidence for the others."""
    day_first: list[str] = []
    month_first: list[str] = []
    either: list[str] = []
    for cell in cells:
        match = _THREE.fullmatch(cell)
        if match is None or match[2] == ".":
            continue
        first, second = int(match[1]), int(match[3])
        if first == second:
            continue
        days = days_of_figures(first, second, int(match[4]) if len(match[4]) == 4 else 2000)
        if len(days) == 2:
            either.append(cell)
        elif days:
            (day_first if days[0].day == first else month_first).append(cell)
    return OrderEvidence(tuple(day_first), tuple(month_first), tuple(either))


def rewrite(text: str, order: Order) -> Rewritten | None:
    """Return None if the text is not such a date. Raises ValidationError if it could be two, or is no day."""
    if match := _FLOAT.fullmatch(text):
        text = match[1]
    if match := _YEAR_FIRST.fullmatch(text):
        return Rewritten(date(int(match[1]), int(match[3]), int(match[4])).isoformat())
    if (match := _MONTH.fullmatch(text)) and 1 <= int(match[2] or match[3]) <= 12:
        return Rewritten(f"{match[1] or match[4]}-{int(match[2] or match[3]):02}")
    if match := _CLOSE.fullmatch(text):
        return _close(text, match, order)
    if _SERIAL.fullmatch(text):
        day = _FIRST_DAY + timedelta(days=int(text))
        return Rewritten(
            day.isoformat(),
            _("“%(cell)s” is taken as %(day)s: spreadsheets count days like this. Please check.")
            % {"cell": text, "day": date_format(day, "j F Y")},
            is_other=True,
        )
    if match := _WITH_MONTH.fullmatch(text):
        return _with_month(text, match)
    if match := _THREE.fullmatch(text):
        return _three(text, match, order)
    return Rewritten(text) if _FLOAT.fullmatch(text) or re.fullmatch(r"\d{4}", text) else None


def _with_month(text: str, match: re.Match[str]) -> Rewritten:
    day, month, short = int(match[1]), MONTHS[match[2].lower()], match[3].lstrip("'")
    year = int(short) if len(short) == 4 else full_year(short)
    try:
        found = date(year, month, day)
    except ValueError:
        raise _no_such_day() from None
    words = date_format(found, "j F Y")
    return (
        Rewritten(words)
        if len(short) == 4
        else Rewritten(words, _short_year(text, found), is_other=True)
    )


def _close(text: str, match: re.Match[str], order: Order) -> Rewritten | None:
    with suppress(ValueError):
        found = date(int(match[1]), int(match[2]), int(match[3]))
        if 1850 <= found.year <= 2100:
            return Rewritten(found.isoformat())
    if len(text) != 8:
        return None
    return (
        rewrite(f"{text[:2]}/{text[2:4]}/{text[4:]}", order)
        if "1850" <= text[4:] <= "2100"
        else None
    )


def _three(text: str, match: re.Match[str], order: Order) -> Rewritten:
    first, second, short = int(match[1]), int(match[3]), match[4]
    year = int(short) if len(short) == 4 else full_year(short)
    days = days_of_figures(first, second, year)
    if not days:
        raise _no_such_day()
    if len(days) > 1:
        if order == "month":
            days.reverse()
        elif order == "" and match[2] != ".":
            raise ValidationError(
                _(
                    "It could be %(one)s or %(other)s. Say under “Its columns” whether the day or the month comes first."
                )
                % {"one": date_format(days[0], "j F Y"), "other": date_format(days[1], "j F Y")}
            )
    if len(short) == 4:
        return Rewritten(days[0].isoformat())
    return Rewritten(days[0].isoformat(), _short_year(text, days[0]), is_other=True)


def full_year(short: str) -> int:
    """Of two digits: the latest such year that has begun."""
    year = 2000 + int(short)
    return year if year <= timezone.localdate().year else year - 100


def _short_year(text: str, day: date) -> str:
    return _("“%(cell)s” is taken as %(day)s: its year has only two digits. Please check.") % {
        "cell": text,
        "day": date_format(day, "j F Y"),
    }


def _no_such_day() -> ValidationError:
    return ValidationError(_("There is no such day."))
