"""The admin of signatures: staff find, review and export them, and never change them by hand."""

from collections.abc import Generator, Sequence
from typing import Any, cast, override

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.base import DeskAdmin
from campaign.admin.export import ExportMixin
from campaign.text import clean
from petitions.admin.signature.filters import (
    PETITION,
    CountryFilter,
    DomainFilter,
    InvalidationFilter,
    NetworkFilter,
    QuarantineFilter,
    SignedFilter,
    SignedFromFilter,
    SignedUntilFilter,
    StateFilter,
    chosen_petition,
    invalidation_conditions,
)
from petitions.handover import export
from petitions.models import Petition, Signature
from petitions.moderation import review
from petitions.signers import erasure
from petitions.signing import consent

APPROVAL_SECONDS = 4  # for approving all at once; staff press again for the rest
MAX_LISTED = 20


class BoundedPaginator(Paginator[Any]):
    """Counts at most MAX_COUNT rows: counting a million takes longer than finding a hundred."""

    MAX_COUNT = 5_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.MAX_COUNT].count())


@admin.register(Signature)
class SignatureAdmin(ExportMixin, DeskAdmin):
    """Shows no email addresses. Its queries stay fast with a million rows."""

    actions = ("accept", "reject")
    deletes_selected = False  # signatures are deleted one at a time, when their signers ask
    change_list_template = "admin/petitions/signature/change_list.html"
    export_title = lazy("Export signatures")
    export_header = export.HEADER
    export_name = "signatures"

    list_display = ("signer", "country", "petition", "state", "held_because", "signed_at")
    list_select_related = ("petition",)
    list_filter = (
        "petition", StateFilter, QuarantineFilter, SignedFilter, SignedFromFilter, SignedUntilFilter, DomainFilter,
        NetworkFilter, CountryFilter, InvalidationFilter,
    )  # fmt: skip
    search_fields = ("name__istartswith",)
    search_help_text = lazy(
        "How the name begins. This finds confirmed signers who chose to show their name."
    )
    fields = (
        "petition", "signer", "country", "town", "why", "visibility", "state", "held_because",
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
        return signature.name_for_staff

    @admin.display(description=lazy("town"), empty_value="–")
    def town(self, signature: Signature) -> str:
        return signature.known_details.city

    @admin.display(description=lazy("comment"), empty_value="–")
    def why(self, signature: Signature) -> str:
        return signature.known_details.comment

    @admin.display(description=lazy("quarantined because"), empty_value="–")
    def held_because(self, signature: Signature) -> str:
        return review.reason_label(signature.quarantine_reason)

    @admin.display(description=lazy("consent text"))
    def agreed_to(self, signature: Signature) -> str:
        text = consent.find_wording(signature.consent_version, signature.language)
        return text.to_sign if text else signature.consent_version

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Signature) -> None:
        """For a signer who wrote to us. Erases the signature, and the count goes down."""
        erasure.withdraw(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the encrypted email address, which staff have no need of."""
        return super().get_queryset(request).defer("email", "email_digest")

    # --- Review: each action first asks on a page of its own ---

    def has_review_permission(self, request: HttpRequest) -> bool:
        """The permission "review" of the actions below. Django finds it by this name."""
        return request.user.has_perm("petitions.review_signature")

    @admin.action(description=lazy("Approve: count the quarantined ones"), permissions=["review"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return self._ask(request, queryset, "accept", _("Approve"))
        author = cast(User, request.user)
        are_left = False
        if _is_for_all(request):
            approved, are_left = review.approve_all(queryset, author, seconds=APPROVAL_SECONDS)
        else:
            approved = review.approve(queryset, author)
        messages.success(
            request,
            ngettext("%(number)s was approved.", "%(number)s were approved.", approved)
            % {"number": number_format(approved, force_grouping=True)},
        )
        if are_left:
            messages.warning(request, _("There are more: approve all again to continue."))
        return None

    @admin.action(description=lazy("Reject: invalidate"), permissions=["review"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        if _is_for_all(request):
            return self._invalidate_all(request)
        reason = _public_reason(request)
        if "confirmed" not in request.POST or not reason:
            return self._ask(request, queryset, "reject", _("Reject"))
        for invalidation in review.reject(queryset, cast(User, request.user), reason):
            self.log_change(
                request, invalidation.petition, f"Rejected {invalidation.done} signatures."
            )
            messages.success(
                request,
                ngettext(
                    "%(number)s was invalidated: “%(reason)s”.",
                    "%(number)s were invalidated: “%(reason)s”.",
                    invalidation.done,
                )
                % {"number": invalidation.done, "reason": reason},
            )
        return None

    def _invalidate_all(self, request: HttpRequest) -> HttpResponse:
        """Lead to an invalidation with the same conditions. Staff preview it first, and can stop and undo it."""
        petition = chosen_petition(request)
        if not petition:
            messages.error(request, _("Choose a petition first: each has its own invalidations."))
            return HttpResponseRedirect(request.get_full_path())
        query = {"petition": petition[0]} | invalidation_conditions(request)
        return HttpResponseRedirect(reverse("admin:petitions_invalidation_add", query=query))

    def _ask(
        self, request: HttpRequest, queryset: QuerySet[Signature], action: str, label: str
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": label,
            "opts": self.opts,
            "action": action,
            "all": _is_for_all(request),
            "signatures": [
                (each, review.reason_label(each.quarantine_reason))
                for each in queryset[:MAX_LISTED]
            ],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "without_reason": "confirmed" in request.POST,
        }
        return TemplateResponse(request, "admin/petitions/signature/review.html", context)

    # --- Export ---

    @override
    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[Any]]:
        return export.signature_rows(found)

    @override
    def describe_filter(self, name: str, values: list[str]) -> str:
        """Without the name of an email domain: it can be one person's own, and signers may ask for erasure."""
        if name == DomainFilter.parameter_name:
            return "a domain"
        if name == PETITION:
            slugs = Petition.objects.filter(pk__in=values).values_list("slug", flat=True)
            return super().describe_filter("petition", sorted(slugs))
        return super().describe_filter(name, values)


def _public_reason(request: HttpRequest) -> str:
    """The reason as it will be published; empty if it cannot be published."""
    try:
        return clean.clean_line(request.POST.get("reason", ""))[:200]
    except ValidationError:
        return ""


def _is_for_all(request: HttpRequest) -> bool:
    """Whether the action is for all signatures that match the filters, not only for those ticked."""
    return request.POST.get("select_across") == "1"
