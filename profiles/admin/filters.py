"""The filters of the list of people."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from profiles.models import vocabulary
from profiles.safety.queues import QUEUES


class StatusFilter(admin.SimpleListFilter):
    title = lazy("status now")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return vocabulary.Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class YesOrNoFilter(admin.SimpleListFilter):
    """Whether a lookup holds. condition: the lookup, as keyword arguments of `filter`."""

    condition: dict[str, Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("yes", _("Yes")), ("no", _("No")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(**self.condition)
        return queryset.exclude(**self.condition) if self.value() == "no" else queryset


class QueueFilter(admin.SimpleListFilter):
    title = lazy("wants looking after")
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(each.name, each.label) for each in QUEUES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = next((each for each in QUEUES if each.name == self.value()), None)
        return queryset.filter(pk__in=chosen.people.values("pk")) if chosen else queryset


class ConsentFilter(YesOrNoFilter):
    title = lazy("allowed to publish")
    parameter_name = "basis"
    condition = {"basis__isnull": False}


class PortraitFilter(YesOrNoFilter):
    title = lazy("has a portrait")
    parameter_name = "portrait"
    condition = {"portrait__isnull": False}
