"""Names and places of a person that are to stay hidden, and where the public would read them all the same.

They are looked for in the public shape itself: in whatever the public would get to read, wherever it was typed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from inspect import getmembers
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from profiles.models import Consent, Detainee
from profiles.models.places import Place, alternatives, without_kind
from profiles.names.chinese import HAN, WORD
from profiles.names.folding import fold, latin_letters
from profiles.public.profile import PublicProfile

# Letters of what is looked for in another spelling, or by itself where it is a part of a name; there, two are
# enough of Chinese ones.
SHORTEST = 3
_LATIN = re.compile("[a-z]")
_JOINS = re.compile("[-\u2010\u2011\u2013/]")  # Abdu-Rahman: either is called so, too
_POSSESSIVE = re.compile(r"['’](?=s\b)")
_NAMED_OTHERWISE = {"name": "names", "relatives": "relationships"}  # in the shape than at the desk

type Spelling = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Disclosure:
    words: str
    where: list[str]  # parts of the form, by their labels


def disclosures(person: Detainee) -> list[Disclosure]:
    names, places = list(_hidden_names(person)), _places(person)
    if not (names or places):
        return []
    consents = Prefetch(
        "consents", Consent.objects.defer("giver")
    )  # which would have to be unsealed
    prefetch_related_objects([person], consents)
    level = PublicProfile(person).place_level
    hidden = {words: _spellings(words) for words in (*names, *_hidden_places(places, level))}
    if not hidden:
        return []
    shape = PublicProfile(Detainee.objects.for_story().get(pk=person.pk))
    allowed = [*_shown_names(person), *_shown_places(places, level)]
    members = {name: list(strings) for name, strings in _told(shape)}
    text = cache(lambda member, spelling: "\n".join(map(spelling, members[member])))

    def stands_in(member: str, words: str) -> bool:
        return any(
            _is_word_of(spelling(words), text(member, spelling))
            and not any(_is_word_of(spelling(words), spelling(each)) for each in allowed)
            for spelling in hidden[words]
        )

    found = {words: {each for each in members if stands_in(each, words)} for words in hidden}
    return [
        Disclosure(words, _labels(where))
        for words, where in found.items()
        if where and not _is_told_with_a_longer_one(words, found)
    ]


def _is_told_with_a_longer_one(words: str, found: dict[str, set[str]]) -> bool:
    return any(
        words in longer and words != longer and found[words] <= found[longer] for longer in found
    )


# --- What is hidden, and what is not -----------------------------------------------------------------------


def _shown_names(person: Detainee) -> list[str]:
    if not person.is_named:
        return [person.shown_as]
    return [name.text for name in person.names.all() if name.is_public]


def _hidden_names(person: Detainee) -> Iterator[str]:
    """Of who is not named, each word too that is not in how the person is shown."""
    for name in person.names.all():
        if not (person.is_named and name.is_public):
            yield name.text
        if not person.is_named:
            words = WORD.findall(_JOINS.sub(" ", name.text))
            yield from (word for word in words if len(word) >= (2 if HAN.match(word) else SHORTEST))


def _places(person: Detainee) -> list[Place]:
    rows = [
        *person.claims.select_related("place__parent"),
        *person.events.select_related("place__parent"),
    ]
    return [place for place in (person.home_place, *(row.place for row in rows)) if place]


def _shown_places(places: list[Place], level: str) -> Iterator[str]:
    for place in places:
        if shown := place.at_level(level):
            yield from _names_of(shown)


def _hidden_places(places: list[Place], level: str) -> Iterator[str]:
    """Whatever is nearer than the public may come; of who is from nowhere, the prefecture too."""
    for place in places:
        shown = place.at_level(level)
        if shown != place:
            yield from _names_of(place)
        if shown is None and place.parent:
            yield from _names_of(place.parent)


def _names_of(place: Place) -> Iterator[str]:
    """In each script, with and without what kind of place it is."""
    wholes = (place.name, place.name_uyghur, place.name_chinese)
    names = [name for whole in wholes for name in alternatives(whole)]
    return filter(None, (*names, *map(without_kind, names)))


# --- How it may be spelled ---------------------------------------------------------------------------------


def _as_typed(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _as_in_an_address(text: str) -> str:
    """An apostrophe is left out of a name; before an English s the name is over."""
    return latin_letters(_POSSESSIVE.sub(" ", text))


def _spellings(words: str) -> list[Spelling]:
    """A single short word sounds like many that mean something else."""
    spellings: list[Spelling] = [_as_typed]
    plain = latin_letters(words)
    if len(plain) >= SHORTEST:
        spellings.append(_as_in_an_address)
    if " " in plain:
        spellings.append(fold)
    return spellings


def _is_word_of(words: str, text: str) -> bool:
    """As words of their own where the script has spaces between them. What follows is no part of the name
    in Arabic and Cyrillic letters: endings are joined to it."""
    if HAN.search(words):
        return words in text
    end = r"(?![^\W\d_])" if _LATIN.search(words) else ""
    return re.search(rf"(?<![^\W\d_]){re.escape(words)}{end}", text) is not None


# --- Where it stands ---------------------------------------------------------------------------------------


def _told(shape: PublicProfile) -> Iterator[tuple[str, Iterator[str]]]:
    for name, value in getmembers(shape):
        if not name.startswith("_"):
            # The address is in many things, and is changed in one place.
            yield name, (each for each in _strings(value) if not each.startswith(shape.url))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _strings(asdict(value))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _labels(members: set[str]) -> list[str]:
    labels = filter(None, map(_label, sorted(members)))
    return list(dict.fromkeys(labels)) or [_("elsewhere on the page")]


def _label(member: str) -> str:
    """What the shape only tells again has none."""
    try:
        field: Any = Detainee._meta.get_field(_NAMED_OTHERWISE.get(member, member))
    except FieldDoesNotExist:
        return ""
    if field.auto_created:
        return str(field.related_model._meta.verbose_name_plural)
    return str(field.verbose_name)
