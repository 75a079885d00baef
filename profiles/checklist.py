"""What a profile still lacks before it may be published, in words for staff.

Whether the text tells a name or a place that is to stay hidden is looked for in the public shape itself:
in whatever the public would get to read, wherever it was typed.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, is_dataclass
from inspect import getmembers
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from campaign.models import Likeness
from profiles import duplicates
from profiles.models import Consent, Detainee
from profiles.public import PublicProfile
from profiles.vocabulary import Identity, PlaceLevel

SHORTEST = 3  # letters of a part of a name that is looked for by itself


@dataclass(frozen=True, slots=True)
class Item:
    """words: what is so when there is nothing to do."""

    words: str
    to_do: list[str]


def missing(person: Detainee) -> list[str]:
    return [words for item in items(person) for words in item.to_do]


def items(person: Detainee) -> list[Item]:
    """Everything that is looked at, done or not."""
    prefetch_related_objects([person], "names")
    return [
        Item(_("There is a name that may be shown."), _about_name(person)),
        Item(
            _("The summary is written."),
            [] if person.summary.strip() else [_("Write the summary.")],
        ),
        Item(_("It is said what is known of the status."), _about_status(person)),
        Item(_("A consent stands, or it is public record."), _about_consent(person)),
        Item(_("No hidden name or place stands in the text."), _about_what_is_told(person)),
        Item(_("Nobody else here is the same person."), _about_duplicates(person)),
        *_about_portrait(person),
    ]


def _about_name(person: Detainee) -> list[str]:
    if not person.is_named or any(name.is_public for name in person.names.all()):
        return []
    return [_("Give at least one name that may be shown.")]


def _about_status(person: Detainee) -> list[str]:
    if any(claim.is_public for claim in person.claims.all()):
        return []
    return [_("Say what is known of the status.")]


def _about_consent(person: Detainee) -> list[str]:
    if Consent.objects.standing(of=person.pk).exists():
        return []
    if person.identity == Identity.ANONYMOUS:
        return [_("Record the consent that covers the story, or that it is public record.")]
    return [_("Record the consent that covers name and story, or that it is public record.")]


def _about_what_is_told(person: Detainee) -> list[str]:
    told = _("“%(words)s” is to stay hidden, and stands in what everybody could read.")
    return [told % {"words": words} for words in told_all_the_same(person)]


def _about_duplicates(person: Detainee) -> list[str]:
    alike = [] if person.merged_into_id else duplicates.of(person)
    if not alike:
        return []
    told = _("Look whether it is the same person, by the name: %(names)s.")
    return [told % {"names": ", ".join(map(str, alike))}]


def _about_portrait(person: Detainee) -> list[Item]:
    """That a picture holds nothing but its pixels needs no look: all are made anew (campaign/images.py)."""
    if person.portrait is None or not person.is_named:
        return []
    unsure = person.portrait.likeness == Likeness.UNVERIFIED
    to_do = [_("Say at the portrait who confirmed whom it shows, or take it out.")]
    return [
        Item(_("Somebody confirmed whom the portrait shows."), to_do if unsure else []),
        Item(_("The portrait tells nothing of where and by whom it was taken."), []),
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
