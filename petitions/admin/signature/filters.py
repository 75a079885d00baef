"""The filters of the list of signatures."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, override

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_countries import countries

from campaign.admin import private_search
from campaign.dates.reading import read_moment
from petitions.models import Invalidation, Signature
from petitions.moderation import matching, review

PETITION = "petition__id__exact"
INVALIDATIONS_SHOWN = 20
MAX_DIGITS = 18
DAYS = {"0", "1", "7", "30"}  # choices of SignedFilter: today, yesterday, the last week or month
State = Signature.State


def chosen_petition(request: HttpRequest) -> list[int] | None:
    """The id of the petition that the list is filtered by; None without such a filter."""
    chosen = chosen_id(request)
    return None if chosen is None else [chosen]


def chosen_id(request: HttpRequest) -> int | None:
    """Like `chosen_petition`, without the list around it."""
    return id_or_none(request.GET.get(PETITION, ""))


def id_or_none(typed: str) -> int | None:
    """The id, if it is one and fits into the database."""
    return int(typed) if typed.isdecimal() and len(typed) <= MAX_DIGITS else None


class CountryFilter(admin.SimpleListFilter):
    """Offers all countries. Finding those that occur would read every signature."""

    title = lazy("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(country.code, country.name) for country in countries]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(country=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """Adds to each state what it implies, so that a partial index finds the rare states."""

    title = lazy("state")
    parameter_name = "state"
    _conditions: ClassVar[dict[str, Q]] = {
        State.PENDING: Q(state=State.PENDING),
        State.CONFIRMED: Q(state=State.CONFIRMED),
        State.QUARANTINED: Q(state=State.QUARANTINED) & matching.quarantined_for(),
        State.INVALIDATED: Q(state=State.INVALIDATED, invalidation__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self._conditions.get(self.value() or "", Q()))


class QuarantineFilter(admin.SimpleListFilter):
    """Signatures that wait for review, whether or not their signers have confirmed them."""

    title = lazy("quarantined because")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        reasons = review.waiting_reasons(chosen_petition(request))
        return [
            (matching.ANY_REASON, _("Any reason")),
            *((reason, review.reason_label(reason)) for reason in reasons),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(
            matching.quarantined_for(self.value() or ""),
            state__in=[State.PENDING, State.QUARANTINED],
        )


class BouncedFilter(admin.SimpleListFilter):
    """Signatures whose signer was not reached: the provider refused an email, or it came back."""

    title = lazy("email")
    parameter_name = "bounced"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("Bounced"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(bounced_at__isnull=False) if self.value() else queryset


class InvalidationFilter(admin.SimpleListFilter):
    title = lazy("invalidation")
    parameter_name = "invalidation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        made = Invalidation.objects.all()
        if petition := chosen_petition(request):
            made = made.filter(petition__in=petition)
        return [
            (str(pk), reason)
            for pk, reason in made.values_list("pk", "reason")[:INVALIDATIONS_SHOWN]
        ]

    def has_output(self) -> bool:
        return True  # the URL may name an older one

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        return queryset.filter(invalidation=int(chosen)) if chosen.isdecimal() else queryset


class SignedFilter(admin.SimpleListFilter):
    title = lazy("signed")
    parameter_name = "signed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (
            ("0", _("Today")), ("1", _("Yesterday")), ("7", _("In the last week")),
            ("30", _("In the last month")),
        )  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in DAYS:
            return queryset
        today = _midnight()
        since: datetime = today - timedelta(days=int(self.value() or 0))
        found = queryset.filter(signed_at__gte=since)
        return found.filter(signed_at__lt=today) if self.value() == "1" else found


class TextFilter(admin.SimpleListFilter):
    """A text field, for filters with too many choices to list."""

    template = "admin/petitions/signature/typed_filter.html"
    input_type = "text"
    csrf_token = ""  # of a form that posts
    placeholder: ClassVar[Any] = ""
    error = ""
    value_shown = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        self.value_shown = self.value() or ""
        return [("", "")]  # an empty choice, because Django leaves out a filter without choices

    def choices(self, changelist: Any) -> Any:
        """The values of the other filters, for hidden fields of the form."""
        for name, values in changelist.get_filters_params().items():
            if name != self.parameter_name:
                for value in values:
                    yield {"name": name, "value": value}
        if changelist.query:
            yield {"name": "q", "value": changelist.query}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        try:
            return queryset.filter(self.condition(request, self.value() or ""))
        except ValidationError as error:
            self.error = " ".join(error.messages)
            return queryset.none()

    def condition(self, request: HttpRequest, typed: str) -> Q:
        """Raises ValidationError if the text is not valid."""
        raise NotImplementedError


class DomainFilter(TextFilter):
    """Posts what was typed, and has it concealed in the URL (campaign/admin/private_search.py)."""

    title = lazy("email domain of the last two days")
    parameter_name = "domain"
    placeholder = lazy("example.org")

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        self.csrf_token = get_token(request)
        choices = super().lookups(request, model_admin)
        if self.value_shown:
            self.value_shown = private_search.reveal(request, self.value_shown)
        return choices

    @override
    def condition(self, request: HttpRequest, typed: str) -> Q:
        domain = matching.clean_registrable_domain(private_search.reveal(request, typed))
        return matching.domain_condition(domain, chosen_petition(request))


class NetworkFilter(TextFilter):
    title = lazy("network of the last two days")
    parameter_name = "network"
    placeholder = lazy("label")

    @override
    def condition(self, request: HttpRequest, typed: str) -> Q:
        return matching.network_condition(matching.clean_network(typed), chosen_petition(request))


class SignedFromFilter(TextFilter):
    title = format_lazy("{} ({})", lazy("signed from"), settings.TIME_ZONE)
    parameter_name = "signed_from"
    input_type = "datetime-local"

    @override
    def condition(self, request: HttpRequest, typed: str) -> Q:
        return Q(signed_at__gte=read_moment(typed))


class SignedUntilFilter(TextFilter):
    title = format_lazy("{} ({})", lazy("signed until"), settings.TIME_ZONE)
    parameter_name = "signed_until"
    input_type = "datetime-local"

    @override
    def condition(self, request: HttpRequest, typed: str) -> Q:
        return Q(signed_at__lt=read_moment(typed))


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def invalidation_conditions(request: HttpRequest) -> dict[str, str]:
    """The filters of the list as the conditions of an invalidation, for the URL of its form.

    Name and domain stay concealed.
    """
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
        given["quarantine_reason"] = matching.ANY_REASON
    if (days := asked.get("signed", "")) in DAYS and not given["signed_from"]:
        today = _midnight()
        given["signed_from"] = f"{today - timedelta(days=int(days)):%Y-%m-%dT%H:%M}"
        if days == "1" and not given["signed_until"]:
            given["signed_until"] = f"{today:%Y-%m-%dT%H:%M}"
    return {name: value for name, value in given.items() if value}
