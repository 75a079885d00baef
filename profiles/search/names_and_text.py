"""The search: people by a name in any script and spelling, and by the words of their story.

First it finds out which words of names the typed words may mean (profiles/name_search). One index over the words of
names tells who has them. The closest few hundred are ranked name by name. If more people match, the others follow in
tiers: written as typed, beginning so, all others. People whose story has the words come last.
"""

import json
from collections import defaultdict
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
from profiles.models import Detainee, LegalCase, Listing, Name
from profiles.models.justice import CHARGES
from profiles.models.name import KEYS_VECTOR, KeysMatch
from profiles.models.references import parse_reference
from profiles.models.vocabulary import Identity
from profiles.name_search.query import Level, Query
from profiles.name_search.ranking import Match, Matcher, MatchKind, lexeme, tsquery
from profiles.name_search.vocabulary import look_up, look_up_slips
from profiles.search.topics import Topic, Topics

MAX_QUERY_LENGTH = 80  # characters; the rest is ignored
MAX_RANKED = 500  # people who are ranked name by name
MAX_STORIES = 1000


@dataclass(frozen=True)
class SearchResult:
    """The people whom a search found.

    people: primary keys, the closest first. matches: by person, for the closest and for matches in a story.
    has_certain_match: whether a name or story really has the words, not just similar ones.
    topics: the places and ethnicities that the search may mean.
    """

    people: Sequence[int] = ()
    matches: dict[int, Match] = field(default_factory=dict)
    has_certain_match: bool = False
    topics: Sequence[Topic] = ()
    matcher: Matcher | None = None

    def match_of(self, person: int, shown_names: Iterable[Name]) -> Match | None:
        """Why the search found this person. If it did not rank the person, the names decide it now."""
        if person in self.matches or self.matcher is None:
            return self.matches.get(person)
        return self.matcher.match(person, [(name.text, name.language) for name in shown_names])


def search(typed: str) -> SearchResult:
    """The people whom the public finds."""
    typed = clean_query(typed)
    published = Listing.objects.published()
    if (pk := parse_reference(typed)) is not None:
        return _found_by_reference(published.filter(pk=pk).values_list("pk", flat=True))
    shown_names = Name.objects.filter(is_public=True)
    by_name = _search_names(typed, published, F("names"), "pk", shown_names)
    others = {match.person: match for match in _search_charges(typed)}
    others |= {match.person: match for match in _search_stories(typed)}
    known = Topics()
    topics = known.of(typed)
    if topics and not by_name.has_certain_match:
        by_name = SearchResult()  # a name that is a letter away from a place
        there = _of_topics(published, topics).order_by("-fresh_at", "-pk")
        for person in there.values_list("pk", flat=True):
            others.setdefault(person, Match(person, MatchKind.FACT))
    if not topics and not by_name.has_certain_match:
        for rest, topics in known.beside(typed):
            there = _of_topics(published, topics)
            beside = _search_names(rest, there, F("names"), "pk", shown_names)
            if beside.has_certain_match:
                by_name = beside
                break
    by_rank = sorted(others, key=lambda person: -others[person].kind)
    return replace(
        by_name,
        people=list(dict.fromkeys([*by_name.people, *by_rank])),
        matches=by_name.matches | {pk: others[pk] for pk in others if pk not in by_name.matches},
        has_certain_match=by_name.has_certain_match or bool(others),
        topics=topics,
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


class FullTextMatch(Func):
    """Whether the words of a text match a query. For an index over an expression."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


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
    query = Query(typed)
    if not query:
        return SearchResult()
    look_up(query)
    for level in Level:
        if level == Level.SLIP:
            look_up_slips(query)
        ways = [[query.plain_path]] if level == Level.SURE and query.plain_path else []
        for paths in filter(None, (*ways, query.paths(level))):
            result = _search_level(Matcher(query, level, paths), rows, keys, person, names)
            if result.people:
                return result
    return SearchResult()


def _search_level(
    matcher: Matcher,
    rows: QuerySet[Any],
    keys: Expression | F,
    person: str,
    names: QuerySet[Name],
) -> SearchResult:
    written = [lexeme(word) for word in matcher.query.words]
    tiers = {
        MatchKind.EXACT: " & ".join(written),
        MatchKind.PREFIX: " & ".join(f"{word}:*" for word in written),
    }
    cases = [When(KeysMatch(keys, tier), then=kind) for kind, tier in tiers.items()]
    by_tier = dict(
        rows.filter(KeysMatch(keys, tsquery(matcher.paths, matcher.level)))
        .order_by()
        .values_list(Case(*cases, default=MatchKind.FOLDED))
        .annotate(people=ArrayAgg(person))
    )
    people = list(
        dict.fromkeys(
            chain.from_iterable(sorted(by_tier[kind]) for kind in sorted(by_tier, reverse=True))
        )
    )
    ranked, others = people[:MAX_RANKED], people[MAX_RANKED:]
    matches = _ranked(matcher, names.filter(EqualsAny("detainee", ranked)))
    return SearchResult(
        [*matches, *others],
        matches,
        has_certain_match=matcher.level < Level.SLIP,
        matcher=matcher,
    )


def _ranked(matcher: Matcher, names: QuerySet[Name]) -> dict[int, Match]:
    """The match of each person; the closest people first."""
    of_person = defaultdict[int, list[tuple[str, str]]](list)
    columns = names.order_by("order", "pk").values_list("detainee", "text", "language")
    for person, text, language in columns:
        of_person[person].append((text, language))
    matches = filter(None, starmap(matcher.match, of_person.items()))
    return {match.person: match for match in sorted(matches, key=lambda match: match.rank)}


# --- By place and ethnicity, by charge, by story --------------------------------------------------------------------------------------------


def story_query(typed: str) -> SearchQuery:
    return SearchQuery(clean_query(typed), config="english", search_type="websearch")


def _of_topics(published: QuerySet[Listing], topics: Iterable[Topic]) -> QuerySet[Listing]:
    terms = [term for topic in topics for term in topic.terms]
    return published.filter(terms__overlap=terms)


def _search_charges(typed: str) -> list[Match]:
    """The people who are charged with it, as far as the charge is shown."""
    cases = LegalCase.objects.filter(
        FullTextMatch(CHARGES, story_query(typed)),
        is_public=True,
        detainee__state=State.PUBLISHED,
        detainee__listing__publish_at__lte=timezone.now(),
    )
    people = cases.order_by().values_list("detainee", flat=True)[:MAX_STORIES]
    return [Match(person, MatchKind.FACT) for person in sorted(set(people))]


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
