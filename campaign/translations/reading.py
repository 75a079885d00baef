"""What a reader gets: the texts in the language that the address asks for, or the nearest one that there is.

This is the one place that chooses a language. The address names it (`?lang=ug`), so pages stay the same for everyone, and any
cache can hold them. No header and no cookie of the reader counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from campaign.publishing.sharing import absolute
from campaign.translations.languages import BY_PARAMETER, PARAMETER, Language, address
from campaign.translations.models import Translatable, Translation
from campaign.translations.states import translation_model
from campaign.web.page_cache import Choices

# For `public_page`: other values are ignored, so no made-up one gets into the cache.
CHOICES: Choices = {PARAMETER: frozenset(BY_PARAMETER)}


@dataclass(frozen=True, slots=True)
class Choice:
    """A language in which the page can be read."""

    language: Language
    url: str
    is_shown: bool

    @property
    def address(self) -> str:
        """With the name of the site, for machines."""
        return absolute(self.url)


@dataclass(frozen=True, slots=True)
class Reading[M: Translatable]:
    """item: as it is read; its `written_in` is the language. choices: empty if there is only the original."""

    item: M
    original: M
    choices: list[Choice] = field(default_factory=list)
    is_outdated: bool = False

    @property
    def is_translation(self) -> bool:
        return self.item is not self.original

    @property
    def original_url(self) -> str:
        written_in = self.original.written_in
        return next((each.url for each in self.choices if each.language == written_in), "")

    @property
    def canonical(self) -> str:
        """The whole address of the page in this language."""
        return next((each.address for each in self.choices if each.is_shown), "")


def asked_for(request: HttpRequest) -> Language | None:
    """The language that the address names."""
    return BY_PARAMETER.get(request.GET.get(PARAMETER, ""))


def reading_of[M: Translatable](item: M, path: str, language: Language | None) -> Reading[M]:
    """item: one that this reader may see. path: of its page. Costs a query, and another one for a translation."""
    reviewed: dict[str, Translation] = {
        each.language: each
        for each in item.translations.reviewed().only("language", "made_from")  # type: ignore[attr-defined]
        if each.language != item.language
    }
    if not reviewed:
        return Reading(item, item)
    found = _nearest(item, reviewed, language)
    choices = list(_choices(item, reviewed, path, found.language if found else item.language))
    if found is None:
        return Reading(item, item, choices)
    whole: Translation = item.translations.get(pk=found.pk)  # type: ignore[attr-defined]
    is_outdated = whole.made_from != item.text_digest
    return Reading(item.in_words_of(whole), item, choices, is_outdated)


def say_language(response: HttpResponse, item: Translatable) -> HttpResponse:
    """The header names the language of the main text, whatever that of the menus is."""
    response.headers["Content-Language"] = item.written_in.code
    return response


def choices_of[M: Translatable](items: Sequence[M]) -> dict[int, list[Choice]]:
    """The languages in which each of them can be read, by primary key. Those with the original alone are left out. One query."""
    if not items:
        return {}
    rows: Any = translation_model(type(items[0]))._default_manager
    reviewed: dict[int, set[str]] = defaultdict(set)
    for pk, code in rows.reviewed().filter(item__in=items).values_list("item", "language"):
        reviewed[pk].add(code)
    found = {
        each.pk: list(_choices(each, reviewed[each.pk], each.reading_path, each.language))
        for each in items
        if each.pk in reviewed
    }
    return {pk: choices for pk, choices in found.items() if len(choices) > 1}


def _nearest(
    item: Translatable, reviewed: dict[str, Translation], language: Language | None
) -> Translation | None:
    """None: the original."""
    for code in (language.code, *language.instead) if language else ():
        if code == item.language:
            return None
        if code in reviewed:
            return reviewed[code]
    return None


def _choices(
    item: Translatable, reviewed: Collection[str], path: str, shown: str
) -> Iterator[Choice]:
    for each in BY_PARAMETER.values():
        if each.code == item.language:
            yield Choice(each, path, each.code == shown)
        elif each.code in reviewed:
            yield Choice(each, address(path, each), each.code == shown)
