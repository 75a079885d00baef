"""Reads one cell of a column of dates."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.text import partial_dates
from profiles.importing.dates import calendars, edtf, figures, languages
from profiles.importing.dates.rewritten import Calendar, Order, Rewritten

EARLIEST = date(1900, 1, 1)  # of births
EARLIEST_EVENT = date(1990, 1, 1)
_FROM_TO = re.compile(r"(\d{4}[\d ./-]*)[:~](\d{4}[\d ./-]*)", re.ASCII)


def plain(cell: str) -> str:
    """ASCII digits, plain hyphens, single blanks, no invisible characters."""
    text = unicodedata.normalize("NFKC", cell)
    letters = (
        "-" if unicodedata.category(c) == "Pd" else str(unicodedata.decimal(c, c))
        for c in text
        if unicodedata.category(c) != "Cf"
    )
    return " ".join("".join(letters).split()).strip("\"“”«»„'‘’")


def rewrite(
    cell: str, *, order: Order = "", calendar: Calendar = "", since: date = EARLIEST
) -> Rewritten:
    """Rewrite a date for `partial_dates`. Raises ValidationError, in words for staff, if it is none or could be two."""
    if len(cell) > 2 * partial_dates.MAX_LENGTH:
        raise ValidationError(_("It is not understood as a date."))
    text = plain(cell)
    if match := _FROM_TO.fullmatch(text):
        sides = (
            rewrite(side, order=order, calendar=calendar, since=since) for side in match.groups()
        )
        return Rewritten(" to ".join(side.words for side in sides))
    try:
        found = (
            calendars.rewrite(text, calendar, since=since)
            or _edtf(text)
            or figures.rewrite(_bare(text), order)
            or _as_written(cell, text)
        )
    except ValueError:
        raise ValidationError(_("There is no such day.")) from None
    if found is None and (words := languages.rewrite(text)):
        found = Rewritten(words, is_other=True)
    if found is None or not _is_read(found.words):
        raise ValidationError(_("It is not understood as a date."))
    return found


def _bare(text: str) -> str:
    """Without “г.” or “year” around digits."""
    bare = languages.without_filler(text)
    return bare if re.fullmatch(r"[\d\s./-]+", bare) else text


def _edtf(text: str) -> Rewritten | None:
    words = edtf.rewrite(text)
    return Rewritten(words, is_other=True) if words else None


def _as_written(cell: str, text: str) -> Rewritten | None:
    """A date that is read as it stands keeps its words."""
    for words in (cell, text):
        if _is_read(words):
            return Rewritten(words)
    return None


def _is_read(words: str) -> bool:
    try:
        partial_dates.parse(words)
    except ValueError:
        return False
    return True


def guess_calendar(cells: Iterable[str], *, since: date) -> Calendar:
    """The calendar of the cells that can be of only one, if they agree. cells: as `plain` leaves them."""
    found = {calendar for cell in cells if (calendar := calendars.calendar_of(cell, since=since))}
    return found.pop() if len(found) == 1 else ""


def is_of_either_calendar(text: str, *, since: date) -> bool:
    """text: as `plain` leaves it."""
    try:
        found = [calendars.rewrite(text, calendar, since=since) for calendar in calendars.CALENDARS]
    except ValidationError:
        return False
    return found[0] != found[1]
