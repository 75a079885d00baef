"""“Did you mean”: the names most similar to what was typed, for a search that found no certain match."""

from dataclasses import dataclass

from django.db.models import Exists, F, Func, OuterRef, Q

from profiles.models import Detainee, Listing, Name, NameWord
from profiles.models.name import IS_READING, KEYS_VECTOR, KeysMatch
from profiles.models.vocabulary import Identity
from profiles.name_search.ranking import lexeme
from profiles.names import chinese
from profiles.names.keys import name_words
from profiles.names.readings import readings
from profiles.names.scripts import scripts_of
from profiles.search.names_and_text import MAX_QUERY_LENGTH

MAX_SUGGESTIONS = 3
MAX_WORDS = 5
MAX_SIMILAR_WORDS = 8  # for each word that was typed
MAX_COMPARED = 2000  # names
MIN_SIMILARITY = 0.28  # a less similar name would be an odd suggestion


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name in the script that was typed if the person has one. beside: the most similar one, in another script."""

    name: Name
    beside: Name | None = None


def did_you_mean(typed: str) -> list[Suggestion]:
    """Shown names of published people, the most similar first; none that sounds like what was typed."""
    typed = typed[:MAX_QUERY_LENGTH].replace("\0", " ")
    sounds = _sounds(typed)
    if not (words_by_sound := _similar_words(list(dict.fromkeys(sounds))[:MAX_WORDS])):
        return []
    parts = ["(" + " | ".join(map(lexeme, words)) + ")" for words in words_by_sound]
    # One common word may match thousands of names. So first all words have to match.
    names = _most_similar(sounds, " & ".join(parts)) or _most_similar(sounds, " | ".join(parts))
    return [_in_script_of(typed, name) for name in names]


def _sounds(text: str) -> list[str]:
    words = (
        chinese.romanise(word) if chinese.HAN.match(word) else word for word in name_words(text)
    )
    return [reading for word in words for reading in readings(word)[:1]]


def _most_similar(sounds: list[str], tsquery: str) -> list[Name]:
    names = Name.objects.filter(
        KeysMatch(KEYS_VECTOR, tsquery),
        is_public=True,
        detainee__in=Detainee.objects.published().filter(identity=Identity.FULL),
    )
    typed = " ".join(sounds)
    similar: dict[str, tuple[float, Name]] = {}
    for name in names.order_by()[:MAX_COMPARED]:
        theirs = " ".join(_sounds(name.text))
        closeness = similarity(typed, theirs)
        if closeness >= MIN_SIMILARITY and theirs != typed:
            similar.setdefault(theirs, (closeness, name))
    closest = sorted(similar.values(), key=lambda each: (-each[0], each[1].pk))
    return [name for _closeness, name in closest[:MAX_SUGGESTIONS]]


def _in_script_of(typed: str, name: Name) -> Suggestion:
    scripts = set(scripts_of(typed))
    if scripts & set(scripts_of(name.text)):
        return Suggestion(name)
    others = Name.objects.filter(detainee=name.detainee_id, is_public=True).exclude(pk=name.pk)
    other = next((each for each in others if scripts & set(scripts_of(each.text))), None)
    return Suggestion(other, beside=name) if other else Suggestion(name)


def _similar_words(sounds: list[str]) -> list[list[str]]:
    """For each sound, the words of names that have it, or have the sounds most similar to it.

    A word counts only if a shown name of a published person has it. Otherwise the suggestions would reveal that a
    hidden name exists.
    """
    if not sounds:
        return []
    similar = Q()
    for sound in sounds:
        similar |= Q(key__trigram_similar=sound)
    quoted = Func(OuterRef("word"), function="quote_literal")
    shown = Exists(Listing.objects.published().filter(KeysMatch(F("names"), quoted)))
    words_of: dict[str, set[str]] = {}
    rows = NameWord.objects.filter(IS_READING, similar).filter(shown)
    for key, word in rows.values_list("key", "word"):
        words_of.setdefault(key, set()).add(word)
    words_by_sound = []
    for sound in sounds:
        near = sorted(words_of, key=lambda other: (-similarity(sound, other), other))
        words = {word for other in near[:MAX_SIMILAR_WORDS] for word in words_of[other]}
        words_by_sound.append(sorted(words) or [sound])
    return words_by_sound


def similarity(one: str, other: str) -> float:
    """The same number as `similarity` of pg_trgm, for two texts of sounds."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def _trigrams(name: str) -> set[str]:
    return {
        f"  {word} "[start : start + 3] for word in name.split() for start in range(len(word) + 1)
    } or {""}
