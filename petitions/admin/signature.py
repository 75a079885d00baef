"""Signatures: to be looked at and not touched."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_countries import countries

from campaign.desk import DeskAdmin
from petitions import erasing
from petitions.models import Signature


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than to MOST: counting a million rows takes longer than finding a hundred."""

    MOST = 5_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.MOST].count())


class CountryFilter(admin.SimpleListFilter):
    """All countries, not those that occur: finding these would read every signature."""

    title = lazy("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(country.code, country.name) for country in countries]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(country=self.value()) if self.value() else queryset


class DayFilter(admin.SimpleListFilter):
    title = lazy("signed")
    parameter_name = "signed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (
            ("0", _("Today")), ("1", _("Yesterday")), ("7", _("In the last week")),
            ("30", _("In the last month")),
        )  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"0", "1", "7", "30"}:
            return queryset
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        since: datetime = today - timedelta(days=int(self.value() or 0))
        found = queryset.filter(signed_at__gte=since)
        return found.filter(signed_at__lt=today) if self.value() == "1" else found


@admin.register(Signature)
class SignatureAdmin(DeskAdmin):
    """To read and to withdraw, without addresses; made so that it answers at once with a million rows."""

    list_display = ("name", "country", "city", "petition", "state", "visibility", "signed_at")
    list_select_related = ("petition",)
    list_filter = ("petition", "state", CountryFilter, DayFilter)
    search_fields = ("name__istartswith",)
    search_help_text = lazy("How the name begins.")
    fields = (
        "petition", "name", "country", "city", "comment", "visibility", "state", "signed_at",
        "confirmed_at", "signed_for", "wants_updates", "language", "consent_version",
    )  # fmt: skip
    actions = None
    ordering = ("-pk",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Signature) -> None:
        """For a signer who wrote to us: the row goes, and the count with it."""
        erasing.withdraw(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The address stays out of memory, not only out of the page."""
        return super().get_queryset(request).defer("email", "email_digest")
