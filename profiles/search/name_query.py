"""The query for a name: its words with their keys, and how closely a name matches them.

The query has one `QueryWord` for each word that was typed. A word has many keys (profiles/names/keys.py): its own,
those of other spellings that staff entered, of names that begin with it and of names that look like it. The nearer
the key, the closer the name. Postgres finds names by these keys from an index, and Python ranks them by the
same keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from profiles.models import NameWord, SpellingGroup
from profiles.models.name import text_direction
from profiles.names import chinese
from profiles.names.folding import fold, fold_prefix
from profiles.names.keys import (
    consonants,
    consonants_in_chinese,
    split_words,
    with_mark,
    written_words,
)

MAX_WORDS = 5
MAX_SIMILAR = 50  # similar words, for each word that was typed
MIN_PREFIX = 3  # letters; a shorter beginning would match half of all names
MIN_SIMILARITY = 0.52  # of the trigrams of two keys
# How close each kind of key is.
SAME, SAME_GROUP, SAME_SOUND, SAME_BEGINNING, SIMILAR = 1.0, 0.9, 0.8, 0.7, 0.6


class MatchKind(IntEnum):
    """How the search found a person, from the weakest kind to the strongest."""

    TEXT = 0
    SIMILAR = 1
    FOLDED = 2
    PREFIX = 3
    EXACT = 4


@dataclass(frozen=True, slots=True)
class Match:
    """Why the search found a person.

    person: the primary key. closeness: 0.0 to 1.01 for a name, the relevance for a story.
    text: the name that matched; empty if the story or the reference did.
    """

    person: int
    kind: MatchKind
    closeness: float = 0.0
    text: str = ""
    language: str = ""

    @property
    def rank(self) -> tuple[float, ...]:
        return (-self.kind, -self.closeness, self.person)

    @property
    def direction(self) -> str:
        return text_direction(self.language)


class QueryWord:
    """One word that was typed, and the closeness of each key that names are found by."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self.keys: dict[str, float] = {}
        self.is_chinese = bool(chinese.HAN.match(letters))
        self.key = "" if self.is_chinese else fold(letters)
        self.prefixes: tuple[str, ...] = ()
        if len(self.key) >= MIN_PREFIX:
            self.prefixes = (self.key, fold_prefix(letters))
        self.add(SAME, self.key)
        # Names in letters match each other by their consonants only if one of the two came through Chinese.
        sound = consonants_in_chinese(letters)
        self.add(SAME_SOUND, with_mark("=", sound), with_mark("~", sound))
        if not self.is_chinese:
            self.add(SAME_SOUND, with_mark("~", consonants(letters, fewest=2)))

    def add(self, closeness: float, *keys: str) -> None:
        for key in filter(None, keys):
            self.keys[key] = max(closeness, self.keys.get(key, 0.0))

    def tsquery(self, *, closer_than: float = 0.0) -> str:
        """Matches one of the keys, a prefix, or all of the Chinese characters."""
        alternatives = [lexeme(key) for key, close in self.keys.items() if close > closer_than]
        alternatives += [f"{lexeme(prefix)}:*" for prefix in self.prefixes]
        if self.is_chinese:
            alternatives.append("(" + " & ".join(map(lexeme, self.letters)) + ")")
        return "(" + " | ".join(alternatives) + ")"

    def closeness(self, text: str, keys: Iterable[str]) -> float:
        """How close a name is to this word; 0.0 if it does not match. keys: those of the name."""
        if self.is_chinese and self.letters in "".join(chinese.HAN.findall(text)):
            return SAME
        return max(map(self._closeness_of_key, keys), default=0.0)

    def _closeness_of_key(self, key: str) -> float:
        closeness = self.keys.get(key, 0.0)
        if closeness < SAME_BEGINNING and self.prefixes and key.startswith(self.prefixes):
            return SAME_BEGINNING
        return closeness


class NameQuery:
    """The words that were typed. A name matches if every word does; a query without words matches no name."""

    def __init__(self, typed: str) -> None:
        self.words = [QueryWord(word) for word in split_words(typed)[:MAX_WORDS]]
        self._written = written_words(typed)

    @classmethod
    def expanded(cls, typed: str) -> Self:
        """With more keys from the database: other spellings that staff entered, and similar words."""
        query = cls(typed)
        _add_spellings(query.words)
        _add_similar_words(query.words)
        return query

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def tsquery(self) -> str:
        """The keys of every name that matches meet it. It does not check the order of Chinese characters."""
        return " & ".join(word.tsquery() for word in self.words)

    @property
    def tiers(self) -> dict[MatchKind, str]:
        """A tsquery for each kind of match, as far as an index can tell; the closest kind first."""
        written = [lexeme(with_mark('"', word)) for word in self._written]
        tiers = {
            MatchKind.EXACT: " & ".join(written),
            MatchKind.PREFIX: " & ".join(f"{word}:*" for word in written),
        }
        if self.weakest_kind == MatchKind.SIMILAR:
            tiers[MatchKind.FOLDED] = " & ".join(
                word.tsquery(closer_than=SIMILAR) for word in self.words
            )
        return tiers

    @property
    def weakest_kind(self) -> MatchKind:
        """The kind of the matches that are in no tier."""
        closeness = (close for word in self.words for close in word.keys.values())
        return MatchKind.SIMILAR if min(closeness, default=SAME) <= SIMILAR else MatchKind.FOLDED

    def match(self, person: int, text: str, language: str, keys: Iterable[str]) -> Match | None:
        """The match of one name; None unless every word matches."""
        by_word = [word.closeness(text, keys) for word in self.words]
        if not by_word or min(by_word) == 0:
            return None
        name = written_words(text)
        is_whole = len(name) == len(self._written)
        closeness = sum(by_word) / len(by_word) + 0.01 * is_whole
        return Match(person, self._kind(name, min(by_word)), closeness, text, language)

    def _kind(self, name: Sequence[str], closeness: float) -> MatchKind:
        if all(word in name for word in self._written):
            return MatchKind.EXACT
        if all(any(other.startswith(word) for other in name) for word in self._written):
            return MatchKind.PREFIX
        return MatchKind.FOLDED if closeness > SIMILAR else MatchKind.SIMILAR


def lexeme(key: str) -> str:
    """A key as a quoted lexeme of a tsquery."""
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"


def _add_spellings(words: Iterable[QueryWord]) -> None:
    """Add the spellings that staff entered, also for a part of a word: Tursunmemet, Tursunmuhemmet."""
    groups = list(SpellingGroup.objects.values_list("keys", flat=True))
    for word in words:
        for key in list(word.keys):
            for group in groups:
                for spelling in group:
                    if spelling == key:
                        word.add(SAME_GROUP, *group)
                    elif len(spelling) >= 4 and key[0] not in "~=" and spelling in key:
                        word.add(SAME_GROUP, *(key.replace(spelling, other) for other in group))


def _add_similar_words(words: Iterable[QueryWord]) -> None:
    """Add words of names that differ only slightly from what was typed, as after a slip."""
    long_words = [word for word in words if len(word.key) > MIN_PREFIX]
    if not long_words:
        return
    similar = NameWord.objects.similar_to_any(word.key for word in long_words)
    others = set(similar.values_list("word", flat=True))
    for word in long_words:
        # Not the word itself. The search uses it anyway, and it may come from a hidden name.
        closest = sorted(
            ((similarity(word.key, other), other) for other in others - {word.key}), reverse=True
        )
        for closeness, other in closest[:MAX_SIMILAR]:
            if closeness >= MIN_SIMILARITY:
                word.add(SIMILAR * closeness, other)


def similarity(one: str, other: str) -> float:
    """The same number as `similarity` of pg_trgm, for two folded names."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def _trigrams(name: str) -> set[str]:
    return {
        f"  {word} "[start : start + 3] for word in name.split() for start in range(len(word) + 1)
    } or {""}
