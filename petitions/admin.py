"""The desk of those who run petitions; signatures can be looked at and not touched."""

from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_countries import countries

from campaign.desk import DeskAdmin, PublishableAdmin
from campaign.publishing import State
from petitions import counting, signing
from petitions.forms import SignatureForm
from petitions.models import Addressee, AddressRule, LedgerEntry, Petition, Signature, Tally
from petitions.views import petition_context
from profiles.models import Detainee


@admin.register(Addressee)
class AddresseeAdmin(DeskAdmin):
    list_display = ("name", "office")
    search_fields = ("name", "office")
    fields = ("name", "office", "address", "language")


@admin.register(Petition)
class PetitionAdmin(PublishableAdmin):
    public_template = "petitions/petition_detail.html"
    list_display = (
        "title",
        "addressee",
        "badge",
        "confirmed",
        "opens_at",
        "closes_at",
        "updated_at",
    )
    list_filter = ("state", "addressee", "updated_at")
    list_select_related = ("addressee",)
    search_fields = ("title", "demand", "addressee__name")
    ordering = ("-updated_at",)
    autocomplete_fields = ("addressee", "people")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("signed",)
    fieldsets = (
        (None, {"fields": ("title", "summary", "addressee", "demand", "letter")}),
        (lazy("Whom it is about"), {"fields": ("people",)}),
        (lazy("Signatures"), {"fields": ("signed", "goal", ("opens_at", "closes_at"))}),
        (lazy("Delivery"), {"fields": (("delivered_on", "delivery_note"),)}),
        (lazy("Publishing"), {"fields": ("publish_at", "slug")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With `confirmed`, from the tallies and the ledger: the signatures are not counted."""

        def total(model: type[Tally] | type[LedgerEntry], column: str) -> Coalesce:
            of_one = model._default_manager.filter(petition=OuterRef("pk")).values("petition")
            return Coalesce(Subquery(of_one.annotate(total=Sum(column)).values("total")), 0)

        confirmed = total(Tally, "count") + total(LedgerEntry, "delta")
        petitions: QuerySet[Any] = super().get_queryset(request).annotate(confirmed=confirmed)
        return petitions

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "people":
            kwargs["queryset"] = Detainee.objects.prefetch_related("names")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """People signed these words: from the first signature on they are fixed."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and obj.signatures.exists():
            fields += ("letter", "demand", "addressee")
        return fields

    @admin.display(description=lazy("signatures"), ordering="confirmed")
    def confirmed(self, petition: Any) -> str:
        return number_format(petition.confirmed, force_grouping=True)

    @admin.display(description=lazy("so far"))
    def signed(self, petition: Petition) -> str:
        if not petition.pk:
            return _("None yet.")
        return _("%(confirmed)s confirmed, %(pending)s waiting for the signer to confirm") % {
            "confirmed": number_format(counting.count(petition.pk), force_grouping=True),
            "pending": number_format(
                petition.signatures.filter(state=Signature.State.PENDING).count(),
                force_grouping=True,
            ),
        }

    def preview_context(self, request: HttpRequest, item: Any) -> dict[str, Any]:
        """As if it were published now: a draft is open to nobody, so its form would be missing."""
        shown = copy(item)
        shown.state, shown.publish_at = State.PUBLISHED, timezone.now()
        return petition_context(shown, SignatureForm(initial={"for": ""}))


# --- Signatures ------------------------------------------------------------------------------------------


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
        signing.withdraw(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The address stays out of memory, not only out of the page."""
        return super().get_queryset(request).defer("email", "email_digest")


@admin.register(AddressRule)
class AddressRuleAdmin(DeskAdmin):
    list_display = ("domain", "ignores_dots", "ignores_tags", "alias_of")
    search_fields = ("domain", "alias_of")
    fieldsets = (
        (
            None,
            {
                "fields": ("domain", "ignores_dots", "ignores_tags", "alias_of"),
                "description": lazy(
                    "A rule is for signatures given from now on. Those given before were compared by the "
                    "rules of their time: somebody who signed then can sign once more under another "
                    "spelling of the address."
                ),
            },
        ),
    )
