"""Who looks after an item. An account that is made inactive, or leaves the staff, frees its items at once."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils import timezone

from campaign.collaboration.models import CaseOwner


def give(item: Any, owner: User | None) -> None:
    """Let this colleague look after the item from now on, or no one."""
    if owner is None:
        CaseOwner.objects.about(item).delete()
        return
    CaseOwner.objects.update_or_create(
        subject=item._meta.label_lower,
        subject_pk=item.pk,
        defaults={"owner": owner, "since": timezone.now()},
    )


def current() -> QuerySet[CaseOwner]:
    return CaseOwner.objects.filter(owner__is_active=True, owner__is_staff=True)


def owner_of(item: Any) -> User | None:
    found = current().filter(subject=item._meta.label_lower, subject_pk=item.pk)
    row = found.select_related("owner").first()
    return row.owner if row else None


def owned(model: Any) -> QuerySet[Any]:
    """For a query of items: the row that says who looks after the item of the outer query."""
    return current().filter(subject=model._meta.label_lower, subject_pk=OuterRef("pk"))


def name_of_owner(model: Any) -> Subquery:
    """For a list: the name of the owner, as `colleagues.name_of` makes it; null if there is none."""
    full_name = Trim(Concat(F("owner__first_name"), Value(" "), F("owner__last_name")))
    name = Coalesce(NullIf(full_name, Value("")), F("owner__username"), output_field=CharField())
    return Subquery(owned(model).values(name=name)[:1])


def cases_of(user: Any) -> QuerySet[CaseOwner]:
    return current().filter(owner=user.pk).order_by("-since", "-pk")
