"""Finding people by a name in whatever script and spelling, and by the words of their story.

One index over the keys of names (profiles/names/keys.py) says who fits what was typed, and in which of four
tiers: written just so, beginning so, sounding so, looking so. The closest some hundred are put in order name
by name (profiles/search/name_query.py); of a name that thousands have, the others follow tier by tier, and nobody
looks whether all words stand in one of their names. Stories that have the words come last.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, starmap
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Expression,
    F,
    Func,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.utils import timezone

from campaign.publishing.workflow import State
from profiles.models import Detainee, Listing, Name
from profiles.models.name import KEYS, HasKeys
from profiles.models.references import parse_reference
from profiles.search.name_query import How, Match, NameQuery

LONGEST = 80
MOST_RANKED = 500
MOST_STORIES = 1000


@dataclass(frozen=True)
class Found:
    """Whom a search has found, the closest first.

    matches: by what, of the closest and of those whose story has the words.
    is_sure: whether somebody has such a name or story, and not just a name that looks like it.
    """

    people: Sequence[int] = ()
    matches: dict[int, Match] = field(default_factory=dict)
    is_sure: bool = False
    query: NameQuery | None = None

    def match(self, person: int, shown: Iterable[Name]) -> Match | None:
        """By what somebody was found; if not among the closest, by which of these names."""
        if person in self.matches or self.query is None:
            return self.matches.get(person)
        by = (self.query.match(person, name.text, name.language, name.keys) for name in shown)
        return _closest(by).get(person)


def search(typed: str) -> Found:
    """Whom the public finds."""
    typed = readable(typed)
    seen = Listing.objects.seen()
    if (pk := parse_reference(typed)) is not None:
        return _only(seen.filter(pk=pk).values_list("pk", flat=True))
    named = _by_name(typed, seen, F("names"), "pk", Name.objects.filter(is_public=True))
    told = {match.person: match for match in _by_story(typed)}
    return replace(
        named,
        people=list(dict.fromkeys([*named.people, *told])),
        matches=named.matches | {pk: told[pk] for pk in told if pk not in named.matches},
        is_sure=named.is_sure or bool(told),
    )


def search_as_staff(typed: str) -> Found:
    """By all names of everybody, hidden ones as well; not by stories."""
    typed = readable(typed)
    if (pk := parse_reference(typed)) is not None:
        return _only([pk])
    names = Name.objects.all()
    return _by_name(typed, names, KEYS, "detainee", names)


def readable(typed: str) -> str:
    """What a database can read of it: no NUL, no half of a character."""
    return typed[:LONGEST].replace("\0", " ").encode(errors="ignore").decode()


class Among(Func):
    """Whether a number is one of some people's: one parameter, however many they are."""

    template = "%(expressions)s"
    arg_joiner = " = "

    def __init__(self, number: str, people: Iterable[int]) -> None:
        numbers = Value(list(people), output_field=ArrayField(BigIntegerField()))
        super().__init__(F(number), Func(numbers, function="ANY"), output_field=BooleanField())


def place_among(people: Iterable[int]) -> RawSQL:
    """To order by where somebody stands among some people: looked up in one object, not along an array."""
    places = json.dumps({person: place for place, person in enumerate(people)})
    return RawSQL("(%s::jsonb ->> profiles_detainee.id::text)::int", [places])


def _only(people: Iterable[int]) -> Found:
    matches = {pk: Match(pk, How.EXACT) for pk in people}
    return Found(list(matches), matches, is_sure=True)


# --- By name ---------------------------------------------------------------------------------------------


def _by_name(
    typed: str, rows: QuerySet[Any], keys: Expression | F, person: str, names: QuerySet[Name]
) -> Found:
    """rows: where it is asked who fits, by their keys; person: the column of the rows that names them.
    names: those by which they may be found."""
    query = NameQuery.with_others(typed)
    if not query:
        return Found(query=query)
    fits = [When(HasKeys(keys, tsquery), then=how) for how, tsquery in query.tiers.items()]
    tiers = dict(
        rows.filter(HasKeys(keys, query.tsquery))
        .order_by()
        .values_list(Case(*fits, default=query.loosest))
        .annotate(people=ArrayAgg(person))
    )
    people = list(
        dict.fromkeys(
            chain.from_iterable(sorted(tiers[how]) for how in sorted(tiers, reverse=True))
        )
    )
    ranked, others = people[:MOST_RANKED], people[MOST_RANKED:]
    theirs = names.filter(Among("detainee", ranked)).order_by()
    columns = theirs.values_list("detainee", "text", "language", "keys")
    matches = _closest(starmap(query.match, columns))
    return Found(
        [*matches, *others],
        matches,
        is_sure=any(match.how != How.NEAR for match in matches.values()),
        query=query,
    )


def _closest(matches: Iterable[Match | None]) -> dict[int, Match]:
    """Of each person the closest; the closest people first."""
    closest: dict[int, Match] = {}
    for match in sorted(filter(None, matches), key=lambda match: match.rank):
        closest.setdefault(match.person, match)
    return closest


# --- By story --------------------------------------------------------------------------------------------


def story_query(typed: str) -> SearchQuery:
    return SearchQuery(readable(typed), config="english", search_type="websearch")


def _by_story(typed: str) -> list[Match]:
    """Some of those who have the words in their story, if they are words that everybody has."""
    query = story_query(typed)
    told = Detainee.objects.filter(
        searched=query, state=State.PUBLISHED, listing__publish_at__lte=timezone.now()
    )
    ranked = told.order_by().values_list("pk", SearchRank(F("searched"), query))[:MOST_STORIES]
    matches = [Match(person, How.TEXT, relevance) for person, relevance in ranked]
    return sorted(matches, key=lambda match: match.rank)
