"""Reads the data files into the classes of `schema.py`, and checks the references between files.

Raises `Mistake` on the first thing that has to be corrected, with its file and line.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from re import compile as pattern

from campaign.publishing.workflow import State
from demo import document
from demo.conversion import Converter, check_keys
from demo.document import Value
from demo.schema import (
    Addressee,
    Content,
    EthnicityCode,
    NewsItem,
    Person,
    Petition,
    PlaceCode,
    SitePage,
    Translation,
)
from profiles.models.places import Ethnicity, Place
from profiles.models.vocabulary import TERMS, Identity

FOLDER = Path(__file__).parent

_LINK_TO_A_PERSON = pattern(r"\(/profiles/([^/)]*)/\)")


@cache
def content() -> Content:
    """The demonstration's own data files, read once in a process."""
    return read(FOLDER)


def read(folder: Path) -> Content:
    converter = Converter(
        {
            PlaceCode: sorted(Place.objects.values_list("code", flat=True)),
            EthnicityCode: sorted(Ethnicity.objects.values_list("code", flat=True)),
        }
    )
    people = _people(folder / "people", converter)
    addressees = _addressees(folder / "petitions" / "addressees.toml", converter)
    petitions = _texts(folder / "petitions", Petition, "letter", converter)
    news = _texts(folder / "news", NewsItem, "body", converter)
    pages = _texts(folder / "pages", SitePage, "body", converter)

    slugs = {person.slug for _, person in people if person.slug}
    for value, person in people:
        _check_links(value, person, slugs)
    for value, petition in petitions:
        if petition.closed_days_ago and petition.closed_days_ago >= petition.opened_days_ago:
            raise value.at("closed_days_ago").mistake(
                "The petition closes before it opens. Use fewer days than in “opened_days_ago”."
            )
        _check_known(value.at("addressee"), petition.addressee, addressees, "addressees.toml")
        for slug in petition.people:
            _check_known(value.at("people"), slug, slugs, "people/")
    for value, item in news:
        for slug in item.petitions:
            _check_known(
                value.at("petitions"), slug, {each.slug for _, each in petitions}, "petitions/"
            )
    return Content(
        people=tuple(sorted((person for _, person in people), key=lambda each: each.reference)),
        addressees=addressees,
        petitions=tuple(petition for _, petition in petitions),
        news=tuple(item for _, item in news),
        pages=tuple(page for _, page in pages),
        translations=_translations(folder / "translations.toml", converter),
    )


def _people(folder: Path, converter: Converter) -> list[tuple[Value, Person]]:
    references, slugs = _Unique("reference"), _Unique("slug")
    found = []
    for path in sorted(folder.glob("*.toml")):
        value = document.read(path).root
        person = converter.table(Person, value)
        _check_person(value, person)
        references.add(value.at("reference"), person.reference)
        if person.slug:
            slugs.add(value.at("slug"), person.slug)
        for former in person.former_slugs:
            slugs.add(value.at("former_slugs"), former)
        found.append((value, person))
    return found


def _addressees(path: Path, converter: Converter) -> dict[str, Addressee]:
    value = document.read(path).root
    check_keys(value, ["addressees"])
    ids = _Unique("id")
    found = converter.several(Addressee, value.at("addressees"))
    for number, addressee in enumerate(found):
        ids.add(value.at("addressees", number, "id"), addressee.id)
    return {addressee.id: addressee for addressee in found}


def _translations(path: Path, converter: Converter) -> tuple[Translation, ...]:
    if not path.exists():
        return ()
    value = document.read(path).root
    check_keys(value, ["translations"])
    return converter.several(Translation, value.at("translations"))


def _texts[T: (Petition, NewsItem, SitePage)](
    folder: Path, kind: type[T], text_key: str, converter: Converter
) -> list[tuple[Value, T]]:
    slugs = _Unique("slug")
    found = []
    for path in _markdown(folder):
        value = document.read(path, text_key=text_key).root
        text = converter.table(kind, value)
        slugs.add(value.at("slug"), text.slug)
        found.append((value, text))
    return found


def _markdown(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.md")) if path.name != "README.md")


# --- Checks ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unique:
    """Refuse a value that is used twice, in one file or in two."""

    what: str
    first: dict[object, Value] = field(default_factory=dict)

    def add(self, value: Value, key: object) -> None:
        first = self.first.setdefault(key, value)
        if first is not value:
            raise value.mistake(
                f"The {self.what} “{_shown(value, key)}” is already used in "
                f"{first.document.path.name}, line {first.line}. Choose another one."
            )


def _shown(value: Value, key: object) -> object:
    """As it is written in the file."""
    return value.content if isinstance(value.content, str) else key


def _check_known(value: Value, name: str, known: Collection[str], place: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"Did you mean “{near[0]}”?" if near else "Add it there or correct the name."
        raise value.mistake(f"There is no “{name}” in {place}. {hint}")


def _check_person(value: Value, person: Person) -> None:
    was_public = person.state in {State.PUBLISHED, State.WITHDRAWN}
    has_address = was_public and person.identity == Identity.FULL
    if has_address and not person.slug:
        raise value.mistake("“slug” is missing. Add it: the last part of the page’s address.")
    if person.slug and not has_address:
        raise value.at("slug").mistake(
            "Delete “slug”: only a person who is named and was published has an address with a name."
        )
    if person.identity == Identity.PARTIAL and not person.shown_as:
        raise value.at("identity").mistake("Add “shown_as”: what the public sees for a name.")
    _check_names(value, person)
    _check_sources(value, person)
    case = person.legal_case
    if case and case.sentence_months and case.sentence not in TERMS:
        raise value.at("legal_case", "sentence_months").mistake(
            f"Only a term has months. Use a “sentence” that is one of: {', '.join(sorted(TERMS))}."
        )


def _check_names(value: Value, person: Person) -> None:
    names = _Unique("name")
    for language, text in person.names.items():
        names.add(value.at("names", language.value), (language, text))
    for number, name in enumerate(person.other_names):
        names.add(value.at("other_names", number, "text"), (name.language, name.text))


def _check_sources(value: Value, person: Person) -> None:
    ids = _Unique("id")
    for number, source in enumerate(person.sources):
        ids.add(value.at("sources", number, "id"), source.id)
    cited = {
        "events": [event.source for event in person.events],
        "claims": [claim.source for claim in person.claims],
        "replies": [reply.source for reply in person.replies],
    }
    for table, sources in cited.items():
        for number, source_id in enumerate(sources):
            if source_id and source_id not in ids.first:
                raise value.at(table, number, "source").mistake(
                    f"This person has no source with the id “{source_id}”. Add it under "
                    f"[[sources]] or use one of: {', '.join(map(str, ids.first))}."
                )


def _check_links(value: Value, person: Person, slugs: Collection[str]) -> None:
    """Refuse a link to a person who has no page."""
    for number, relationship in enumerate(person.relationships):
        related = value.at("relationships", number)
        if bool(relationship.other) == bool(relationship.description):
            raise related.mistake(
                "A relationship has either “other” or “description”. Keep one of the two."
            )
        if relationship.other and relationship.other == person.slug:
            raise related.at("other").mistake("This is the same person. Name another one.")
        if relationship.other:
            _check_known(related.at("other"), relationship.other, slugs, "people/")
    for key, text in (("summary", person.summary), ("story", person.story)):
        for slug in _LINK_TO_A_PERSON.findall(text):
            _check_known(value.at(key), slug, slugs, "people/")
