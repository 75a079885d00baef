"""Columns about the person herself: birth, home, work, and the texts of her profile."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from campaign.text.date_parser import Precision
from profiles.importing import targets, values
from profiles.importing.lexicon import Lexicon
from profiles.importing.says import Says
from profiles.importing.targets import Label, Read, Target, from_person, of_person
from profiles.models import Detainee
from profiles.models import vocabulary as words

PERSON, TEXTS = lazy("The person"), lazy("Texts")


def _longest(field: str) -> int:
    return getattr(Detainee._meta.get_field(field), "max_length", None) or 0


def _read_ethnicity(says: Says, cell: str, lexicon: Lexicon) -> None:
    says.ethnicities = lexicon.people(cell)


def _read_occupation(says: Says, cell: str, lexicon: Lexicon) -> None:
    of_person("occupation", targets.line(_longest("occupation")))(says, cell, lexicon)
    if group := values.known_choice(cell, words.OccupationGroup):
        says.guesses["occupation_group"] = group


def _texts(field: str) -> Read:
    """Paragraphs, to which a second column adds its own."""
    longest = _longest(field) or None

    def read(says: Says, cell: str, _lexicon: Lexicon) -> None:
        before = says.person.get(field, "")
        says.person[field] = values.paragraphs(f"{before}\n\n{cell}".strip(), longest)

    return read


def _day(cell: str, _lexicon: Lexicon) -> tuple[date, None]:
    when = values.when(cell)
    if when.precision != Precision.DAY or when.earliest is None:
        raise ValidationError(_("A day is needed, such as 2026-03-15."))
    return when.earliest, None


def _yes_or_no(cell: str, _lexicon: Lexicon) -> tuple[bool, None]:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if cell.casefold() not in answers:
        raise ValidationError(_("It must be yes or no."))
    return answers[cell.casefold()], None


def _field(
    key: str, label: Label, field: str, read: Read, *,
    group: Label = PERSON, is_private: bool = False,
) -> Target:  # fmt: skip
    return Target(key, label, group, read, from_person(field), is_private=is_private)


TARGETS = (
    _field("gender", lazy("Gender"), "gender",
           of_person("gender", targets.choice(words.Gender))),
    _field("birth", lazy("Born"), "birth", of_person("birth", targets.when)),
    Target("ethnicity", lazy("Ethnicity, divided by |"), PERSON, _read_ethnicity,
           lambda person: csv.join_values(each.code for each in person.ethnicities.all())),
    _field("home_place", lazy("Home: prefecture or city"), "home_place",
           of_person("home_place", targets.place)),
    _field("occupation", lazy("Occupation"), "occupation", _read_occupation),
    _field("occupation_group", lazy("Kind of work"), "occupation_group",
           of_person("occupation_group", targets.choice(words.OccupationGroup))),
    _field("summary__en", lazy("Summary"), "summary", _texts("summary"), group=TEXTS),
    _field("story__en", lazy("Story"), "story", _texts("story"), group=TEXTS),
    _field("staff_notes", lazy("Staff notes"), "staff_notes", _texts("staff_notes"),
           group=TEXTS, is_private=True),
    _field("last_verified", lazy("Last checked: day"), "checked_on", of_person("checked_on", _day)),
    _field("withholds", lazy("Withholds details: yes or no"), "withholds",
           of_person("withholds", _yes_or_no)),
)  # fmt: skip
