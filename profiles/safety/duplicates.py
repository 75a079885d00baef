"""Who may be the same person, written down twice: a name folds to the same key, in whatever script and
spelling, hidden ones too, and nobody has said yet that they are two."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from campaign.history.changes import Author
from profiles.models import Detainee, DetaineeQuerySet, Distinct, Name

MOST = 5


def possible_duplicates(person: Detainee) -> list[Detainee]:
    return list(_of(person).prefetch_related("names").order_by("pk")[:MOST])


def _of(person: Detainee) -> DetaineeQuerySet:
    keys = {name.folded for name in person.names.all() if name.folded}
    alike = Name.objects.filter(folded__in=keys).values("detainee")
    told_apart = Distinct.objects.filter(person=person.pk).values("other")
    others = Detainee.objects.filter(pk__in=alike, merged_into=None)
    return others.exclude(pk=person.pk).exclude(pk__in=told_apart)


def tell_apart(person: Detainee, others: Collection[int], *, author: Author) -> None:
    """Somebody has looked at these, and they are other people."""
    pairs = [
        (person.pk, pk) for pk in _of(person).filter(pk__in=others).values_list("pk", flat=True)
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
    """The condition for whom `of` finds somebody; for a query of people."""
    told_apart = Distinct.objects.filter(
        person=OuterRef("detainee"), other=OuterRef(OuterRef("detainee"))
    )
    same = (
        Name.objects.filter(folded=OuterRef("folded"), detainee__merged_into=None)
        .exclude(detainee=OuterRef("detainee"))
        .exclude(Exists(told_apart))
    )
    own = Name.objects.filter(detainee=OuterRef("pk")).exclude(folded="")
    return Q(Exists(own.filter(Exists(same))))
