"""A name that somebody looks for: its words with their keys, and how closely a name fits them.

What is typed is taken apart into words. Each is a set of keys (profiles/names/keys.py): its own, those of other
spellings that staff have written down, of names that begin with it, of names that look like it. The nearer
the key, the closer the name. The same keys make the queries that Postgres answers from an index, and
the order in which the names that it found are put.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from profiles.models import NameWord, SpellingGroup
from profiles.models.name import direction
from profiles.names import chinese
from profiles.names.folding import fold, fold_beginning
from profiles.names.keys import marked, skeleton, sounds, words, written

MOST_WORDS = 5
MOST_ALIKE = 50
SHORTEST_BEGINNING = 3  # with fewer letters, half of all names would do
ALIKE = 0.52  # similarity of trigrams from which a key counts as like another
SAME, SPELT, HEARD, BEGUN, NEAR = 1.0, 0.9, 0.8, 0.7, 0.6  # how close each kind of key is


class How(IntEnum):
    """By what somebody was found, from the weakest to the strongest."""

    TEXT = 0
    NEAR = 1
    FOLDED = 2
    PREFIX = 3
    EXACT = 4


@dataclass(frozen=True, slots=True)
class Match:
    """Why somebody was found: how, how closely, and by which name (none, if by the story)."""

    person: int
    how: How
    closeness: float = 0.0
    text: str = ""
    language: str = ""

    @property
    def rank(self) -> tuple[float, ...]:
        return (-self.how, -self.closeness, self.person)

    @property
    def direction(self) -> str:
        return direction(self.language)


class Word:
    """One word that was typed, with the keys that names are looked for by and how close each is."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self.keys: dict[str, float] = {}
        self.is_chinese = bool(chinese.HAN.match(letters))
        self.key = "" if self.is_chinese else fold(letters)
        self.beginnings: tuple[str, ...] = ()
        if len(self.key) >= SHORTEST_BEGINNING:
            self.beginnings = (self.key, fold_beginning(letters))
        self.add(SAME, self.key)
        # A name in letters is taken for another by its sounds alone only if Chinese stood between.
        heard = sounds(letters)
        self.add(HEARD, marked("=", heard), marked("~", heard))
        if not self.is_chinese:
            self.add(HEARD, marked("~", skeleton(letters, fewest=2)))

    def add(self, closeness: float, *keys: str) -> None:
        for key in filter(None, keys):
            self.keys[key] = max(closeness, self.keys.get(key, 0.0))

    def tsquery(self, *, nearer_than: float = 0.0) -> str:
        """One of the keys, a beginning, or all of these characters."""
        ways = [lexeme(key) for key, close in self.keys.items() if close > nearer_than]
        ways += [f"{lexeme(each)}:*" for each in self.beginnings]
        if self.is_chinese:
            ways.append("(" + " & ".join(map(lexeme, self.letters)) + ")")
        return "(" + " | ".join(ways) + ")"

    def closeness(self, text: str, keys: Iterable[str]) -> float:
        if self.is_chinese and self.letters in "".join(chinese.HAN.findall(text)):
            return SAME
        return max(map(self._closeness, keys), default=0.0)

    def _closeness(self, key: str) -> float:
        known = self.keys.get(key, 0.0)
        return (
            BEGUN
            if known < BEGUN and self.beginnings and key.startswith(self.beginnings)
            else known
        )


class NameQuery:
    """Every word of what was typed must fit; no word at all fits nobody."""

    def __init__(self, typed: str) -> None:
        self.words = [Word(word) for word in words(typed)[:MOST_WORDS]]
        self._written = written(typed)

    @classmethod
    def with_others(cls, typed: str) -> Self:
        """With the words that staff have put together and those that look alike, which the database knows."""
        query = cls(typed)
        _add_spellings(query.words)
        _add_what_looks_alike(query.words)
        return query

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def tsquery(self) -> str:
        """Whose keys fulfil it may fit: that Chinese characters stand in a row is not asked for."""
        return " & ".join(word.tsquery() for word in self.words)

    @property
    def tiers(self) -> dict[How, str]:
        """What the keys of those fulfil who fit so, as far as an index knows; the closest first."""
        just_so = [lexeme(marked('"', word)) for word in self._written]
        tiers = {
            How.EXACT: " & ".join(just_so),
            How.PREFIX: " & ".join(f"{word}:*" for word in just_so),
        }
        if self.loosest == How.NEAR:
            tiers[How.FOLDED] = " & ".join(word.tsquery(nearer_than=NEAR) for word in self.words)
        return tiers

    @property
    def loosest(self) -> How:
        """How they fit who are in no tier."""
        closest = (close for word in self.words for close in word.keys.values())
        return How.NEAR if min(closest, default=SAME) <= NEAR else How.FOLDED

    def match(self, person: int, text: str, language: str, keys: Iterable[str]) -> Match | None:
        """How a name fits, if it does: every word must be in this one."""
        each = [word.closeness(text, keys) for word in self.words]
        if not each or min(each) == 0:
            return None
        name = written(text)
        whole = len(name) == len(self._written)
        closeness = sum(each) / len(each) + 0.01 * whole
        return Match(person, self._how(name, min(each)), closeness, text, language)

    def _how(self, name: Sequence[str], closeness: float) -> How:
        if all(word in name for word in self._written):
            return How.EXACT
        if all(any(other.startswith(word) for other in name) for word in self._written):
            return How.PREFIX
        return How.FOLDED if closeness > NEAR else How.NEAR


def lexeme(key: str) -> str:
    """A key as a tsquery writes it."""
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"


def _add_spellings(asked: Iterable[Word]) -> None:
    """Those that staff have put together, also as a part of a longer word: Tursunmemet, Tursunmuhemmet."""
    groups = list(SpellingGroup.objects.values_list("keys", flat=True))
    for word in asked:
        for key in list(word.keys):
            for group in groups:
                for one in group:
                    if one == key:
                        word.add(SPELT, *group)
                    elif len(one) >= 4 and key[0] not in "~=" and one in key:
                        word.add(SPELT, *(key.replace(one, other) for other in group))


def _add_what_looks_alike(asked: Iterable[Word]) -> None:
    """Words that names have and that differ from one that was typed by a slip."""
    long = [word for word in asked if len(word.key) > SHORTEST_BEGINNING]
    if not long:
        return
    alike = NameWord.objects.like_any(word.key for word in long)
    others = set(alike.values_list("word", flat=True))
    for word in long:
        # Not the word itself, which may be in a name that is not shown, and is looked for anyway.
        closest = sorted(
            ((similarity(word.key, other), other) for other in others - {word.key}), reverse=True
        )
        for closeness, other in closest[:MOST_ALIKE]:
            if closeness >= ALIKE:
                word.add(NEAR * closeness, other)


def similarity(one: str, other: str) -> float:
    """What `similarity` of pg_trgm gives for two folded names."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def _trigrams(name: str) -> set[str]:
    return {
        f"  {word} "[start : start + 3] for word in name.split() for start in range(len(word) + 1)
    } or {""}
