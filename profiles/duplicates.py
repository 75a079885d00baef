"""Who may be the same person, written down twice."""

from profiles.models import Detainee, Name

MOST = 5


def of(person: Detainee) -> list[Detainee]:
    """Others with a name that folds to the same key, in whatever script and spelling; hidden ones too."""
    keys = {name.folded for name in person.names.all() if name.folded}
    if not keys:
        return []
    alike = Name.objects.filter(folded__in=keys).values("detainee")
    others = Detainee.objects.filter(pk__in=alike, merged_into=None).exclude(pk=person.pk)
    return list(others.prefetch_related("names").order_by("pk")[:MOST])
