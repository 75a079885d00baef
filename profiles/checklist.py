"""What a profile still lacks before it may be published, in words for staff.

Whether the text tells a name or a place that is to stay hidden is looked for in the public shape itself:
in whatever the public would get to read, wherever it was typed.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from inspect import getmembers
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from profiles.models import Consent, Detainee
from profiles.public import PublicProfile
from profiles.vocabulary import Identity, PlaceLevel

SHORTEST = 3  # letters of a part of a name that is looked for by itself


def missing(person: Detainee) -> list[str]:
    found = []
    prefetch_related_objects([person], "names")
    if person.is_named and not any(name.is_public for name in person.names.all()):
        found.append(_("Give at least one name that may be shown."))
    if not person.summary.strip():
        found.append(_("Write the summary."))
    if not any(claim.is_public for claim in person.claims.all()):
        found.append(_("Say what is known of the status."))
    if not Consent.objects.standing(of=person.pk).exists():
        found.append(
            _("Record the consent that covers name and story, or that it is public record.")
            if person.identity != Identity.ANONYMOUS
            else _("Record the consent that covers the story, or that it is public record.")
        )
    return found + [
        _("“%(words)s” is to stay hidden, and stands in what everybody could read.")
        % {"words": words}
        for words in told_all_the_same(person)
    ]


def told_all_the_same(person: Detainee) -> list[str]:
    """Names and places of the person that are to stay hidden, and that the public would read."""
    hidden = [*_hidden_names(person), *_hidden_places(person)]
    if not hidden:
        return []
    shape = PublicProfile(Detainee.objects.for_story().get(pk=person.pk))
    text = "\n".join(_strings(dict(getmembers(shape)))).casefold()
    return [words for words in dict.fromkeys(hidden) if _stands_in(words.casefold(), text)]


def _hidden_names(person: Detainee) -> Iterator[str]:
    shown = [name.text for name in person.names.all() if person.is_named and name.is_public]
    for name in person.names.all():
        if not any(name.text in text for text in shown):
            yield name.text
        if person.identity == Identity.ANONYMOUS:
            yield from (word for word in name.text.split() if len(word) >= SHORTEST)


def _hidden_places(person: Detainee) -> Iterator[str]:
    if person.place_level != PlaceLevel.NONE:
        return
    rows = [*person.claims.select_related("place"), *person.events.select_related("place")]
    for place in [person.home_place, *(row.place for row in rows)]:
        if place:
            yield from (place.name, place.name_uyghur, place.name_chinese)


def _stands_in(words: str, text: str) -> bool:
    """As words of their own where the script has spaces between them."""
    return re.search(rf"(?<![^\W\d_]){re.escape(words)}(?![^\W\d_])", text) is not None or (
        not words.isascii() and words in text
    )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _strings(asdict(value))
    elif isinstance(value, dict):
        for name, each in value.items():
            if not str(name).startswith("_"):
                yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
