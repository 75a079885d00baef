"""Whom an item can be given, or a remark about it addressed to: the active staff who may see this very item."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet

from campaign.closed_records import records
from campaign.closed_records.records import Closable


def name_of(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def who_see(model: Any) -> QuerySet[User]:
    """The active staff who may see items of this model."""
    right = f"{model._meta.app_label}.view_{model._meta.model_name}"
    found = User.objects.with_perm(right, backend=settings.AUTHENTICATION_BACKENDS[0])
    return found.filter(is_staff=True).order_by("first_name", "username")


def who_see_item(item: Any) -> QuerySet[User]:
    """Of a closed record, only those on its list. Administrators are not on every list."""
    found = who_see(type(item))
    if isinstance(item, Closable) and item.is_closed:
        found = found.filter(pk__in=records.readers_of(item).values("pk"))
    return found
