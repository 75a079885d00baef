"""Reviewing signatures that are held: those that are ticked, or all that the list was narrowed down to."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.text import clean
from petitions.admin.signature.filters import chosen_petition
from petitions.models import Signature
from petitions.moderation import matching, review

ACCEPTING_TAKES = 4  # seconds, of all at once; then one presses again
SHOWN = 20


class WithReview(admin.ModelAdmin[Any]):
    """Mixed into the admin of signatures: two actions, each with a page that asks first."""

    actions = ("accept", "reject")

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Django's actions ask for it by this name."""
        return request.user.has_perm("petitions.review_signature")

    def get_actions(
        self,
        request: HttpRequest,
        action_location: admin.ActionLocation = admin.ActionLocation.CHANGE_LIST,
    ) -> Any:
        """Without “delete selected”: a signature goes when its signer asks, one at a time."""
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description=lazy("Accept: count what was held"), permissions=["review"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return self._ask(request, queryset, "accept", _("Accept"))
        author = cast(User, request.user)
        left = False
        if _means_all(request):
            accepted, left = review.approve_all(queryset, author, seconds=ACCEPTING_TAKES)
        else:
            accepted = review.approve(queryset, author)
        messages.success(
            request,
            ngettext("%(number)s was accepted.", "%(number)s were accepted.", accepted)
            % {"number": number_format(accepted, force_grouping=True)},
        )
        if left:
            messages.warning(request, _("There are more: accept all once again to go on."))
        return None

    @admin.action(description=lazy("Reject: invalidate"), permissions=["review"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        if _means_all(request):
            return self._invalidate_all(request)
        reason = _reason(request)
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
        """By an invalidation with the same conditions: it counts first, and can be stopped and undone."""
        petition = chosen_petition(request)
        if not petition:
            messages.error(
                request, _("Choose a petition first: each has invalidations of its own.")
            )
            return HttpResponseRedirect(request.get_full_path())
        query = {"petition": petition[0]} | as_conditions(request)
        return HttpResponseRedirect(reverse("admin:petitions_invalidation_add", query=query))

    def _ask(
        self, request: HttpRequest, queryset: QuerySet[Signature], action: str, label: str
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": label,
            "opts": self.opts,
            "action": action,
            "all": _means_all(request),
            "signatures": [
                (each, review.words(each.quarantine_reason)) for each in queryset[:SHOWN]
            ],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "without_reason": "confirmed" in request.POST,
        }
        return TemplateResponse(request, "admin/petitions/signature/review.html", context)


def _reason(request: HttpRequest) -> str:
    """As it is published; empty for what cannot be shown."""
    try:
        return clean.clean_line(request.POST.get("reason", ""))[:200]
    except ValidationError:
        return ""


def _means_all(request: HttpRequest) -> bool:
    return request.POST.get("select_across") == "1"


def as_conditions(request: HttpRequest) -> dict[str, str]:
    """What the list was narrowed down by, as an invalidation says it."""
    asked = request.GET
    given = {
        "name_contains": asked.get("q", "").strip(),
        "domain": asked.get("domain", ""),
        "network": asked.get("network", ""),
        "country": asked.get("country", ""),
        "quarantine_reason": asked.get("held", ""),
        "signed_from": asked.get("signed_from", ""),
        "signed_until": asked.get("signed_until", ""),
    }
    if asked.get("state") == Signature.State.QUARANTINED and not given["quarantine_reason"]:
        given["quarantine_reason"] = matching.ANY
    if (days := asked.get("signed", "")) in {"0", "1", "7", "30"} and not given["signed_from"]:
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        given["signed_from"] = f"{today - timedelta(days=int(days)):%Y-%m-%dT%H:%M}"
        if days == "1" and not given["signed_until"]:
            given["signed_until"] = f"{today:%Y-%m-%dT%H:%M}"
    return {name: value for name, value in given.items() if value}
