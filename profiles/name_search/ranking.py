"""How well the names of a person match a query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from profiles.models.name import text_direction
from profiles.name_search.query import Edge, Level, Query
from profiles.names.keys import name_words

WHOLE_NAME = 0.01  # what a name gains that has no other words
IN_ONE_NAME = 0.05
LEFT_OUT = 0.1


class MatchKind(IntEnum):
    """How the search found a person, from the weakest kind to the strongest."""

    FACT = 0
    TEXT = 1
    SIMILAR = 2
    FOLDED = 3
    PREFIX = 4
    EXACT = 5


@dataclass(frozen=True, slots=True)
class Match:
    """Why the search found a person.

    person: the primary key. closeness: 0.0 to about 1 for a name, the relevance for a story.
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


@dataclass(frozen=True, slots=True)
class Matcher:
    """A query at one level, ready to be compared with many people. Each path is one way to read the query."""

    query: Query
    level: Level
    paths: Sequence[Sequence[Edge]]

    def match(self, person: int, names: Iterable[tuple[str, str]]) -> Match | None:
        """The match of a person with these names, each with its language. The words may be in several of them."""
        named = [(text, language, name_words(text)) for text, language in names]
        matches = (self._match(person, path, named) for path in self.paths)
        return min(filter(None, matches), key=lambda match: match.rank, default=None)

    def _match(
        self, person: int, path: Sequence[Edge], named: Sequence[tuple[str, str, list[str]]]
    ) -> Match | None:
        by_name = [
            [
                max((edge.closeness(word, self.level) for word in words), default=0.0)
                for edge in path
            ]
            for _text, _language, words in named
        ]
        best = [max(each) for each in zip(*by_name, strict=True)]
        if not best or min(best) == 0:
            return None
        at = max(range(len(named)), key=lambda n: (sum(by_name[n]), -n))
        text, language, words = named[at]
        closeness = sum(best) / len(best) - LEFT_OUT * self._left_out(path)
        closeness += WHOLE_NAME * (len(words) == len(path)) + IN_ONE_NAME * (min(by_name[at]) > 0)
        return Match(person, self._kind(words), closeness, text, language)

    def _left_out(self, path: Sequence[Edge]) -> int:
        covered = sum(
            edge.end[0] - edge.start[0] or edge.is_split for edge in path if not edge.is_light
        )
        return max(0, sum(not edge.is_light for edge in self.query.whole_words) - covered)

    def _kind(self, name: Sequence[str]) -> MatchKind:
        if self.level == Level.SLIP:
            return MatchKind.SIMILAR
        if all(word in name for word in self.query.words):
            return MatchKind.EXACT
        if all(any(other.startswith(word) for other in name) for word in self.query.words):
            return MatchKind.PREFIX
        return MatchKind.FOLDED


def tsquery(paths: Iterable[Iterable[Edge]], level: Level) -> str:
    """Is met by the words of everyone whom one of the paths may find; empty if there is no path."""
    return " | ".join(
        f"({' & '.join(_tsquery_of(edge, level) for edge in path)})" for path in paths
    )


def _tsquery_of(edge: Edge, level: Level) -> str:
    if edge.initials:
        return "(" + " | ".join(f"{lexeme(letter)}:*" for letter in edge.initials) + ")"
    return "(" + " | ".join(map(lexeme, sorted(edge.met_by[level]))) + ")"


def lexeme(word: str) -> str:
    """A word as a quoted lexeme of a tsquery."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
