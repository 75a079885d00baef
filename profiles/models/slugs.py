"""The addresses that a person's page has had: which of them still lead to it, and which must not."""

from django.db.models import Q

from profiles.models.detainee import Detainee, DetaineeQuerySet, SlugHistory
from profiles.models.erased import is_erased
from profiles.models.references import parse_reference
from profiles.models.vocabulary import Identity


def known_as(slug: str) -> DetaineeQuerySet:
    """Whom an address, a former one or a reference means. A former one holds a name, so it does not lead
    to somebody who is no longer named."""
    former = SlugHistory.objects.filter(slug=slug, detainee__identity=Identity.FULL)
    known = Q(slug=slug) | Q(pk__in=former.values("detainee"))
    if (pk := parse_reference(slug)) is not None:
        known |= Q(pk__in=Detainee.objects.standing_for([pk]).values("pk"))
    return Detainee.objects.filter(known)


def is_gone(slug: str) -> bool:
    """Whether something was public there that is not to be seen any more: answered with a nameless 410."""
    unnamed = SlugHistory.objects.filter(slug=slug).exclude(detainee__identity=Identity.FULL)
    return known_as(slug).no_longer_public().exists() or unnamed.exists() or is_erased(slug)


def leave(person: Detainee, slug: str) -> None:
    """An address under which a person was public leads to the new one for good; no other person gets it."""
    SlugHistory.objects.get_or_create(slug=slug, defaults={"detainee": person})
    SlugHistory.objects.filter(slug=person.slug).delete()  # its own once, and now again


def asked_for_by_reference(text: str) -> int | None:
    """The primary key of the published person whom this reference means, unless free or dead."""
    pk = parse_reference(text)
    if pk is None:
        return None
    people = Detainee.objects.published().asked_for().standing_for([pk])
    return people.values_list("pk", flat=True).first()
