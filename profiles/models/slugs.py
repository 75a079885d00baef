"""The present and former slugs of a person's page: which of them lead to it, and which must not."""

from collections.abc import Iterable

from django.db.models import Q

from profiles.models.detainee import Detainee, DetaineeQuerySet, SlugHistory
from profiles.models.erased import is_erased
from profiles.models.references import parse_reference
from profiles.models.vocabulary import Identity


def find_by_slug(slug: str) -> DetaineeQuerySet:
    """The people with this slug, former slug or reference.

    A former slug contains a name. So it finds no one who is no longer named.
    """
    former = SlugHistory.objects.filter(slug=slug, detainee__identity=Identity.FULL)
    known = Q(slug=slug) | Q(pk__in=former.values("detainee"))
    if (pk := parse_reference(slug)) is not None:
        known |= Q(pk__in=Detainee.objects.following_merges([pk]).values("pk"))
    return Detainee.objects.filter(known)


def is_gone(slug: str) -> bool:
    """Whether a page was public here and is hidden now. The view answers 410 and names no one.

    Of a merged person the former slugs say that the page was public (profiles/safety/merge.py).
    """
    known = find_by_slug(slug)
    unnamed = SlugHistory.objects.filter(slug=slug).exclude(detainee__identity=Identity.FULL)
    merged = SlugHistory.objects.filter(
        Q(slug=slug) | Q(detainee__in=known), detainee__merged__isnull=False
    )
    return (
        known.no_longer_public().exists() or unnamed.exists() or merged.exists() or is_erased(slug)
    )


def retire_slug(person: Detainee, slug: str) -> None:
    """Make a former slug of a public person redirect permanently, so that no other person gets it."""
    SlugHistory.objects.get_or_create(slug=slug, defaults={"detainee": person})
    SlugHistory.objects.filter(
        slug=person.slug
    ).delete()  # the present slug may be a former one again


def find_unresolved(pks: Iterable[int]) -> dict[int, int]:
    """The published people with these primary keys, except those who are free or dead.

    By the key that was asked for: of someone who was merged, the key of the person into whom they were.
    """
    wanted = set(pks)
    if not wanted:
        return {}
    people = Detainee.objects.published().unresolved().following_merges(wanted)
    found = set(people.values_list("pk", flat=True))
    merged = Detainee.objects.filter(pk__in=wanted - found, merged_into__in=found)
    into = merged.values_list("pk", "merged_into")
    return {pk: pk for pk in wanted & found} | {pk: to for pk, to in into if to}
