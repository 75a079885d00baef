"""Finds profiles that may be about the same person.

Two profiles are possible duplicates if a name of each folds to the same key, in any script and spelling. Hidden
names count too; people whose records are closed to the reader do not. A pair that staff have marked as distinct (`Distinct`) is left out.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from campaign.history.changes import Author
from profiles.models import Detainee, DetaineeQuerySet, Distinct, Name

MAX_SHOWN = 5


def possible_duplicates(person: Detainee) -> list[Detainee]:
    return list(_possible(person).prefetch_related("names").order_by("pk")[:MAX_SHOWN])


def _possible(person: Detainee) -> DetaineeQuerySet:
    keys = {name.folded for name in person.names.all() if name.folded}
    alike = Name.objects.filter(folded__in=keys).values("detainee")
    distinct = Distinct.objects.filter(person=person.pk).values("other")
    others = Detainee.objects.visible_here().filter(pk__in=alike, merged_into=None)
    return others.exclude(pk=person.pk).exclude(pk__in=distinct)


def mark_distinct(person: Detainee, others: Collection[int], *, author: Author) -> None:
    """Record, both ways, that these are other people. A pk that is no possible duplicate is ignored."""
    pairs = [
        (person.pk, pk)
        for pk in _possible(person).filter(pk__in=others).values_list("pk", flat=True)
    ]
    by = author.pk or 0
    Distinct.objects.bulk_create(
        (
            Distinct(person_id=one, other_id=other, author_id=by)
            for pair in pairs
            for one, other in (pair, pair[::-1])
        ),
        ignore_conflicts=True,
    )


def has_unreviewed_duplicates() -> Q:
    """Return the condition, for a query of people, that `possible_duplicates` finds someone."""
    distinct = Distinct.objects.filter(
        person=OuterRef("detainee"), other=OuterRef(OuterRef("detainee"))
    )
    same = (
        Name.objects.filter(folded=OuterRef("folded"), detainee__merged_into=None)
        .exclude(detainee=OuterRef("detainee"))
        .exclude(detainee__in=Detainee.objects.closed_here().values("pk"))
        .exclude(Exists(distinct))
    )
    own = Name.objects.filter(detainee=OuterRef("pk")).exclude(folded="")
    return Q(Exists(own.filter(Exists(same))))
