"""“Did you mean”: the names most similar to what was typed, for a search that found no certain match."""

from django.db.models import Exists, F, Func, OuterRef

from profiles.models import Detainee, Listing, Name, NameWord
from profiles.models.name import KEYS_VECTOR, KeysMatch
from profiles.models.vocabulary import Identity
from profiles.names.folding import fold
from profiles.names.keys import split_words
from profiles.search.name_query import MAX_WORDS, lexeme, similarity
from profiles.search.names_and_text import MAX_QUERY_LENGTH

MAX_SUGGESTIONS = 3
MAX_SIMILAR_WORDS = 8  # for each word that was typed
MAX_COMPARED = 2000  # names
MIN_SIMILARITY = 0.28  # a less similar name would be an odd suggestion


def did_you_mean(typed: str) -> list[Name]:
    """Shown names of published people, the most similar first; none that folds to what was typed."""
    typed = typed[:MAX_QUERY_LENGTH]
    folded = fold(typed)
    if not (keys_by_word := _similar_keys(split_words(typed)[:MAX_WORDS])):
        return []
    parts = ["(" + " | ".join(map(lexeme, keys)) + ")" for keys in keys_by_word]
    # One common word may match thousands of names. So first all words have to match.
    return _most_similar(folded, " & ".join(parts)) or _most_similar(folded, " | ".join(parts))


def _most_similar(folded: str, tsquery: str) -> list[Name]:
    names = Name.objects.filter(
        KeysMatch(KEYS_VECTOR, tsquery),
        is_public=True,
        detainee__in=Detainee.objects.published().filter(identity=Identity.FULL),
    )
    similar: dict[str, tuple[float, Name]] = {}
    for name in names.order_by()[:MAX_COMPARED]:
        closeness = similarity(folded, name.folded)
        if closeness >= MIN_SIMILARITY and name.folded != folded:
            similar.setdefault(name.folded, (closeness, name))
    closest = sorted(similar.values(), key=lambda each: (-each[0], each[1].pk))
    return [name for _closeness, name in closest[:MAX_SUGGESTIONS]]


def _similar_keys(words: list[str]) -> list[list[str]]:
    """The keys for each word: its Chinese characters, or the word itself and the words most similar to it.

    A similar word counts only if a shown name of a published person has it. Otherwise the suggestions would
    reveal that a hidden name exists. The word itself is always included.
    """
    folded = {word: fold(word) for word in words}
    latin = [key for key in folded.values() if key and key.isascii()]
    others: set[str] = set()
    if latin:
        quoted = Func(OuterRef("word"), function="quote_literal")
        shown = Exists(Listing.objects.published().filter(KeysMatch(F("names"), quoted)))
        others = set(
            NameWord.objects.similar_to_any(latin).filter(shown).values_list("word", flat=True)
        )
    keys_by_word = []
    for word, key in folded.items():
        if key in latin:
            near = sorted(others - {key}, key=lambda other: (-similarity(key, other), other))
            keys_by_word.append([key, *near[:MAX_SIMILAR_WORDS]])
        elif key:
            keys_by_word.append(list(word))
    return keys_by_word
