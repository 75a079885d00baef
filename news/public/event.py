"""When an event is: by the clocks of its place, with their distance from UTC, and as a calendar entry (RFC 5545)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.publishing.sharing import absolute
from campaign.text.deadlines import format_day, offset_from_utc
from news.models import Kind, NewsItem

_MOST_BYTES = 75  # of a line of a calendar, without its end
_ESCAPED = {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n", ord("\r"): None}


@dataclass(frozen=True, slots=True)
class EventTimes:
    """starts, ends: in the zone of the place."""

    starts: datetime
    ends: datetime | None
    zone: str

    @property
    def words(self) -> str:
        """“Saturday 5 December 2026, 14:00 to 16:00”."""
        return _range(self.starts, self.ends)

    @property
    def zone_words(self) -> str:
        """“Zurich time, UTC+01:00”."""
        if self.zone == "UTC":
            return "UTC"
        place = self.zone.rpartition("/")[2].replace("_", " ")
        return _("%(place)s time, UTC%(offset)s") % {
            "place": place,
            "offset": offset_from_utc(self.starts),
        }

    @property
    def utc_words(self) -> str:
        """The same in UTC, if the place has other clocks."""
        if not self.starts.utcoffset():
            return ""
        return _range(self.starts.astimezone(UTC), self.ends and self.ends.astimezone(UTC)) + " UTC"


def event_of(item: NewsItem) -> EventTimes | None:
    if item.kind != Kind.EVENT or item.starts_at is None:
        return None
    zone = ZoneInfo(item.time_zone)
    ends = item.ends_at.astimezone(zone) if item.ends_at else None
    return EventTimes(item.starts_at.astimezone(zone), ends, item.time_zone)


def _range(starts: datetime, ends: datetime | None) -> str:
    first = _at(starts)
    if ends is None:
        return first
    last = f"{ends:%H:%M}" if ends.date() == starts.date() else _at(ends)
    return _("%(start)s to %(end)s") % {"start": first, "end": last}


def _at(moment: datetime) -> str:
    # As a plain date, which no filter turns into the day of the campaign's own zone.
    day = f"{date_format(moment.date(), 'l')} {format_day(moment.date())}"
    return f"{day}, {moment:%H:%M}"


# --- The calendar entry ----------------------------------------------------------------------------------------------


def calendar(item: NewsItem, event: EventTimes) -> str:
    url = absolute(item.get_absolute_url())
    lines = {
        "UID": f"news-{item.pk}@{urlsplit(settings.SITE_URL).hostname}",
        "DTSTAMP": _stamp(item.updated_at),
        "DTSTART": _stamp(event.starts),
        "DTEND": _stamp(event.ends) if event.ends else "",
        "SUMMARY": item.headline.translate(_ESCAPED),
        "LOCATION": item.place.translate(_ESCAPED),
        "DESCRIPTION": f"{item.standfirst}\n{url}".translate(_ESCAPED),
        "URL": url,
    }
    entry = [f"{name}:{value}" for name, value in lines.items() if value]
    name = settings.CAMPAIGN_NAME.translate(_ESCAPED)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{name}//News//EN", "BEGIN:VEVENT"]
    whole = [*head, *entry, "END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for line in whole for part in _folded(line))


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> Iterator[str]:
    """A long line in parts, of which all but the first begin with a space."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > _MOST_BYTES:
            yield part
            part = " "
        part += letter
    yield part
