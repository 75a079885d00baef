"""Columns about the person: names, birth, home, work, and the texts of the profile.

A cell holds a name in one of these forms:

    Aygül Misal                     its letters show that it is Uyghur in Latin script
    kk-Latn: Nurlan Mysal           with its language, where the letters do not show it
    kk-Latn/maiden: Nurlan Mysal    with its language and kind
"""

import re
from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import clean, csv
from campaign.text.date_parser import Precision
from profiles.importing.columns import targets, values
from profiles.importing.columns.targets import (
    CellParser,
    CellWriter,
    Label,
    ParsedRow,
    Part,
    Target,
    from_person,
    into_person,
    public_rows,
)
from profiles.importing.columns.values import CellWarning, Lookups
from profiles.models import Detainee, Name
from profiles.models import vocabulary as words
from profiles.models.vocabulary import NameKind, NameLanguage
from profiles.names.scripts import languages_of, scripts_of

NAMES, PERSON, TEXTS = lazy("Names"), lazy("The person"), lazy("Texts")

# --- Names -------------------------------------------------------------------------------------------------

MAX_NAME_LENGTH = 120
# The first public name in each of these has a column of its own, beside the one that is shown first.
LANGUAGE_COLUMNS: dict[str, str] = {
    "name_ug_arab": NameLanguage.UG_ARAB,
    "name_zh": NameLanguage.ZH_HANS,
    "name_kk_cyrl": NameLanguage.KK_CYRL,
}
_TAGGED_NAME = re.compile(
    rf"(?:({'|'.join(NameLanguage.values)})(?:/({'|'.join(NameKind.values)}))?|"
    rf"({'|'.join(NameKind.values)})):\s*(.+)",
    re.DOTALL,
)


def parse_name(
    cell: str, *, language: str = "", kind: str = ""
) -> tuple[str, str, str, CellWarning | None]:
    """Return text, language, kind, and a warning if the letters contradict what the file says of them.

    Raises ValidationError for a text that is no name. language, kind: the defaults where the cell has none.
    """
    match = _TAGGED_NAME.fullmatch(cell)
    if match:
        language, kind = match[1] or language, match[2] or match[3] or kind
    name = clean.clean_name(values.clean_line(match[4] if match else cell, MAX_NAME_LENGTH))
    possible = languages_of(name)
    if not possible:
        raise ValidationError(_("These letters belong to no language that names can have here."))
    found = language if language in possible else possible[0]
    return name, found, kind or NameKind.PRIMARY, _doubt(name, language, found)


def _doubt(name: str, language: str, found: str) -> CellWarning | None:
    if len(scripts_of(name)) > 1:
        return CellWarning(_("The name mixes two scripts. Enter it in each script on its own."))
    if language and found != language:
        return CellWarning(
            _("The letters are not those of that language; taken as %s.")
            % NameLanguage(found).label
        )
    return None


def format_name(name: Name, *, language: str = "", kind: str = NameKind.PRIMARY) -> str:
    """Return the shortest form that `parse_name` understands, given the same defaults."""
    plain = (name.text, name.language, name.kind)
    if (
        not _TAGGED_NAME.fullmatch(name.text)
        and parse_name(name.text, language=language, kind=kind)[:3] == plain
    ):
        return name.text
    return f"{name.language}/{name.kind}: {name.text}"


def _one_name(language: str = "") -> CellParser:
    """Return a parser of a name. Further names in the cell are other spellings."""

    def parse(parsed: ParsedRow, cell: str, _lookups: Lookups) -> CellWarning | None:
        first, *others = values.split_values(cell)
        doubts = [_add_name(parsed, first, language=language)]
        doubts += [
            _add_name(parsed, each, language=language, kind=NameKind.ALSO_KNOWN_AS)
            for each in others
        ]
        return next(filter(None, doubts), None)

    return parse


def _several_names(*, is_public: bool) -> CellParser:
    def parse(parsed: ParsedRow, cell: str, _lookups: Lookups) -> CellWarning | None:
        doubts = [
            _add_name(parsed, each, kind=NameKind.ALSO_KNOWN_AS, is_public=is_public)
            for each in values.split_values(cell)
        ]
        return next(filter(None, doubts), None)

    return parse


def _add_name(
    parsed: ParsedRow, cell: str, *, language: str = "", kind: str = "", is_public: bool = True
) -> CellWarning | None:
    text, found, kind, doubt = parse_name(cell, language=language, kind=kind)
    initial = {"language": found, "kind": kind, "is_public": is_public}
    parsed.add(Part("names", {"text": text}, initial=initial))
    return doubt


def _names_by_column(person: Detainee) -> Iterator[tuple[str, Name]]:
    """Yield each public name with the column that it is written in."""
    free = {language: key for key, language in LANGUAGE_COLUMNS.items()}
    for number, name in enumerate(public_rows(person, "names")):
        yield ("name" if number == 0 else free.pop(name.language, "other_names")), name


def _write_name(key: str) -> CellWriter:
    language = LANGUAGE_COLUMNS.get(key, "")

    def write(person: Detainee) -> str:
        names = (name for column, name in _names_by_column(person) if column == key)
        return next((format_name(name, language=language) for name in names), "")

    return write


def _write_other_names(person: Detainee) -> str:
    names = (name for column, name in _names_by_column(person) if column == "other_names")
    return csv.join_values(format_name(name, kind=NameKind.ALSO_KNOWN_AS) for name in names)


def _write_hidden_names(person: Detainee) -> str:
    names = (name for name in person.names.all() if not name.is_public)
    return csv.join_values(format_name(name, kind=NameKind.ALSO_KNOWN_AS) for name in names)


# --- The person --------------------------------------------------------------------------------------------


def _max_length(field: str) -> int:
    return getattr(Detainee._meta.get_field(field), "max_length", None) or 0


def _parse_ethnicities(parsed: ParsedRow, cell: str, lookups: Lookups) -> None:
    parsed.ethnicities = lookups.find_ethnicities(cell)


def _parse_occupation(parsed: ParsedRow, cell: str, lookups: Lookups) -> None:
    into_person("occupation", targets.line(_max_length("occupation")))(parsed, cell, lookups)
    if group := values.find_choice(cell, words.OccupationGroup):
        parsed.guesses["occupation_group"] = group


def _paragraphs(field: str) -> CellParser:
    """Return a parser of paragraphs. A second column of the same field adds its own."""
    max_length = _max_length(field) or None

    def parse(parsed: ParsedRow, cell: str, _lookups: Lookups) -> None:
        before = parsed.fields.get(field, "")
        parsed.fields[field] = values.clean_paragraphs(f"{before}\n\n{cell}".strip(), max_length)

    return parse


def _parse_day(cell: str, _lookups: Lookups) -> tuple[date, None]:
    when = values.parse_date(cell)
    if when.precision != Precision.DAY or when.earliest is None:
        raise ValidationError(_("A day is needed, such as 2026-03-15."))
    return when.earliest, None


def _parse_yes_or_no(cell: str, _lookups: Lookups) -> tuple[bool, None]:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if cell.casefold() not in answers:
        raise ValidationError(_("It must be yes or no."))
    return answers[cell.casefold()], None


def _field(
    key: str, label: Label, field: str, parse: CellParser, *, group: Label = PERSON
) -> Target:  # fmt: skip
    return Target(key, label, group, parse, from_person(field))


TARGETS = (
    Target("name", lazy("Name"), NAMES, _one_name(), _write_name("name")),
    *(
        Target(
            key,
            format_lazy("{}: {}", lazy("Name"), NameLanguage(language).label),
            NAMES,
            _one_name(language),
            _write_name(key),
        )
        for key, language in LANGUAGE_COLUMNS.items()
    ),
    Target("other_names", lazy("Other names, divided by |"), NAMES,
           _several_names(is_public=True), _write_other_names),
    Target("hidden_names", lazy("Names that are not shown, divided by |"), NAMES,
           _several_names(is_public=False), _write_hidden_names),
    _field("gender", lazy("Gender"), "gender",
           into_person("gender", targets.choice(words.Gender))),
    _field("birth", lazy("Born"), "birth", into_person("birth", targets.partial_date)),
    Target("ethnicity", lazy("Ethnicity, divided by |"), PERSON, _parse_ethnicities,
           lambda person: csv.join_values(each.code for each in person.ethnicities.all())),
    _field("home_place", lazy("Home: prefecture or city"), "home_place",
           into_person("home_place", targets.place)),
    _field("occupation", lazy("Occupation"), "occupation", _parse_occupation),
    _field("occupation_group", lazy("Kind of work"), "occupation_group",
           into_person("occupation_group", targets.choice(words.OccupationGroup))),
    _field("summary__en", lazy("Summary"), "summary", _paragraphs("summary"), group=TEXTS),
    _field("story__en", lazy("Story"), "story", _paragraphs("story"), group=TEXTS),
    _field("staff_notes", lazy("Staff notes"), "staff_notes", _paragraphs("staff_notes"),
           group=TEXTS),
    _field("last_verified", lazy("Last checked: day"), "checked_on",
           into_person("checked_on", _parse_day)),
    _field("withholds", lazy("Withholds details: yes or no"), "withholds",
           into_person("withholds", _parse_yes_or_no)),
)  # fmt: skip
