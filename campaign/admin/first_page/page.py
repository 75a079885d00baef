"""Arranges the entries of the first page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.admin.first_page.entries import (
    MAX_ROWS,
    Entry,
    Figure,
    Link,
    Part,
    Row,
    all_entries,
)
from campaign.dates.wording import describe_day
from campaign.text.deadlines import zone_name

SHOWN = 6  # rows of an entry
SHOWN_BY_DAY = 10  # rows of a part that is listed by day


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page shows it. more: how many rows it leaves out, in words."""

    entry: Entry
    rows: Sequence[Row]
    more: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Rows by day. more: how many it leaves out, in words; lists: where they are."""

    days: list[tuple[str, list[Row]]]
    more: str
    lists: list[Link]
    helps: list[str]
    zone: str


def context(request: HttpRequest) -> dict[str, Any]:
    found = all_entries(request)
    entries = sorted(
        (each for each in found if isinstance(each, Entry) and each.rows),
        key=lambda entry: entry.rank,
    )
    of = {part: [each for each in entries if each.part == part] for part in Part}
    return {
        "alerts": of[Part.ALERTS],
        "waiting": [_shown(each) for each in of[Part.WAITING]],
        "scheduled": _calendar(of[Part.SCHEDULED]),
        "expires": _calendar(of[Part.EXPIRES]),
        "colleagues": [_shown(each) for each in of[Part.COLLEAGUES]],
        "tools": [_shown(each) for each in of[Part.TOOLS]],
        "counts": [_shown(each) for each in of[Part.FIGURES]],
        "figures": [each for each in found if isinstance(each, Figure)],
    }


def _shown(entry: Entry) -> Shown:
    return Shown(entry, entry.rows[:SHOWN], _more(len(entry.rows), SHOWN))


def _more(number: int, shown: int) -> str:
    if number > MAX_ROWS:
        return _("and more than %(number)d more") % {"number": MAX_ROWS - shown}
    return _("and %(number)d more") % {"number": number - shown} if number > shown else ""


def _calendar(entries: Iterable[Entry]) -> Calendar | None:
    entries = list(entries)
    rows = sorted((row for each in entries for row in each.rows), key=_moment)
    if not rows:
        return None
    soon = rows[:SHOWN_BY_DAY]
    return Calendar(
        days=[(describe_day(day), list(of_day)) for day, of_day in groupby(soon, key=_day)],
        more=_more(len(rows), SHOWN_BY_DAY),
        lists=[link for each in entries for link in each.lists],
        helps=[str(each.help) for each in entries if each.help],
        zone=zone_name(timezone.localtime()),
    )


def _day(row: Row) -> date:
    return timezone.localdate(row.at) if isinstance(row.at, datetime) else cast(date, row.at)


def _moment(row: Row) -> tuple[date, str]:
    """What is for a whole day stands before what has a time."""
    is_timed = isinstance(row.at, datetime)
    return _day(row), timezone.localtime(row.at).isoformat() if is_timed else ""  # type: ignore[arg-type]
