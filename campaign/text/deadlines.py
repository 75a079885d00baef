"""When something opens or closes, in words for everyone: day, hour and time zone, and how long is left.

    format_moment(opens_at)     "30 November 2026, 00:00 UTC"
    format_deadline(closes_at)  "29 November 2026, 24:00 UTC"

What closes at midnight closes at the end of a day. “Until 30 November” would be wrong by that day, and “30 November,
00:00” is read as if the whole day were left. The zone is the campaign's own (the setting TIME_ZONE).

A line may break before the time, but not inside a date, or between a number and its unit: there the spaces are
no-break spaces.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NO_BREAK = "\u00a0"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
COUNTED_DOWN = timedelta(days=7)  # before its end we say how long is left


def format_day(day: date | None) -> str:
    """“30 November 2026”. A moment is shown as the day that it is in the campaign's zone."""
    if day is None:
        return ""
    local = timezone.localtime(day) if isinstance(day, datetime) and timezone.is_aware(day) else day
    return _in_one_line(date_format(local, "j F Y"))


def format_moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return _worded(local.date(), f"{local:%H:%M}", local)


def format_deadline(moment: datetime) -> str:
    """A moment at which something ends."""
    local = timezone.localtime(moment)
    if local.time() == time.min:
        return _worded(last_day(moment), "24:00", local)
    return _worded(local.date(), f"{local:%H:%M}", local)


def last_day(moment: datetime) -> date:
    """The last day on which something was open that ended at this moment."""
    local = timezone.localtime(moment)
    return local.date() - DAY if local.time() == time.min else local.date()


def _worded(day: date, clock: str, local: datetime) -> str:
    return _("%(day)s, %(time)s\u00a0%(zone)s") % {
        "day": format_day(day),
        "time": clock,
        "zone": zone_name(local),
    }


def _in_one_line(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def zone_name(local: datetime) -> str:
    """“UTC”, “CET”; the distance from UTC for a zone without letters of its own."""
    name = local.tzname() or ""
    return name if name.isalpha() else f"UTC{offset_from_utc(local)}"


def offset_from_utc(local: datetime) -> str:
    return f"{local:%:z}"


def time_left(moment: datetime, now: datetime | None = None) -> str:
    """“3 days left”, “5 hours left”; empty if it is over, or more than a week away."""
    left = moment - (now or timezone.now())
    if not timedelta(0) < left <= COUNTED_DOWN:
        return ""
    if hours := round(left / HOUR):
        days = round(left / DAY)
        if hours >= 24:
            left_over = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        else:
            left_over = ngettext("%(hours)s hour left", "%(hours)s hours left", hours) % {
                "hours": hours
            }
    else:
        left_over = _("less than an hour left")
    return _in_one_line(left_over)
