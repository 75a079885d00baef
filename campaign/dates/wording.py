"""A day or a time in words, so that no one can misread it: with the weekday, the zone, and how far away it is.

describe_moment(publish_at)   "Saturday 5 December 2026, 09:00 UTC, in 6 days"
describe_day(expires_on)      "Tuesday 5 January 2027, in 37 days"
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.text.deadlines import zone_name

DAYS_IN_DAYS = 60  # as far away as this in days, then in months, then in years
DAYS_IN_MONTHS = 730


def describe_day(day: date, today: date | None = None) -> str:
    return _("%(day)s, %(distance)s") % {
        "day": date_format(day, "l j F Y"),
        "distance": _distance_in_days((day - (today or timezone.localdate())).days),
    }


def describe_moment(moment: datetime, now: datetime | None = None) -> str:
    local, here = timezone.localtime(moment), timezone.localtime(now)
    days = (local.date() - here.date()).days
    return _("%(time)s, %(distance)s") % {
        "time": name_moment(moment),
        "distance": _distance_in_days(days) if days else _distance_today(local - here),
    }


def name_moment(moment: datetime) -> str:
    """Without how far away it is, for what is read later, such as the history."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s %(zone)s") % {
        "day": date_format(local, "l j F Y"),
        "time": f"{local:%H:%M}",
        "zone": zone_name(local),
    }


def _distance_today(distance: timedelta) -> str:
    minutes = round(abs(distance) / timedelta(minutes=1))
    if not minutes:
        return _("now")
    if minutes < 60:
        words = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    else:
        hours = round(minutes / 60)
        words = ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return _directed(words, is_past=distance < timedelta(0))


def _distance_in_days(days: int) -> str:
    if days == 0:
        return _("today")
    number = abs(days)
    if number <= DAYS_IN_DAYS:
        words = ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
    elif number <= DAYS_IN_MONTHS:
        months = round(number / 30.44)
        words = ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
    else:
        years = round(number / 365.25)
        words = ngettext("%(number)d year", "%(number)d years", years) % {"number": years}
    return _directed(words, is_past=days < 0)


def _directed(words: str, *, is_past: bool) -> str:
    return (_("%(time)s ago") if is_past else _("in %(time)s")) % {"time": words}
