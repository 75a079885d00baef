"""Rules as rows."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.desk import DeskAdmin
from petitions import addresses, matching
from petitions.addresses import Rule
from petitions.models import AddressRule

ALL_OTHERS = "*"


class AddressRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    def clean_domain(self) -> str:
        typed: str = self.cleaned_data["domain"]
        return ALL_OTHERS if typed.strip() == ALL_OTHERS else matching.clean_domain(typed)

    def clean_alias_of(self) -> str:
        typed: str = self.cleaned_data["alias_of"]
        domain = matching.clean_domain(typed) if typed else ""
        if domain.startswith("*"):
            raise ValidationError(_("Name one domain. The mailboxes of many cannot be the same."))
        return domain

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        domain, alias_of = cleaned.get("domain", self.instance.domain), cleaned.get("alias_of", "")
        if domain == ALL_OTHERS and alias_of:
            self.add_error("alias_of", _("All other domains together cannot be one of them."))
        elif domain and not self.errors:
            becomes = Rule(cleaned["ignores_dots"], cleaned["ignores_tags"], alias_of)
            if ring := addresses.ring(addresses.changed(addresses.rules(), domain, becomes)):
                self.add_error("alias_of", _in_a_ring(ring))
        return cleaned


def _in_a_ring(ring: list[str]) -> ValidationError:
    return ValidationError(
        _("This would lead round in a ring: %(ring)s. One of these has mailboxes of its own."),
        params={"ring": " → ".join(ring)},
    )


@admin.register(AddressRule)
class AddressRuleAdmin(DeskAdmin):
    form = AddressRuleForm
    list_note = lazy(
        "How each mail provider reads an address, so that five spellings of one mailbox count once."
    )
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Another domain is another rule."""
        return ("domain",) if obj else ()
