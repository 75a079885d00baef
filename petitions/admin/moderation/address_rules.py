"""The admin of address rules. Editing one proposes a change, which staff preview before they apply it."""

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

OTHER_DOMAINS = "*"


class AddressRuleForm(forms.ModelForm[AddressRule]):
    def clean_domain(self) -> str:
        typed: str = self.cleaned_data["domain"]
        return OTHER_DOMAINS if typed.strip() == OTHER_DOMAINS else matching.clean_domain(typed)

    def clean_alias_of(self) -> str:
        typed: str = self.cleaned_data["alias_of"]
        domain = matching.clean_domain(typed) if typed else ""
        if domain.startswith("*"):
            raise ValidationError(_("Name one domain. The mailboxes of many cannot be the same."))
        return domain

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        domain, alias_of = cleaned.get("domain", self.instance.domain), cleaned.get("alias_of", "")
        if domain == OTHER_DOMAINS and alias_of:
            self.add_error("alias_of", _("All other domains together cannot be one of them."))
        elif domain and not self.errors:
            new_rule = Rule(cleaned["ignores_dots"], cleaned["ignores_tags"], alias_of)
            self._clean_change(domain, new_rule)
        return cleaned

    def _clean_change(self, domain: str, new_rule: Rule) -> None:
        rules = canonical.current_rules()
        if change := apply.under_way():
            self.add_error(
                None, f"{_under_way_sentence(change)} {_('Apply it or discard it first.')}"
            )
        elif new_rule == rules.get(domain):
            self.add_error(None, _("This is the current rule."))
        elif cycle := canonical.alias_cycle(canonical.with_rule(rules, domain, new_rule)):
            message = _(
                "These would refer to each other in a circle: %(ring)s. One of them must have its own mailboxes."
            )
            self.add_error("alias_of", message % {"ring": " → ".join(cycle)})


@admin.register(AddressRule)
class AddressRuleAdmin(DeskAdmin):
    """Saves no rule. Adding, changing or deleting one proposes a change, whose effects are counted first."""

    form = AddressRuleForm
    list_note = lazy(
        "How each email provider reads an address, so that five spellings of one mailbox count once."
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
                    "signatures that were given before would be merged by it, and there you decide."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The domain does not change: that would be another rule."""
        return ("domain",) if obj else ()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        note: dict[str, Any] = {}
        if change := apply.under_way():
            note["list_note"] = format_html(
                '{} <a href="{}">{}</a>',
                self.list_note,
                _change_url(change),
                _under_way_sentence(change),
            )
        return super().changelist_view(request, note | (extra_context or {}))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_error(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_error(request, super().delete_view, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        new_rule = Rule(obj.ignores_dots, obj.ignores_tags, obj.alias_of)
        apply.propose(obj.domain, new_rule, author=request.user)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        apply.propose(obj.domain, None, author=request.user)  # type: ignore[arg-type]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing to log: no rule is added yet. The change itself has an author."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Nothing to log: the rule is not deleted yet."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        return _redirect_to_change()

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return _redirect_to_change()

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        return _redirect_to_change()


def _or_error(
    request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
) -> HttpResponse:
    """The view's answer. If another change is under way, redirects to that change with an error message."""
    try:
        return view(request, *args, **kwargs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _redirect_to_change()


def _redirect_to_change() -> HttpResponse:
    change = apply.under_way()
    return HttpResponseRedirect(
        _change_url(change) if change else reverse("admin:petitions_addressrule_changelist")
    )


def _change_url(change: RuleChange) -> str:
    return reverse("admin:petitions_rulechange_change", args=[change.pk])


def _under_way_sentence(change: RuleChange) -> str:
    return _("A change of %(domain)s is under way: %(state)s.") % {
        "domain": change.domain,
        "state": change.get_state_display(),
    }
