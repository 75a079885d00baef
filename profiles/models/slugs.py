"""The addresses that a person's page has had: which of them still lead to it, and which must not."""

from django.db.models import Q

from campaign.privacy.encryption import digest
from profiles.models import Detainee, DetaineeQuerySet, ErasedAddress, SlugHistory
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


def is_erased(slug: str) -> bool:
    """Whether somebody was public there of whom nothing is kept (profiles/safety/erasure.py)."""
    reference = parse_reference(slug)
    known = slug if reference is None else Detainee(pk=reference).reference
    return ErasedAddress.objects.filter(digest=mark_of(known)).exists()


def mark_of(slug: str) -> bytes:
    """What is kept of the address of somebody who is erased."""
    return digest("erased-address", slug.lower())


def leave(person: Detainee, slug: str) -> None:
    """An address under which a person was public leads to the new one for good; no other person gets it."""
    SlugHistory.objects.get_or_create(slug=slug, defaults={"detainee": person})
    SlugHistory.objects.filter(slug=person.slug).delete()  # its own once, and now again
