"""The cards on one page of a list, each with the reason why the search found the person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline
from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from campaign.text import markdown
from profiles.models import Detainee
from profiles.name_search.ranking import Match, MatchKind
from profiles.public.profile import PublicProfile
from profiles.search.names_and_text import SearchResult, story_query

# Markdown signs, which an excerpt leaves out.
_MARKUP = re.compile(r"\]\([^)]*\)|\[\^[^\]]*\]:?|~~|\|?[-:|]{3,}|[*_#>`\[\]|]")
# Signs around the words that matched. They become <mark> after escaping.
_START, _END = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Card:
    """matched: the match, if its name is not the one that the card shows. excerpt: from the story."""

    person: PublicProfile
    matched: Match | None = None
    excerpt: str = ""


def cards(people: Iterable[Detainee], result: SearchResult | None, typed: str) -> list[Card]:
    matches = {
        person: result.match_of(person.pk, person.names.all()) if result else None
        for person in people
    }
    found_by_story = [
        person.pk for person, match in matches.items() if match and match.kind == MatchKind.TEXT
    ]
    excerpts = _excerpts(found_by_story, typed)
    return [
        Card(
            public := PublicProfile(person),
            matched=match if match and match.text not in {"", public.name} else None,
            excerpt=excerpts.get(person.pk, ""),
        )
        for person, match in matches.items()
    ]


def _excerpts(people: list[int], typed: str) -> dict[int, SafeString]:
    """The lines of the stories that have the words, with these words marked, by primary key."""
    if not people:
        return {}
    # Without pictures: one that may not be shown is not described either.
    story = Func(
        "story",
        Value(markdown.PICTURE_MARK),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    headline = SearchHeadline(
        Concat("summary", Value(" "), story, output_field=TextField()),
        story_query(typed),
        config="english",
        start_sel=_START,
        stop_sel=_END,
        min_words=12,
        max_words=24,
    )
    published = Detainee.objects.published().filter(pk__in=people)
    return {pk: _marked(text) for pk, text in published.values_list("pk", headline)}


def _marked(text: str) -> SafeString:
    safe = conditional_escape(_MARKUP.sub("", text))
    return mark_safe(safe.replace(_START, "<mark>").replace(_END, "</mark>"))  # noqa: S308  escaped
