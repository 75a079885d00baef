"""Signatures: to be found, reviewed and exported; never changed by hand."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin
from petitions.admin.signature.export import WithExport
from petitions.admin.signature.filters import (
    CountryFilter,
    DayFilter,
    DomainFilter,
    FromFilter,
    HeldFilter,
    InvalidationFilter,
    NetworkFilter,
    StateFilter,
    UntilFilter,
    chosen_petition,
)
from petitions.admin.signature.review import WithReview
from petitions.models import Signature
from petitions.moderation import review
from petitions.signers import erasure
from petitions.signing import consent


class BoundedPaginator(Paginator[Any]):
    """Counts no further than to MOST: counting a million rows takes longer than finding a hundred."""

    MOST = 5_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.MOST].count())


@admin.register(Signature)
class SignatureAdmin(WithReview, WithExport, DeskAdmin):
    """Without addresses; made so that it answers at once with a million rows."""

    list_display = ("signer", "country", "petition", "state", "held_because", "signed_at")
    list_select_related = ("petition",)
    list_filter = (
        "petition", StateFilter, HeldFilter, DayFilter, FromFilter, UntilFilter, DomainFilter,
        NetworkFilter, CountryFilter, InvalidationFilter,
    )  # fmt: skip
    search_fields = ("name__istartswith",)
    search_help_text = lazy("How the name begins.")
    fields = (
        "petition", "name", "country", "city", "comment", "visibility", "state", "held_because",
        "invalidation", "signed_at", "confirmed_at", "mailed_at", "bounced_at", "reminded_at",
        "signed_for", "wants_updates", "updates_agreed_at", "language", "agreed_to", "erased_at",
    )  # fmt: skip
    ordering = ("-pk",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = super().get_list_display(request)
        return [name for name in shown if name != "petition" or not chosen_petition(request)]

    @admin.display(description=lazy("name"))
    def signer(self, signature: Signature) -> str:
        return signature.name_or_erased

    @admin.display(description=lazy("held because"), empty_value="–")
    def held_because(self, signature: Signature) -> str:
        return review.words(signature.quarantine_reason)

    @admin.display(description=lazy("agreed to these words"))
    def agreed_to(self, signature: Signature) -> str:
        words = consent.find_wording(signature.consent_version, signature.language)
        return words.to_sign if words else signature.consent_version

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Signature) -> None:
        """For a signer who wrote to us: the row goes, and the count with it."""
        erasure.withdraw(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The address stays out of memory, not only out of the page."""
        return super().get_queryset(request).defer("email", "email_digest")
