"""The filter of a list by who looks after an item."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.accounts.views.pages import own
from campaign.collaboration import owners
from campaign.collaboration.colleagues import name_of, who_see

MINE, NO_ONE = "mine", "none"


class OwnerFilter(admin.SimpleListFilter):
    title = lazy("looked after by")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        others = who_see(model_admin.model).exclude(pk=own(request).pk)
        return [
            (MINE, _("Me")),
            (NO_ONE, _("No one")),
            *((str(each.pk), name_of(each)) for each in others),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        owned = owners.owned(queryset.model)
        if chosen == NO_ONE:
            return queryset.filter(~Exists(owned))
        if chosen == MINE:
            return queryset.filter(Exists(owned.filter(owner=request.user.pk)))
        offered = {key for key, _words in self.lookup_choices}
        return (
            queryset.filter(Exists(owned.filter(owner=chosen))) if chosen in offered else queryset
        )
