"""The filters of the wall of portraits: what an address may ask for, and whom that leaves.

Each is declared once, for pages, JSON, CSV and their documentation alike (profiles/search/selection.py). Whom a
filter finds is decided by the terms of the listing (the database's function `profiles_listing_of`), which
hold nothing that a page leaves out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.models import vocabulary as words
from profiles.models.places import Ethnicity, Place

type Label = str | Promise
type Labels = Mapping[str, Label]
FIRST_YEAR, FIRST_DECADE = 1990, 1900
UNKNOWN, NOT_KNOWN = "unknown", _("Not known")  # asks for those whom other values leave out


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of the address, and the values it takes, with their labels.

    known: the values that say something. unknown: what to call that nothing is known, or may be said.
    """

    name: str
    label: Label
    known: Callable[[], Labels]
    help: Label = ""
    unknown: Label = NOT_KNOWN

    def labels(self) -> Labels:
        return {**self.known(), UNKNOWN: self.unknown}

    def term(self, value: str) -> str:
        return f"{self.name}={value}"


def _years() -> Labels:
    return {str(year): str(year) for year in range(FIRST_YEAR, timezone.localdate().year + 1)}


def _decades() -> Labels:
    decades = range(FIRST_DECADE, timezone.localdate().year + 1, 10)
    return {str(decade): f"{decade}s" for decade in decades}


def _prefectures() -> Labels:
    return dict(Place.objects.filter(parent=None).values_list("code", "name"))


def _sentences() -> Labels:
    none = words.SentenceKind.NONE
    return {value: label for value, label in words.SentenceKind.choices if value != none}


FILTERS = (
    Filter(
        "status",
        _("Status"),
        lambda: dict(words.Status.choices),
        _("According to the newest report."),
    ),
    Filter("place", _("Home area"), _prefectures, unknown=_("Not known or withheld")),
    Filter(
        "taken",
        _("Where taken"),
        _prefectures,
        _("Where the detention began, if we can publish it."),
        unknown=_("Not known or withheld"),
    ),
    Filter(
        "year",
        _("Year taken"),
        _years,
        _("If the date is not exact, we count every year in which the detention may have begun."),
    ),
    Filter(
        "ethnicity", _("Ethnicity"), lambda: dict(Ethnicity.objects.values_list("code", "name"))
    ),
    Filter("gender", _("Gender"), lambda: dict(words.Gender.choices)),
    Filter("born", _("Decade of birth"), _decades),
    Filter("occupation", _("Work"), lambda: dict(words.OccupationGroup.choices)),
    Filter(
        "reason",
        _("Suspected reason"),
        lambda: dict(words.ReasonKind.choices),
        _("Why people who know the person think it happened. This is not the official charge."),
        unknown=_("No information"),
    ),
    Filter("sentence", _("Sentence"), _sentences),
)
