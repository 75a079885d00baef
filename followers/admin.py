"""How many follow whom or what. No page lists followers, and no one can export them."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from campaign.admin.base import ReadOnlyAdmin
from followers.models import FollowerCount
from petitions.models import Petition
from profiles.models import Detainee


@admin.register(FollowerCount)
class FollowerCountAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "at_least")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowerCount]:
        """Only of what is public now, and not closed to this member of staff."""
        people = Detainee.objects.published().visible_to(request.user)
        shown = Q(person__in=people) | Q(petition__in=Petition.objects.published())
        rows: QuerySet[FollowerCount] = super().get_queryset(request).filter(shown)
        return rows.select_related("petition").prefetch_related("person__names")
