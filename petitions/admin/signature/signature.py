"""The admin of signatures: staff find, review and export them, and never change them by hand.

Who sees names, and when: access.py.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast, override

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.activity import log as activity
from campaign.admin.base import DeskAdmin
from campaign.admin.private_search import PrivateSearchMixin
from campaign.text import clean
from petitions.admin.signature.access import (
    Access,
    access_to,
    filter_kinds,
    number,
    record,
)
from petitions.admin.signature.address import AddressRequestMixin
from petitions.admin.signature.export import SignatureExportMixin
from petitions.admin.signature.filters import (
    BouncedFilter,
    CountryFilter,
    DomainFilter,
    InvalidationFilter,
    NetworkFilter,
    QuarantineFilter,
    SignedFilter,
    SignedFromFilter,
    SignedUntilFilter,
    StateFilter,
    chosen_id,
    chosen_petition,
    invalidation_conditions,
)
from petitions.admin.signature.reasons import StatedReasonMixin
from petitions.models import Signature, SignerAccess
from petitions.moderation import review
from petitions.signers import erasure
from petitions.signing import consent

Kind = SignerAccess.Kind
# What every member of staff with the right to signatures sees of one, and what is shown after a reason was stated.
FIELDS = (
    "petition",
    "country",
    "state",
    "held_because",
    "invalidation",
    "signed_on",
    "confirmed_on",
    "bounced_on",
)
FIELDS_WITH_SIGNER = (
    "petition", "signer", "country", "town", "why", "visibility", "state", "held_because",
    "invalidation", "signed_at", "confirmed_at", "mailed_at", "bounced_at", "reminded_at",
    "signed_for", "wants_updates", "updates_agreed_at", "language", "agreed_to", "erased_at",
)  # fmt: skip
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
class SignatureAdmin(
    StatedReasonMixin, AddressRequestMixin, PrivateSearchMixin, SignatureExportMixin, DeskAdmin
):
    """Shows no email addresses, and signers only after a stated reason. Its queries stay fast with a million rows."""

    actions = ("accept", "reject")
    deletes_selected = False  # signatures are deleted one at a time, when their signers ask
    change_list_template = "admin/petitions/signature/change_list.html"
    change_form_template = "admin/petitions/signature/change_form.html"

    list_display = ("number", "country", "petition", "state", "held_because", "signed_on")
    extra_columns = ("visibility", "wants_updates")
    list_select_related = ("petition",)
    list_filter = (
        "petition", StateFilter, BouncedFilter, QuarantineFilter, SignedFilter, SignedFromFilter, SignedUntilFilter, DomainFilter,
        NetworkFilter, CountryFilter, InvalidationFilter,
    )  # fmt: skip
    # None: with any, Django's autocomplete would answer whether there is a signer of a name (`search_for`).
    search_fields = ()
    search_help_text = lazy(
        "How the name begins. This finds confirmed signers who chose to show their name. The log says that you "
        "searched, and not for what."
    )
    private_parameters = ("q", DomainFilter.parameter_name)
    ordering = ("-pk",)
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator

    # --- What is shown, and to whom ---

    def list_access(self, request: HttpRequest) -> Access:
        """For the petition that the list is filtered by, or for all."""
        return access_to(request, chosen_id(request))

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = list(super().get_list_display(request))
        if chosen_petition(request):
            shown.remove("petition")
        access = self.list_access(request)
        if access.is_open:
            shown[shown.index("number")] = signer_column(access)
            shown[shown.index("signed_on")] = "signed_at"
        return shown

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Without a search by email domain, which can be one person's own, until a reason is stated."""
        offered = super().get_list_filter(request)
        if self.list_access(request).is_open:
            return offered
        return [each for each in offered if each is not DomainFilter]

    @override
    def search_for(
        self, request: HttpRequest, queryset: QuerySet[Any], words: str
    ) -> tuple[QuerySet[Any], bool]:
        if not self.list_access(request).is_open:
            return queryset.none(), False
        return queryset.filter(name__istartswith=words), False

    @override
    def refuse_plain_words(self, request: HttpRequest) -> HttpResponse | None:
        """Also if no reason is stated, or its time is over: then staff state one first, and come back."""
        access = self.list_access(request)
        searched = any(request.GET.get(name) for name in self.private_parameters)
        if searched and not access.allowed:
            raise PermissionDenied
        plain = super().refuse_plain_words(request)
        if searched and not plain and not access.is_open:
            query = {"petition": access.petition or "", "next": request.get_full_path()}
            return HttpResponseRedirect(reverse("admin:petitions_signature_reason", query=query))
        return plain

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        access = self.list_access(request)
        response = super().changelist_view(request, {"access": access} | (extra_context or {}))
        changelist = (getattr(response, "context_data", None) or {}).get("cl")
        if access.is_open and changelist:
            filters = filter_kinds(request.GET)
            kind = Kind.SEARCH if filters & {"name", "email domain"} else Kind.PAGE
            record(request, access, kind, found=changelist.result_count, filters=filters)
        return response

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return FIELDS_WITH_SIGNER if obj and _access_to_one(request, obj).is_open else FIELDS

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        access = _access_to_one(request, kwargs["obj"])
        if access.is_open:
            record(request, access, Kind.SIGNATURE, found=1)
        return super().render_change_form(request, context | {"access": access}, *args, **kwargs)

    @admin.display(description=lazy("signature"))
    def number(self, signature: Signature) -> str:
        return number(signature)

    @admin.display(description=lazy("signed"), ordering="signed_at")
    def signed_on(self, signature: Signature) -> str:
        return _day(signature.signed_at)

    @admin.display(description=lazy("confirmed"), empty_value="–")
    def confirmed_on(self, signature: Signature) -> str:
        return _day(signature.confirmed_at)

    @admin.display(description=lazy("email bounced"), empty_value="–")
    def bounced_on(self, signature: Signature) -> str:
        return _day(signature.bounced_at)

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
        # Without its number, which would outlive it.
        activity.record(activity.Kind.ERASED, actor=request.user, subject=Signature)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the encrypted email address, which staff have no need of."""
        return super().get_queryset(request).defer("email")

    def export_view(self, request: HttpRequest) -> Any:
        return self.refuse_plain_words(request) or super().export_view(request)

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
        # The conditions that are words stay concealed.
        query = {"petition": petition[0]} | invalidation_conditions(request)
        return HttpResponseRedirect(reverse("admin:petitions_invalidation_add", query=query))

    def _ask(
        self, request: HttpRequest, queryset: QuerySet[Signature], action: str, label: str
    ) -> HttpResponse:
        access = self.list_access(request)
        listed = list(queryset[:MAX_LISTED])
        if access.is_open:
            filters = filter_kinds(request.GET)
            record(request, access, Kind.REVIEW, found=len(listed), filters=filters)
        context = self.admin_site.each_context(request) | {
            "title": label,
            "opts": self.opts,
            "action": action,
            "all": _is_for_all(request),
            "signatures": [
                (access.name(each), each, review.reason_label(each.quarantine_reason))
                for each in listed
            ],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "without_reason": "confirmed" in request.POST,
        }
        return TemplateResponse(request, "admin/petitions/signature/review.html", context)


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else ""


def signer_column(access: Access) -> Callable[[Signature], str]:
    """The column of the list with the names."""

    @admin.display(description=lazy("name"))
    def signer(signature: Signature) -> str:
        return access.name(signature)

    return signer


def _access_to_one(request: HttpRequest, signature: Signature) -> Access:
    return access_to(request, signature.petition_id)


def _public_reason(request: HttpRequest) -> str:
    """The reason as it will be published; empty if it cannot be published."""
    try:
        return clean.clean_line(request.POST.get("reason", ""))[:200]
    except ValidationError:
        return ""


def _is_for_all(request: HttpRequest) -> bool:
    """Whether the action is for all signatures that match the filters, not only for those ticked."""
    return request.POST.get("select_across") == "1"
