"""The admin of access rules: each has a reason and an author."""

from ipaddress import ip_network
from typing import Any, override

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import EVERY_FIELD, DeskAdmin
from campaign.admin.private_search import PrivateSearchMixin
from petitions.addresses import canonical
from petitions.models import AccessRule
from petitions.moderation import access_rules, matching

Target = AccessRule.Target


class AccessRuleForm(forms.ModelForm[AccessRule]):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"target", "value"} <= cleaned.keys():
            try:
                self._normalise(cleaned)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned

    def _normalise(self, cleaned: dict[str, Any]) -> None:
        """Store the value in the form in which screening looks it up."""
        typed = cleaned["value"]
        if cleaned["target"] == Target.DOMAIN:
            cleaned["value"] = matching.clean_domain(typed)
        elif cleaned["target"] == Target.NETWORK:
            cleaned["value"] = _clean_network(typed)
        else:
            address = canonical.clean_address(typed)
            rules = canonical.current_rules()
            self.instance.digest = access_rules.address_digests(address, rules)[0]
            cleaned["value"] = _hint(address, self.instance.digest)


def _clean_network(typed: str) -> str:
    try:
        network = ip_network(typed.strip(), strict=False)
    except ValueError:
        raise ValidationError(
            _("Write a network like this: 192.0.2.0/24, 192.0.2.7 or 2001:db8::/32.")
        ) from None
    if network.prefixlen < (least := access_rules.shortest_prefix(network)):
        raise ValidationError(
            _("This is too much of the Internet for one rule: /%(least)s at the most.")
            % {"least": least}
        )
    return str(network)


def _hint(address: str, digest: bytes) -> str:
    """A label by which staff recognise the rule. Addresses with the same first letter have different labels."""
    return f"{address[0]}…@{address.rpartition('@')[2]} ({digest.hex()[:4]})"


@admin.register(AccessRule)
class AccessRuleAdmin(PrivateSearchMixin, DeskAdmin):
    form = AccessRuleForm
    logged_fields = EVERY_FIELD
    list_note = lazy("Whose signatures to quarantine, and whose to let through.")
    list_display = ("value", "target", "verdict", "note", "author", "created_at")
    list_filter = ("target", "verdict", "created_at")
    list_select_related = ("author",)
    search_fields = ("value", "note", "author__username")
    search_help_text = lazy("A domain, a network, a whole email address, a word in the reason.")
    fieldsets = (
        (
            None,
            {
                "fields": ("target", "value", "verdict", "note"),
                "description": lazy(
                    "A rule is for signatures given from now on, within half a minute. No signer "
                    "can tell that there is one. A rule for an address comes before all others; one "
                    "that quarantines, before one that lets through; what is let through is still quarantined "
                    "where a petition quarantines every new signature. Of an address only a digest is stored, "
                    "and its first letter, so that you recognise it."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Target and value do not change: that would be another rule, with another reason."""
        return ("target", "value") if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    @override
    def search_for(
        self, request: HttpRequest, queryset: QuerySet[Any], words: str
    ) -> tuple[QuerySet[Any], bool]:
        """Finds a whole email address by its digest."""
        try:
            address = canonical.clean_address(words)
        except ValidationError:
            return super().search_for(request, queryset, words)
        digests = access_rules.address_digests(address, canonical.current_rules())
        return queryset.filter(digest__in=digests), False
