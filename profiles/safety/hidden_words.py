"""The names and places of a person that must stay hidden, and the search for them in a text.

The search knows other scripts, spellings and endings: Erkin, Érkin, Эркин, Erkin’s, Эркина, Erkinning. It reads what
visitors read (visible_text.py).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from django.db.models import Prefetch, prefetch_related_objects

from profiles.models import Consent, Detainee, Event, StatusClaim
from profiles.models.places import Place, alternatives, without_kind
from profiles.names.chinese import HAN, WORD
from profiles.names.folding import fold, latin_letters
from profiles.public.profile import PublicProfile
from profiles.safety.visible_text import as_it_looks, readings

# Shorter words are not looked for in other spellings. Parts of a name that are shorter are not looked for at all,
# except that two Chinese characters are enough.
MIN_LENGTH = 3
MIN_FOLDED = (
    4  # letters of a key: of a single word that is shorter, too many other words have the same key
)
MIN_WHOLE_HAN = 3  # characters
KNOWN_NAMES = 50_000  # some 600 bytes each
KNOWN_WORDS = 20_000  # that each spelling remembers: those of thousands of names
_LATIN = re.compile("[a-z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINS = re.compile("[-\u2010\u2011\u2013/]")  # each part of Abdu-Rahman is a name too
_POSSESSIVE = re.compile(r"['’](?=s\b)")
# Endings that Latin letters join to a name: a plural or genitive s, and the cases of the Turkic languages.
_LATIN_ENDING = "(?:e?s|ning|nin|ni|gha|[gk][ae]|qa|[dt][aei]n?)?"
_MIN_WITH_ENDING = 4  # letters of a name; a shorter one with an ending is often another word
_CYRILLIC_ENDING = re.compile(r"(?<=[а-яёәғқңөұүһі]{4})(?:ом|ем|ой|ей|ым|а|у|е|ы|и|ю|я)\b")


type Spelling = Callable[[str], str]


def words_to_hide(person: Detainee) -> tuple[list[str], list[str]]:
    """Return the hidden names and places, and the names and places that may be shown."""
    load_words([person])
    places = _places(person)
    level = PublicProfile(person).place_level
    hidden = [*_hidden_names(person), *_hidden_places(places, level)]
    return hidden, [*shown_names(person), *_shown_places(places, level)]


def all_names(person: Detainee) -> list[str]:
    """Return every name and each word of it: what must not be read of a person who is not public any more."""
    return list(
        dict.fromkeys(word for name in person.names.all() for word in _with_parts(name.text))
    )


def is_whole_name(name: str) -> bool:
    """Whether a name stands for one person even where nothing else points to them, as one of two words does.

    Chinese is written without spaces. Two characters may be another word.
    """
    return " " in name or sum(map(len, HAN.findall(name))) >= MIN_WHOLE_HAN


def load_words(people: Sequence[Detainee]) -> None:
    """Prefetch what `words_to_hide` reads, without the encrypted columns."""
    prefetch_related_objects(
        people,
        "names",
        "home_place__parent",
        "public_change",
        Prefetch("consents", Consent.objects.defer("giver")),
        Prefetch("claims", StatusClaim.objects.select_related("place__parent")),
        Prefetch("events", Event.objects.select_related("place__parent")),
    )


def find_words(
    hidden: Iterable[str], allowed: Sequence[str], texts: Mapping[str, Sequence[str]]
) -> dict[str, set[str]]:
    """Return each hidden name or place that can be read, with the keys of the texts in which it can."""
    shown = {key: "\n".join(map(readings, texts[key])) for key in texts}
    spelt = {words: _spellings(as_it_looks(words)) for words in hidden}
    text = cache(lambda key, spelling: spelling(shown[key]))
    beginnings = cache(lambda key, spelling: _beginnings(text(key, spelling)))

    def occurs_in(key: str, words: str) -> bool:
        return any(
            (not first or first in beginnings(key, spelling))
            and _is_word_of(form, text(key, spelling))
            and not any(_is_word_of(form, spelling(each)) for each in allowed)
            for spelling, (form, first) in spelt[words].items()
        )

    found = {words: {key for key in texts if occurs_in(key, words)} for words in spelt}
    return {
        words: where
        for words, where in found.items()
        if where and not _is_part_of_a_longer_one(words, found)
    }


def _is_part_of_a_longer_one(words: str, found: dict[str, set[str]]) -> bool:
    """Whether a longer hidden name, reported in the same places, contains this one."""
    return any(
        words in longer and words != longer and found[words] <= found[longer] for longer in found
    )


# --- Hidden and public names and places --------------------------------------------------------------------


def shown_names(person: Detainee) -> list[str]:
    if not person.is_named:
        return [person.shown_as]
    return [name.text for name in person.names.all() if name.is_public]


def _hidden_names(person: Detainee) -> Iterator[str]:
    """Yield hidden names. For a person who is not fully named, yield each word of every name too."""
    for name in person.names.all():
        if not (person.is_named and name.is_public):
            yield name.text
        if not person.is_named:
            yield from _with_parts(name.text)


def _with_parts(name: str) -> Iterator[str]:
    yield name
    words = WORD.findall(_JOINS.sub(" ", name))
    yield from (word for word in words if len(word) >= (2 if HAN.match(word) else MIN_LENGTH))


def _places(person: Detainee) -> list[Place]:
    rows = [*person.claims.all(), *person.events.all()]
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


def _word_by_word(spelling: Spelling) -> Spelling:
    """Spell each word once, however many names and texts have it."""
    spell = lru_cache(maxsize=KNOWN_WORDS)(spelling)
    return lambda text: " ".join(filter(None, map(spell, text.split())))


@_word_by_word
def _as_in_a_slug(text: str) -> str:
    """Drop apostrophes, except that a possessive ’s ends the name."""
    return latin_letters(_POSSESSIVE.sub(" ", text))


@_word_by_word
def _without_cyrillic_endings(text: str) -> str:
    return latin_letters(_CYRILLIC_ENDING.sub("", text.casefold()))


_folded = _word_by_word(fold)


@_word_by_word
def _folded_names(word: str) -> str:
    """The key of the text without words that begin with a small letter: “ideal” is not the name Adil."""
    return "" if word.lstrip("“‘'\"(")[:1].islower() else fold(word)


@lru_cache(maxsize=KNOWN_NAMES)
def _spellings(words: str) -> Mapping[Spelling, tuple[str, str]]:
    """Return the words in each spelling to compare in, with the letters they begin with. A single word is folded only if it may be a name in the text."""
    spellings: list[Spelling] = [_as_typed]
    plain = latin_letters(words)
    if len(plain) >= MIN_LENGTH:
        spellings.append(_as_in_a_slug)
    if not HAN.search(words):
        spellings.append(_without_cyrillic_endings)
    if " " in plain:
        spellings.append(_folded)
    elif len(_folded_names(words)) >= MIN_FOLDED:
        spellings.append(_folded_names)
    forms = {spelling: spelling(words) for spelling in spellings}
    return {spelling: (form, _first_letters(form)) for spelling, form in forms.items()}


def _first_letters(form: str) -> str:
    """The letters up to the first other character; "" for Chinese, where a name may begin anywhere."""
    found = _LETTERS.match(form)
    return "" if found is None or HAN.search(form) else found[0]


def _beginnings(text: str) -> set[str]:
    """Every beginning of every word. Most names begin with none of them, and are not searched for."""
    words = set(_LETTERS.findall(text))
    return {word[:end] for word in words for end in range(1, len(word) + 1)}


def _is_word_of(words: str, text: str) -> bool:
    """Whether text contains the words as whole words, where the script separates words with spaces.

    In Arabic and Cyrillic letters the match may go on, since endings are joined to a name.
    """
    if words not in text or HAN.search(words):
        return words in text
    end = r"(?![^\W\d_])" if _LATIN.search(words) else ""
    if end and len(words) >= _MIN_WITH_ENDING:
        end = _LATIN_ENDING + end
    return re.search(rf"(?<![^\W\d_]){re.escape(words)}{end}", text) is not None
