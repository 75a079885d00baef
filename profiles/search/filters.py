"""The filters of the wall of portraits: the parameters of an address and their values.

Each filter is declared once for pages, JSON, CSV and the documentation (profiles/search/selection.py). The terms of
the listing decide which people a filter finds. The database function `profiles_listing_of` makes them, and they
contain nothing that a page leaves out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.models import vocabulary
from profiles.models.places import Ethnicity, Place

type Label = str | Promise
type Labels = Mapping[str, Label]
FIRST_YEAR, FIRST_DECADE = 1990, 1900
UNKNOWN, NOT_KNOWN = "unknown", _("Not known")  # finds the people without any other value


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of the address, with its values and their labels.

    known: the values except UNKNOWN. unknown: the label for people whose value is not known or withheld.
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
    none = vocabulary.SentenceKind.NONE
    return {value: label for value, label in vocabulary.SentenceKind.choices if value != none}


FILTERS = (
    Filter(
        "status",
        _("Status"),
        lambda: dict(vocabulary.Status.choices),
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
    Filter("gender", _("Gender"), lambda: dict(vocabulary.Gender.choices)),
    Filter("born", _("Decade of birth"), _decades),
    Filter("occupation", _("Work"), lambda: dict(vocabulary.OccupationGroup.choices)),
    Filter(
        "reason",
        _("Suspected reason"),
        lambda: dict(vocabulary.ReasonKind.choices),
        _("Why people who know the person think it happened. This is not the official charge."),
        unknown=_("No information"),
    ),
    Filter("sentence", _("Sentence"), _sentences),
)
