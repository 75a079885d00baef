"""Finding people by a name in whatever script and spelling, and by the words of their story.

What is typed is taken apart into words. Each is a set of keys (profiles/keys.py) by which names are looked
for in one index: its own, those of other spellings that staff have written down, of names that begin with
it, of names that look like it. The nearer the key, the closer the name. What is written as it was typed
comes before what only sounds like it; stories that have the words come last.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import or_
from unicodedata import normalize

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from campaign.publishing import State
from profiles import chinese
from profiles.folding import fold, fold_beginning
from profiles.keys import marked, skeleton, sounds, words
from profiles.models import (
    Detainee,
    Listing,
    Name,
    NameWord,
    SpellingGroup,
)
from profiles.models.name import NameQuerySet, direction
from profiles.references import parse_reference
from profiles.vocabulary import Identity

LONGEST = 80
MOST_WORDS = 5
MOST_ALIKE = 50
MOST_STORIES = 1000
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


class Found(dict[int, Match]):
    """Whom a search has found, and by what; the closest first."""

    def __init__(self, matches: Iterable[Match] = ()) -> None:
        super().__init__()
        for match in sorted(matches, key=lambda match: match.rank):
            self.setdefault(match.person, match)

    @property
    def is_sure(self) -> bool:
        """Whether somebody has such a name or story, and not just a name that looks like it."""
        return any(match.how != How.NEAR for match in self.values())


def search(typed: str) -> Found:
    """Whom the public finds."""
    typed = readable(typed)
    if (pk := parse_reference(typed)) is not None:
        return Found(_known([Match(pk, How.EXACT)], seen()))
    by_name = _known(_by_name(typed, Name.objects.filter(is_public=True)), named())
    return Found([*by_name, *_known(_by_story(typed), seen())])


def search_as_staff(typed: str) -> Found:
    """By all names of everybody, hidden ones as well; not by stories."""
    typed = readable(typed)
    if (pk := parse_reference(typed)) is not None:
        return Found([Match(pk, How.EXACT)])
    return Found(_by_name(typed, Name.objects.all()))


def readable(typed: str) -> str:
    """What a database can read of it: no NUL, no half of a character."""
    return typed[:LONGEST].replace("\0", " ").encode(errors="ignore").decode()


def seen() -> QuerySet[Listing]:
    """Whom the public may see now."""
    return Listing.objects.filter(publish_at__lte=timezone.now())


def named() -> QuerySet[Listing]:
    """Those of them whose names are shown."""
    unnamed = Detainee.objects.exclude(identity=Identity.FULL)
    return seen().exclude(pk__in=unnamed.values("pk"))


def among(listed: QuerySet[Listing], people: Iterable[int]) -> set[int]:
    return set(listed.filter(pk__in=these(people)).values_list("pk", flat=True))


def _known(matches: Collection[Match], listed: QuerySet[Listing]) -> list[Match]:
    people = among(listed, {match.person for match in matches})
    return [match for match in matches if match.person in people]


def these(people: Iterable[int]) -> RawSQL:
    """For `pk__in`: one parameter, however many people there are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(people)])


def place_among(people: Iterable[int]) -> RawSQL:
    """To order by where somebody stands among some people: looked up in one object, not along an array."""
    places = json.dumps({person: place for place, person in enumerate(people)})
    return RawSQL("(%s::jsonb ->> profiles_detainee.id::text)::int", [places])


# --- By name ---------------------------------------------------------------------------------------------


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

    @property
    def query(self) -> str:
        """As Postgres asks its indexes: one of the keys, a beginning, or all of these characters."""
        ways = [f"'{key}'" for key in self.keys] + [f"'{each}':*" for each in self.beginnings]
        if self.is_chinese:
            ways.append("(" + " & ".join(f"'{character}'" for character in self.letters) + ")")
        return " | ".join(ways)

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


def _by_name(typed: str, names: NameQuerySet) -> list[Match]:
    asked = [Word(word) for word in words(typed)[:MOST_WORDS]]
    if not asked:
        return []
    _add_spellings(asked)
    _add_what_looks_alike(asked)
    query = " & ".join(f"({word.query})" for word in asked)
    found = names.with_keys(query).order_by().values_list("detainee", "text", "language", "keys")
    literally = _literally(typed)
    matches = []
    for person, text, language, keys in found:
        each = [word.closeness(text, keys) for word in asked]
        if min(each) > 0:  # else its Chinese characters stand in another order
            how, whole = _how(text, literally, min(each))
            closeness = sum(each) / len(each) + 0.01 * whole
            matches.append(Match(person, how, closeness, text, language))
    return matches


def _how(text: str, literally: Sequence[str], closeness: float) -> tuple[How, bool]:
    """How a name fits what was typed, and whether it has as many words."""
    written = _literally(text)
    whole = len(written) == len(literally)
    if all(word in written for word in literally):
        return How.EXACT, whole
    if all(any(other.startswith(word) for other in written) for word in literally):
        return How.PREFIX, whole
    return How.FOLDED if closeness > NEAR else How.NEAR, whole


def _literally(text: str) -> list[str]:
    return normalize("NFKC", text).casefold().split()


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
    alike = reduce(or_, (Q(word__trigram_similar=word.key) for word in long))
    others = set(NameWord.objects.filter(alike).values_list("word", flat=True))
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


# --- By story --------------------------------------------------------------------------------------------


def story_query(typed: str) -> SearchQuery:
    return SearchQuery(readable(typed), config="english", search_type="websearch")


def _by_story(typed: str) -> list[Match]:
    """Some of those who have the words in their story, if they are words that everybody has."""
    query = story_query(typed)
    told = Detainee.objects.filter(searched=query, state=State.PUBLISHED)
    ranked = told.order_by().values_list("pk", SearchRank(F("searched"), query))
    return [Match(person, How.TEXT, relevance) for person, relevance in ranked[:MOST_STORIES]]
