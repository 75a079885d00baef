"""Finds hidden names and places of a person in what the public would read.

The search goes through `PublicProfile` itself, so it covers everything public, from whichever field it comes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from inspect import getmembers
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from campaign.publishing.workflow import State
from profiles.models import Consent, Detainee
from profiles.models.places import Place, alternatives, without_kind
from profiles.names.chinese import HAN, WORD
from profiles.names.folding import fold, latin_letters
from profiles.public.profile import PublicProfile

# Shorter words are not looked for in other spellings. Parts of a name that are shorter are not looked for at all,
# except that two Chinese characters are enough.
MIN_LENGTH = 3
MIN_FOLDED = (
    4  # letters of a key: of a single word that is shorter, too many other words have the same key
)
_LATIN = re.compile("[a-z]")
_JOINS = re.compile("[-\u2010\u2011\u2013/]")  # each part of Abdu-Rahman is a name too
_POSSESSIVE = re.compile(r"['’](?=s\b)")
# Members of PublicProfile whose model field has another name.
_MODEL_FIELDS = {"name": "names", "relatives": "relationships"}

type Spelling = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """words: the hidden name or place. where: the labels of the form fields in which it occurs."""

    words: str
    where: list[str]


def refuse_disclosures(*people: Detainee) -> None:
    """Raise ValidationError if one of these people is public, or will be, and their page reveals what must be hidden.

    Call it after the change and in its transaction, which then has to be rolled back.
    """
    pks = [person.pk for person in people]
    standing = Consent.objects.allowing_profile(of=OuterRef("pk"))
    shown = Detainee.objects.filter(Exists(standing), pk__in=pks, state=State.PUBLISHED)
    if told := [words for person in shown for words in disclosure_messages(person)]:
        raise ValidationError([_("This person is public, so nothing was saved."), *told])


def disclosure_messages(person: Detainee) -> list[str]:
    message = _("“%(words)s” must stay hidden, but is readable in: %(where)s.")
    return [
        message % {"words": each.words, "where": ", ".join(each.where)}
        for each in find_disclosures(person)
    ]


def find_disclosures(person: Detainee) -> list[Disclosure]:
    names, places = list(_hidden_names(person)), _places(person)
    if not (names or places):
        return []
    # Deferred, since the giver is encrypted.
    consents = Prefetch("consents", Consent.objects.defer("giver"))
    prefetch_related_objects([person], consents)
    level = PublicProfile(person).place_level
    hidden = {words: _spellings(words) for words in (*names, *_hidden_places(places, level))}
    if not hidden:
        return []
    public = PublicProfile(Detainee.objects.for_story().get(pk=person.pk))
    allowed = [*_shown_names(person), *_shown_places(places, level)]
    members = {name: list(strings) for name, strings in _public_strings(public)}
    text = cache(lambda member, spelling: "\n".join(map(spelling, members[member])))

    def occurs_in(member: str, words: str) -> bool:
        return any(
            _is_word_of(spelling(words), text(member, spelling))
            and not any(_is_word_of(spelling(words), spelling(each)) for each in allowed)
            for spelling in hidden[words]
        )

    found = {words: {each for each in members if occurs_in(each, words)} for words in hidden}
    return [
        Disclosure(words, _labels(where))
        for words, where in found.items()
        if where and not _is_part_of_a_longer_one(words, found)
    ]


def _is_part_of_a_longer_one(words: str, found: dict[str, set[str]]) -> bool:
    """Whether a longer hidden name, reported in the same places, contains this one."""
    return any(
        words in longer and words != longer and found[words] <= found[longer] for longer in found
    )


# --- Hidden and public names and places --------------------------------------------------------------------


def _shown_names(person: Detainee) -> list[str]:
    if not person.is_named:
        return [person.shown_as]
    return [name.text for name in person.names.all() if name.is_public]


def _hidden_names(person: Detainee) -> Iterator[str]:
    """Yield hidden names. For a person who is not fully named, yield each word of every name too."""
    for name in person.names.all():
        if not (person.is_named and name.is_public):
            yield name.text
        if not person.is_named:
            words = WORD.findall(_JOINS.sub(" ", name.text))
            yield from (
                word for word in words if len(word) >= (2 if HAN.match(word) else MIN_LENGTH)
            )


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
    """Yield places that are more exact than the family agreed to. If no place may be shown, yield prefectures too."""
    for place in places:
        shown = place.at_level(level)
        if shown != place:
            yield from _names_of(place)
        if shown is None and place.parent:
            yield from _names_of(place.parent)


def _names_of(place: Place) -> Iterator[str]:
    """Yield the name in each script, with and without the kind of place (city, county …)."""
    wholes = (place.name, place.name_uyghur, place.name_chinese)
    names = [name for whole in wholes for name in alternatives(whole)]
    return filter(None, (*names, *map(without_kind, names)))


# --- Spellings ---------------------------------------------------------------------------------------------


def _as_typed(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _as_in_a_slug(text: str) -> str:
    """Drop apostrophes, except that a possessive ’s ends the name."""
    return latin_letters(_POSSESSIVE.sub(" ", text))


def _folded_names(text: str) -> str:
    """The key of the text without words that begin with a small letter: “ideal” is not the name Adil."""
    return fold(" ".join(word for word in text.split() if not word.lstrip("“‘'\"(")[:1].islower()))


def _spellings(words: str) -> list[Spelling]:
    """Return the spellings to compare in. A single word is folded only if it may be a name in the text."""
    spellings: list[Spelling] = [_as_typed]
    plain = latin_letters(words)
    if len(plain) >= MIN_LENGTH:
        spellings.append(_as_in_a_slug)
    if " " in plain:
        spellings.append(fold)
    elif len(_folded_names(words)) >= MIN_FOLDED:
        spellings.append(_folded_names)
    return spellings


def _is_word_of(words: str, text: str) -> bool:
    """Whether text contains the words as whole words, where the script separates words with spaces.

    In Arabic and Cyrillic letters the match may go on, since endings are joined to a name.
    """
    if HAN.search(words):
        return words in text
    end = r"(?![^\W\d_])" if _LATIN.search(words) else ""
    return re.search(rf"(?<![^\W\d_]){re.escape(words)}{end}", text) is not None


# --- Where they occur --------------------------------------------------------------------------------------


def _public_strings(public: PublicProfile) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield each public member with its strings."""
    for name, value in getmembers(public):
        if not name.startswith("_"):
            # Many members contain the URL. Its slug is changed in one place.
            yield name, (each for each in _strings(value) if not each.startswith(public.url))


def _strings(value: object) -> Iterator[str]:
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
    """Return the label of the form field, or "" for a member that is derived from others."""
    try:
        field: Any = Detainee._meta.get_field(_MODEL_FIELDS.get(member, member))
    except FieldDoesNotExist:
        return ""
    if field.auto_created:
        return str(field.related_model._meta.verbose_name_plural)
    return str(field.verbose_name)
