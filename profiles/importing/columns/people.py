"""Columns of names."""

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.text import csv
from profiles.importing.columns import names, values
from profiles.importing.columns.lexicon import Lexicon
from profiles.importing.columns.says import Part, Says
from profiles.importing.columns.targets import Read, Target, Write, shown
from profiles.importing.columns.values import Hint
from profiles.models import Detainee, Name
from profiles.models import vocabulary as words

NAMES = lazy("Names")
# The first name in each of these has a column of its own, beside the one that is shown first.
LANGUAGES: dict[str, str] = {
    "name_ug_arab": words.NameLanguage.UG_ARAB,
    "name_zh": words.NameLanguage.ZH_HANS,
    "name_kk_cyrl": words.NameLanguage.KK_CYRL,
}
ALSO = words.NameKind.ALSO_KNOWN_AS


def _one(language: str = "") -> Read:
    return lambda says, cell, _lexicon: _add(says, cell, language=language)


def _several(*, is_public: bool) -> Read:
    def read(says: Says, cell: str, _lexicon: Lexicon) -> None:
        for each in values.split(cell):
            _add(says, each, kind=ALSO, is_public=is_public)

    return read


def _add(
    says: Says, cell: str, *, language: str = "", kind: str = "", is_public: bool = True
) -> Hint | None:
    text, found, kind = names.read(cell, language=language, kind=kind)
    about = {"language": found, "kind": kind, "is_public": is_public}
    says.add(Part("names", {"text": text}, first=about))
    if language and found != language:
        return Hint(
            _("The letters are not those of that language; taken as %s.")
            % words.NameLanguage(found).label
        )
    return None


def _columns(person: Detainee) -> Iterator[tuple[str, Name]]:
    """Each shown name with the column that it is written in."""
    free = {language: key for key, language in LANGUAGES.items()}
    for number, name in enumerate(shown(person, "names")):
        yield ("name" if number == 0 else free.pop(name.language, "other_names")), name


def _write_one(key: str) -> Write:
    language = LANGUAGES.get(key, "")

    def write(person: Detainee) -> str:
        found = (name for column, name in _columns(person) if column == key)
        return next((names.write(name, language=language) for name in found), "")

    return write


def _write_others(person: Detainee) -> str:
    others = (name for column, name in _columns(person) if column == "other_names")
    return csv.join_values(names.write(name, kind=ALSO) for name in others)


def _write_hidden(person: Detainee) -> str:
    hidden = (name for name in person.names.all() if not name.is_public)
    return csv.join_values(names.write(name, kind=ALSO) for name in hidden)


TARGETS = (
    Target("name", lazy("Name"), NAMES, _one(), _write_one("name")),
    *(
        Target(
            key,
            format_lazy("{}: {}", lazy("Name"), words.NameLanguage(language).label),
            NAMES,
            _one(language),
            _write_one(key),
        )
        for key, language in LANGUAGES.items()
    ),
    Target(
        "other_names", lazy("Other names, divided by |"), NAMES, _several(is_public=True),
        _write_others,
    ),
    Target(
        "hidden_names", lazy("Names that are not shown, divided by |"), NAMES,
        _several(is_public=False), _write_hidden, is_private=True,
    ),
)  # fmt: skip
