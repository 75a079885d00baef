"""What the search of staff looks through about people (campaign/admin/search)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.search.searched import Searched
from profiles.models import Detainee, Quote, Source
from profiles.search.names_and_text import search_as_staff, story_query


def _by_name(typed: str, user: Any) -> Iterable[int]:
    return search_as_staff(typed, user).people


def _in_story(words: list[str]) -> Q:
    """By the index that the public search has. It also finds other forms of an English word."""
    return Q(searched=story_query(" ".join(words)))


SEARCHED = (
    Searched(lazy("People"), Detainee, (), find=_by_name),
    Searched(lazy("Stories"), Detainee, ("summary", "story", "occupation"), matches=_in_story),
    Searched(lazy("Notes about people"), Detainee, ("staff_notes",)),
    Searched(
        lazy("Sources"), Source, ("title", "attribution", "publisher", "notes"), item="detainee"
    ),
    Searched(lazy("Quotations"), Quote, ("text", "original", "speaker"), item="detainee"),
)
