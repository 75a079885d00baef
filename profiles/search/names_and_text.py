"""The search: people by a name in any script and spelling, and by the words of their story.

One index over the keys of names (profiles/names/keys.py) tells which people match, in four tiers: exact, beginning,
folded, similar. The closest few hundred are ranked name by name (profiles/search/name_query.py). If more
people match, the others follow tier by tier, and nothing checks that one name of theirs has all the words. People
whose story has the words come last.
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
from profiles.models.name import KEYS_VECTOR, KeysMatch
from profiles.models.references import parse_reference
from profiles.models.vocabulary import Identity
from profiles.search.name_query import Match, MatchKind, NameQuery

MAX_QUERY_LENGTH = 80  # characters; the rest is ignored
MAX_RANKED = 500  # people who are ranked name by name
MAX_STORIES = 1000


@dataclass(frozen=True)
class SearchResult:
    """The people whom a search found.

    people: primary keys, the closest first. matches: by person, for the closest and for matches in a story.
    has_certain_match: whether a name or story really has the words, not just similar ones.
    """

    people: Sequence[int] = ()
    matches: dict[int, Match] = field(default_factory=dict)
    has_certain_match: bool = False
    query: NameQuery | None = None

    def match_of(self, person: int, shown_names: Iterable[Name]) -> Match | None:
        """Why the search found this person. If it did not rank the person, the names decide it now."""
        if person in self.matches or self.query is None:
            return self.matches.get(person)
        matches = (
            self.query.match(person, name.text, name.language, name.keys) for name in shown_names
        )
        return _closest(matches).get(person)


def search(typed: str) -> SearchResult:
    """The people whom the public finds."""
    typed = clean_query(typed)
    published = Listing.objects.published()
    if (pk := parse_reference(typed)) is not None:
        return _found_by_reference(published.filter(pk=pk).values_list("pk", flat=True))
    shown_names = Name.objects.filter(is_public=True)
    by_name = _search_names(typed, published, F("names"), "pk", shown_names)
    by_story = {match.person: match for match in _search_stories(typed)}
    return replace(
        by_name,
        people=list(dict.fromkeys([*by_name.people, *by_story])),
        matches=by_name.matches
        | {pk: by_story[pk] for pk in by_story if pk not in by_name.matches},
        has_certain_match=by_name.has_certain_match or bool(by_story),
    )


def search_as_staff(typed: str, user: Any) -> SearchResult:
    """The people whom this user finds: whether published or not, by all names, hidden ones too; not by stories.

    Whoever may not see names finds people by those that their pages may show. So no one can try out hidden names.
    """
    typed = clean_query(typed)
    if (pk := parse_reference(typed)) is not None:
        return _found_by_reference([pk])
    names = Name.objects.all()
    if not user.has_perm("profiles.view_name"):
        named = Detainee.objects.filter(identity=Identity.FULL)
        names = names.filter(is_public=True, detainee__in=named)
    return _search_names(typed, names, KEYS_VECTOR, "detainee", names)


def clean_query(typed: str) -> str:
    """The text as Postgres can read it: without NUL and without half surrogate pairs."""
    return typed[:MAX_QUERY_LENGTH].replace("\0", " ").encode(errors="ignore").decode()


class EqualsAny(Func):
    """Whether a column equals one of these numbers. It has one parameter, however many numbers there are."""

    template = "%(expressions)s"
    arg_joiner = " = "

    def __init__(self, column: str, numbers: Iterable[int]) -> None:
        array = Value(list(numbers), output_field=ArrayField(BigIntegerField()))
        super().__init__(F(column), Func(array, function="ANY"), output_field=BooleanField())


def position_in(people: Iterable[int]) -> RawSQL:
    """The position of a person in this order. Postgres looks it up in one object, not along an array."""
    positions = json.dumps({person: position for position, person in enumerate(people)})
    return RawSQL("(%s::jsonb ->> profiles_detainee.id::text)::int", [positions])


def _found_by_reference(people: Iterable[int]) -> SearchResult:
    matches = {pk: Match(pk, MatchKind.EXACT) for pk in people}
    return SearchResult(list(matches), matches, has_certain_match=True)


# --- By name ---------------------------------------------------------------------------------------------


def _search_names(
    typed: str, rows: QuerySet[Any], keys: Expression | F, person: str, names: QuerySet[Name]
) -> SearchResult:
    """Search `rows` by their keys, then rank by `names`.

    keys: the keys of a row, as a tsvector. person: the column of the rows that has the person's primary key.
    """
    query = NameQuery.expanded(typed)
    if not query:
        return SearchResult(query=query)
    cases = [When(KeysMatch(keys, tsquery), then=kind) for kind, tsquery in query.tiers.items()]
    tiers = dict(
        rows.filter(KeysMatch(keys, query.tsquery))
        .order_by()
        .values_list(Case(*cases, default=query.weakest_kind))
        .annotate(people=ArrayAgg(person))
    )
    people = list(
        dict.fromkeys(
            chain.from_iterable(sorted(tiers[kind]) for kind in sorted(tiers, reverse=True))
        )
    )
    ranked, others = people[:MAX_RANKED], people[MAX_RANKED:]
    theirs = names.filter(EqualsAny("detainee", ranked)).order_by()
    columns = theirs.values_list("detainee", "text", "language", "keys")
    matches = _closest(starmap(query.match, columns))
    return SearchResult(
        [*matches, *others],
        matches,
        has_certain_match=any(match.kind != MatchKind.SIMILAR for match in matches.values()),
        query=query,
    )


def _closest(matches: Iterable[Match | None]) -> dict[int, Match]:
    """The closest match of each person; the closest people first."""
    closest: dict[int, Match] = {}
    for match in sorted(filter(None, matches), key=lambda match: match.rank):
        closest.setdefault(match.person, match)
    return closest


# --- By story --------------------------------------------------------------------------------------------


def story_query(typed: str) -> SearchQuery:
    return SearchQuery(clean_query(typed), config="english", search_type="websearch")


def _search_stories(typed: str) -> list[Match]:
    """The people whose story has the words; at most MAX_STORIES if the words are very common."""
    query = story_query(typed)
    people = Detainee.objects.filter(
        searched=query, state=State.PUBLISHED, listing__publish_at__lte=timezone.now()
    )
    rank = SearchRank(F("searched"), query)
    ranked = people.order_by().values_list("pk", rank)[:MAX_STORIES]
    matches = [Match(person, MatchKind.TEXT, relevance) for person, relevance in ranked]
    return sorted(matches, key=lambda match: match.rank)
