"""The people on one page of a list, each with the reason why a search has found her."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline
from django.db.models import TextField, Value
from django.db.models.functions import Concat
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from profiles.models import Detainee
from profiles.public.profile import PublicProfile
from profiles.search.name_query import How, Match
from profiles.search.names_and_text import Found, story_query

# Of Markdown, what an excerpt would be littered with; and the marks around the words that were found.
_MARKUP = re.compile(r"\]\([^)]*\)|[*_#>`\[\]]")
_FOUND, _END = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Card:
    person: PublicProfile
    matched: Match | None = None  # by another name than the one that the card shows first
    excerpt: str = ""


def cards(people: Iterable[Detainee], found: Found | None, typed: str) -> list[Card]:
    reasons = {
        person: found.match(person.pk, person.names.all()) if found else None for person in people
    }
    excerpts = _excerpts(
        [person.pk for person, why in reasons.items() if why and why.how == How.TEXT], typed
    )
    return [
        Card(
            public := PublicProfile(person),
            matched=why if why and why.text not in {"", public.name} else None,
            excerpt=excerpts.get(person.pk, ""),
        )
        for person, why in reasons.items()
    ]


def _excerpts(people: list[int], typed: str) -> dict[int, SafeString]:
    """The lines of their stories that have the words, with these marked."""
    if not people:
        return {}
    headline = SearchHeadline(
        Concat("summary", Value(" "), "story", output_field=TextField()),
        story_query(typed),
        config="english",
        start_sel=_FOUND,
        stop_sel=_END,
        min_words=12,
        max_words=24,
    )
    told = Detainee.objects.published().filter(pk__in=people)
    return {pk: _marked(text) for pk, text in told.values_list("pk", headline)}


def _marked(text: str) -> SafeString:
    safe = conditional_escape(_MARKUP.sub("", text))
    return mark_safe(safe.replace(_FOUND, "<mark>").replace(_END, "</mark>"))  # noqa: S308  escaped
