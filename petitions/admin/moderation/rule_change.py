"""The admin of changes of address rules: staff see their effects, then apply or drop them."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import ReadOnlyAdmin
from petitions.addresses import canonical
from petitions.addresses.canonical import Rule
from petitions.admin.moderation.actions import StateAction, StateActionsAdmin
from petitions.models import RuleChange
from petitions.rule_changes import apply, preview

State = RuleChange.State
MAX_LISTED = 100  # petitions in the table; the total includes the others


@admin.register(RuleChange)
class RuleChangeAdmin(ReadOnlyAdmin, StateActionsAdmin):
    list_note = lazy(
        "The result of each change of an address rule. Start a new one at the rule itself, "
        "under Address rules."
    )
    state_actions = (
        StateAction("apply", lazy("Apply it"), (State.COUNTED,), apply.apply, "Applied."),
        StateAction(
            "drop", lazy("Discard it"), (State.COUNTING, State.COUNTED), apply.drop, "Dropped."
        ),
    )
    change_form_template = "admin/petitions/rulechange/change_form.html"
    list_display = ("domain", "badge", "joined", "restored", "author", "made_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("author",)
    search_fields = ("domain",)
    fields = ("author", "made_at", "counted_at", "begun_at", "finished_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("author")

    @override
    def has_action_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("petitions.change_addressrule"))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        change: RuleChange = kwargs["obj"]
        in_all, rows = preview.foreseen(change)
        context |= {
            "at_work": change.state in {State.COUNTING, State.APPLYING, State.RELEASING},
            "percent": 100 * change.cursor // max(change.last_id or 1, 1),
            "was": rule_sentences(canonical.stored_rule(change.was)),
            "becomes": rule_sentences(canonical.stored_rule(change.becomes)),
            "in_all": in_all,
            "rows": rows[:MAX_LISTED],
            "more": len(rows) - MAX_LISTED,
            "state_actions": self.available_actions(request, change),
        }
        return super().render_change_form(request, context, *args, **kwargs)


def rule_sentences(rule: Rule | None) -> list[str]:
    if rule is None:
        return [_("No rule of its own: the one for all above it holds, or the one for all others.")]
    if rule.alias_of:
        return [_("The same mailboxes as %(domain)s.") % {"domain": rule.alias_of}]
    return [
        _("Dots before the @ are ignored.") if rule.ignores_dots else _("Dots before the @ count."),
        _("+tags are ignored.") if rule.ignores_tags else _("+tags count."),
    ]
