"""Finds hidden names and places of a person in what the public would read.

The search goes through `PublicProfile` itself, so it covers everything public, from whichever field it comes. Pages
of other apps that link to the person are searched too (linked_pages.py).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, is_dataclass, replace
from inspect import getmembers
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.publishing.workflow import State
from campaign.text import markdown
from profiles.models import Consent, Detainee
from profiles.public.profile import PublicProfile
from profiles.safety import linked_pages
from profiles.safety.hidden_words import find_words, words_to_hide
from profiles.safety.linked_pages import LinkedPage

# Members of PublicProfile whose model field has another name.
_MODEL_FIELDS = {"name": "names", "relatives": "relationships"}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """words: the hidden name or place. where: the labels of the form fields in which it occurs."""

    words: str
    where: list[str]


def refuse_disclosures(*people: Detainee) -> None:
    """Raise ValidationError if one of these people is public, or will be, and their page reveals what must be hidden.

    Call it after the change and in its transaction, which then has to be rolled back.
    """
    pks = [person.pk for person in people]
    standing = Consent.objects.allowing_profile(of=OuterRef("pk"))
    shown = Detainee.objects.filter(Exists(standing), pk__in=pks, state=State.PUBLISHED)
    if told := [words for person in shown for words in disclosure_messages(person)]:
        raise ValidationError([_("This person is public, so nothing was saved."), *told])


def disclosure_messages(person: Detainee) -> list[str]:
    message = _("“%(words)s” must stay hidden, but is readable in: %(where)s.")
    own = [
        message % {"words": each.words, "where": ", ".join(each.where)}
        for each in find_disclosures(person)
    ]
    return own + linked_pages.messages(linked_pages.revealing(person))


def named_others(person: Detainee) -> list[str]:
    """What the person's own page says of others that must stay hidden: of relatives each word of a name."""
    page = _page_of(person)
    relatives = Detainee.objects.filter(
        Q(relationships__other=person) | Q(relationships_from_others__detainee=person)
    )
    others = [each for each in linked_pages.hidden_people_in(page) if each not in relatives]
    of_relatives = linked_pages.disclosed_of(relatives, replace(page, is_of_relative=True))
    return of_relatives + linked_pages.disclosed_of(others, page)


def find_disclosures(person: Detainee) -> list[Disclosure]:
    """On the person's own page, and in everything else that comes from the profile."""
    hidden, allowed = words_to_hide(person)
    if not hidden:
        return []
    public = PublicProfile(Detainee.objects.for_story().get(pk=person.pk))
    members = {name: list(strings) for name, strings in public_strings(public)}
    found = find_words(hidden, allowed, members)
    return [Disclosure(words, _labels(where)) for words, where in found.items()]


def pages_of_relatives(person: Detainee) -> Iterator[LinkedPage]:
    """The public pages of the person's relatives: their story may name the person."""
    relatives = Detainee.objects.published().filter(
        Q(relationships__other=person) | Q(relationships_from_others__detainee=person)
    )
    for relative in relatives.for_story().distinct():
        yield replace(_page_read(relative), is_of_relative=True)


def _page_of(person: Detainee) -> LinkedPage:
    return _page_read(Detainee.objects.for_story().get(pk=person.pk))


def _page_read(person: Detainee) -> LinkedPage:
    """person: as `for_story` reads it."""
    texts: dict[str, list[str]] = {}
    for member, strings in public_strings(PublicProfile(person)):
        texts.setdefault(_label(member), []).extend(strings)
    del texts[""]
    return LinkedPage(person, texts, [person])


# --- Where they occur --------------------------------------------------------------------------------------


def public_strings(public: PublicProfile) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield each public member with its strings."""
    for name, value in getmembers(public):
        if not name.startswith("_"):
            # Many members contain the URL. Its slug is changed in one place.
            yield name, (each.removeprefix(public.url) for each in _strings(value))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if isinstance(value, SafeString):
            yield markdown.without_tags(value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _strings(asdict(value))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _labels(members: set[str]) -> list[str]:
    labels = filter(None, map(_label, sorted(members)))
    return list(dict.fromkeys(labels)) or [_("elsewhere on the page")]


def _label(member: str) -> str:
    """Return the label of the form field, or "" for a member that is derived from others."""
    try:
        field: Any = Detainee._meta.get_field(_MODEL_FIELDS.get(member, member))
    except FieldDoesNotExist:
        return ""
    if field.auto_created:
        return str(field.related_model._meta.verbose_name_plural)
    return str(field.verbose_name)
