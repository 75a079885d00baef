"""Rules as rows."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin
from petitions.addresses import canonical
from petitions.addresses.canonical import Rule
from petitions.models import AddressRule, RuleChange
from petitions.moderation import matching
from petitions.rule_changes import apply

ALL_OTHERS = "*"


class AddressRuleForm(forms.ModelForm[AddressRule]):
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
            self._clean_change(domain, becomes)
        return cleaned

    def _clean_change(self, domain: str, becomes: Rule) -> None:
        rules = canonical.current_rules()
        if change := apply.under_way():
            self.add_error(None, f"{_is_under_way(change)} {_('Apply it or drop it first.')}")
        elif becomes == rules.get(domain):
            self.add_error(None, _("This is the rule as it stands."))
        elif ring := canonical.alias_cycle(canonical.with_rule(rules, domain, becomes)):
            words = _(
                "This would lead round in a ring: %(ring)s. One of these has mailboxes of its own."
            )
            self.add_error("alias_of", words % {"ring": " → ".join(ring)})


@admin.register(AddressRule)
class AddressRuleAdmin(DeskAdmin):
    """Nothing here is saved: what is added, changed or deleted becomes a change that is counted first."""

    form = AddressRuleForm
    list_note = lazy(
        "How each mail provider reads an address, so that five spellings of one mailbox count once."
    )
    change_form_template = "admin/petitions/addressrule/change_form.html"
    delete_confirmation_template = "admin/petitions/addressrule/delete_confirmation.html"
    list_display = ("domain", "ignores_dots", "ignores_tags", "alias_of")
    search_fields = ("domain", "alias_of")
    actions = None
    fieldsets = (
        (
            None,
            {
                "fields": ("domain", "ignores_dots", "ignores_tags", "alias_of"),
                "description": lazy(
                    "Nothing changes yet when you press the button: the next page shows how many "
                    "signatures that were given before would be joined by it, and there you decide."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Another domain is another rule."""
        return ("domain",) if obj else ()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        note: dict[str, Any] = {}
        if change := apply.under_way():
            note["list_note"] = format_html(
                '{} <a href="{}">{}</a>', self.list_note, _page_of(change), _is_under_way(change)
            )
        return super().changelist_view(request, note | (extra_context or {}))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_told(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_told(request, super().delete_view, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        becomes = Rule(obj.ignores_dots, obj.ignores_tags, obj.alias_of)
        apply.propose(obj.domain, becomes, author=request.user)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        apply.propose(obj.domain, None, author=request.user)  # type: ignore[arg-type]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """There is no rule yet; who wrote the change stands there."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """It is there still."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return _to_change()

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return _to_change()

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        return _to_change()


def _or_told(
    request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
) -> HttpResponse:
    """The view's answer or, where another change is under way, its page with a word why."""
    try:
        return view(request, *args, **kwargs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _to_change()


def _to_change() -> HttpResponse:
    change = apply.under_way()
    return HttpResponseRedirect(
        _page_of(change) if change else reverse("admin:petitions_addressrule_changelist")
    )


def _page_of(change: RuleChange) -> str:
    return reverse("admin:petitions_rulechange_change", args=[change.pk])


def _is_under_way(change: RuleChange) -> str:
    return _("A change of %(domain)s is under way: %(state)s.") % {
        "domain": change.domain,
        "state": change.get_state_display(),
    }
