"""The admin of address rules, and of the record of their edits."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import EVERY_FIELD, DeskAdmin, ReadOnlyAdmin
from petitions.addresses import canonical, rule_edits
from petitions.addresses.canonical import Rule
from petitions.models import AddressRule, RuleChange
from petitions.moderation import matching

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
            rules = canonical.with_rule(canonical.current_rules(), domain, new_rule)
            if cycle := canonical.alias_cycle(rules):
                message = _(
                    "These would refer to each other in a circle: %(ring)s. One of them must have its own mailboxes."
                )
                self.add_error("alias_of", message % {"ring": " → ".join(cycle)})
        return cleaned


@admin.register(AddressRule)
class AddressRuleAdmin(DeskAdmin):
    form = AddressRuleForm
    logged_fields = EVERY_FIELD
    list_note = lazy(
        "How each email provider reads an address, so that five spellings of one mailbox count once."
    )
    list_display = ("domain", "ignores_dots", "ignores_tags", "alias_of")
    search_fields = ("domain", "alias_of")
    actions = None  # each rule is deleted by itself, so that its edit is recorded
    fieldsets = (
        (
            None,
            {
                "fields": ("domain", "ignores_dots", "ignores_tags", "alias_of"),
                "description": lazy(
                    "A rule is for signatures given from now on. Earlier ones stay as they are, and are still found "
                    "by the rules of their time."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The domain does not change: that would be another rule."""
        return ("domain",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with rule_edits.recorded(obj.domain, author=request.user):  # type: ignore[arg-type]
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with rule_edits.recorded(obj.domain, author=request.user):  # type: ignore[arg-type]
            super().delete_model(request, obj)


@admin.register(RuleChange)
class RuleChangeAdmin(ReadOnlyAdmin):
    list_note = lazy(
        "Who edited which address rule, and when. The rules themselves are under Address rules."
    )
    list_display = ("domain", "before", "after", "author", "changed_at", "twins_sought_at")
    list_select_related = ("author",)
    search_fields = ("domain",)
    fields = ("domain", "before", "after", "author", "changed_at", "twins_sought_at")

    @admin.display(description=lazy("before"))
    def before(self, edit: RuleChange) -> str:
        return _in_words(canonical.stored_rule(edit.was))

    @admin.display(description=lazy("after"))
    def after(self, edit: RuleChange) -> str:
        return _in_words(canonical.stored_rule(edit.becomes))


def _in_words(rule: Rule | None) -> str:
    if rule is None:
        return _("No rule of its own: the one for all above it holds, or the one for all others.")
    if rule.alias_of:
        return _("The same mailboxes as %(domain)s.") % {"domain": rule.alias_of}
    dots = (
        _("Dots before the @ are ignored.") if rule.ignores_dots else _("Dots before the @ count.")
    )
    tags = _("+tags are ignored.") if rule.ignores_tags else _("+tags count.")
    return f"{dots} {tags}"
