"""What was typed, as a path through words.

`A-bu-du Qadir` can be three words, or two, or one. So a query is a graph: its edges are the words that were typed, words
that are joined and parts of a word, and each path from the start to the end is one way to read the query. Every edge
knows by which words of names it is met, how closely, and from which level on.

There are three levels, and a search goes on to the next one only if it has found no one (profiles/search):

- SURE: a name that was written in another script, scheme or spelling;
- LIKELY: titles and honorifics left out, endings such as -jan left out, a name that begins as it was typed;
- SLIP: a letter wrong, or one of three words or more not in the name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from profiles.names import chinese
from profiles.names.keys import chinese_syllables, name_words
from profiles.names.light_words import is_light

MAX_WORDS = 12
MAX_JOINED = 6  # syllables that are joined to one word
MIN_PART, MAX_SPLIT = 3, 20  # letters of a part of a word, and of a word that is split
MAX_PATHS = 24
CERTAIN = 0.9  # the closeness of another spelling; the sound in Chinese is less certain
_LATIN_INITIALS = [
    "aeəäáă",
    "iyıï",
    "ouöüɵóúȯū",
    "kqc",
    "hxⱨḥ",
    "jzž",
    "sşš",
    "cçč",
    "gğǵ",
    "wv",
    "fp",
]


class Level(IntEnum):
    SURE = 0
    LIKELY = 1
    SLIP = 2


@dataclass(slots=True)
class Edge:
    """One word of the query, from one place to another.

    met_by: for each level, the words of names that meet it, with the closeness from 0 to 1.
    initials: what those words begin with, if the edge is only an initial.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    is_light: bool = False
    is_split: bool = False
    initials: str = ""
    met_by: dict[Level, dict[str, float]] = field(
        default_factory=lambda: {level: {} for level in Level}
    )

    def add(self, level: Level, word: str, closeness: float) -> None:
        for each in Level:
            if each >= level:
                known = self.met_by[each]
                known[word] = max(closeness, known.get(word, 0.0))

    def closeness(self, word: str, level: Level) -> float:
        if self.initials:
            return 0.5 if word[:1] in self.initials else 0.0
        return self.met_by[level].get(word, 0.0)


class Query:
    """The words that were typed, as a graph of edges."""

    def __init__(self, typed: str) -> None:
        self.words = name_words(typed)[:MAX_WORDS]
        self.edges: list[Edge] = []
        self._add_words()
        self._add_joined()
        self._add_parts()
        if all(edge.is_light for edge in self.whole_words):
            for edge in self.whole_words:
                edge.is_light = False
        self._from: dict[tuple[int, int], list[Edge]] = {}
        for edge in self.edges:
            self._from.setdefault(edge.start, []).append(edge)

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def whole_words(self) -> list[Edge]:
        return self.edges[: len(self.words)]

    @property
    def plain_path(self) -> list[Edge]:
        """The words as they were typed, if there are names for each of them; else empty."""
        path = self.whole_words
        met = [max(edge.met_by[Level.SURE].values(), default=0.0) >= CERTAIN for edge in path]
        certain = [edge.initials or each for edge, each in zip(path, met, strict=True)]
        return path if all(certain) and any(met) else []

    def paths(self, level: Level) -> list[list[Edge]]:
        """The ways to read the query, for which there may be names; the likeliest first.

        At the level LIKELY light words are left out, and at the level SLIP one of three words or more.
        """
        found: list[list[Edge]] = []
        for whole in self._walk((0, 0), level):
            path = whole
            if level > Level.SURE:
                path = [edge for edge in path if not edge.is_light] or path
            missing = [edge for edge in path if not self._may_be_met(edge, level)]
            kept = [edge for edge in path if edge not in missing]
            if not any(not edge.initials for edge in kept):
                continue
            if not missing:
                found.append(kept)
            if level == Level.SLIP:
                found += self._without_one(whole)
            if len(found) >= MAX_PATHS:
                break
        unique = {tuple(map(id, path)): path for path in found}
        return sorted(unique.values(), key=len)[:MAX_PATHS]

    def _without_one(self, path: list[Edge]) -> Iterator[list[Edge]]:
        """The path without one of its words, if it has three or more."""
        if len(path) < 3 or any(edge.is_split for edge in path):
            return
        for left_out in path:
            rest = [edge for edge in path if edge is not left_out]
            words = sum(not edge.initials for edge in rest)
            if words > 1 and all(self._may_be_met(edge, Level.SLIP) for edge in rest):
                yield rest

    def _may_be_met(self, edge: Edge, level: Level) -> bool:
        return bool(edge.initials or edge.met_by[level])

    def _walk(self, place: tuple[int, int], level: Level) -> Iterator[list[Edge]]:
        if place == (len(self.words), 0):
            yield []
            return
        for edge in self._from.get(place, ()):
            whole = edge.start[1] == edge.end[1] == 0 and edge.end[0] == edge.start[0] + 1
            left_out = edge.is_light and level > Level.SURE
            if not whole and not left_out and not self._may_be_met(edge, level):
                continue
            for rest in self._walk(edge.end, level):
                yield [edge, *rest]

    def _add_words(self) -> None:
        for at, word in enumerate(self.words):
            initials = ""
            if len(word) == 1 and not chinese.HAN.match(word) and len(self.words) > 1:
                initials = next((group for group in _LATIN_INITIALS if word in group), "") + word
            self.edges.append(
                Edge((at, 0), (at + 1, 0), word, is_light=is_light(word), initials=initials)
            )

    def _add_joined(self) -> None:
        """Two words, or more if all are syllables of Chinese."""
        for start in range(len(self.words)):
            for end in range(start + 2, min(start + MAX_JOINED, len(self.words)) + 1):
                some = self.words[start:end]
                if any(chinese.HAN.match(word) for word in some):
                    break
                has_initial = any(len(word) == 1 for word in some)
                one_word = all(map(_is_syllable, some)) or (some[0] == "abd" and len(some) == 3)
                if (len(some) > 2 or has_initial) and not one_word:
                    break
                self.edges.append(Edge((start, 0), (end, 0), "".join(some)))

    def _add_parts(self) -> None:
        """Two parts of a long word, and two or three of Chinese characters."""
        for at, word in enumerate(self.words):
            if len(word) > MAX_SPLIT:
                continue
            least = 2 if chinese.HAN.match(word) else MIN_PART
            for middle in range(least, len(word) - least + 1):
                inner = (at, middle)
                self._add_part((at, 0), inner, word[:middle])
                self._add_part(inner, (at + 1, 0), word[middle:])

    def _add_part(self, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        is_title = bool(chinese.HAN.match(text)) and is_light(text)
        self.edges.append(Edge(start, end, text, is_light=is_title, is_split=True))


def _is_syllable(word: str) -> bool:
    return len(chinese_syllables(word)) == 1 or (
        bool(chinese.romanise_wade_giles(word)) and len(word) < 6
    )
