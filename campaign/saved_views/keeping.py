"""Keeps, finds and changes saved views. Staff change their own only, and see those that are shared."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaign.saved_views.models import SavedView

MOST = 30  # of one account, for one list
SHARE = "campaign.share_savedview"


def seen_by(user: Any, list_name: str) -> QuerySet[SavedView]:
    """One's own and the shared ones, one's own first."""
    seen = SavedView.objects.filter(Q(owner=user.pk) | Q(is_shared=True), list=list_name)
    return seen.order_by("is_shared", "name", "pk")


def own(user: Any, list_name: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(owner=user.pk, list=list_name)


@transaction.atomic
def keep(view: SavedView, *, user: Any) -> None:
    """Save a new or changed view. Raises ValidationError."""
    view.is_shared = view.is_shared and user.has_perm(SHARE)
    mine = own(user, view.list)
    if view.pk is None and mine.count() >= MOST:
        raise ValidationError(
            _("You have %(most)d views of this list. Delete one first.") % {"most": MOST}
        )
    if view.is_default:
        mine.exclude(pk=view.pk).update(is_default=False)
    view.full_clean()
    view.save()
