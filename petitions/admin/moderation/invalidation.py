"""The admin of invalidations: staff write, preview, start, watch, cancel and undo them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_countries import countries

from petitions.admin.moderation.actions import StateAction, StateActionsAdmin
from petitions.admin.signature.filters import parse_time
from petitions.models import Invalidation, QuarantineReason, Signature
from petitions.moderation import invalidations, matching

State = Invalidation.State


STATE_ACTIONS = (
    StateAction(
        "start", lazy("Start"), (State.DRAFT, State.CANCELLED), invalidations.start, "Started."
    ),
    StateAction(
        "cancel", lazy("Stop"), invalidations.ACTIVE_STATES, invalidations.cancel, "Stopped."
    ),
    StateAction(
        "undo", lazy("Undo"), (State.DONE, State.CANCELLED), invalidations.undo, "Undoing begun."
    ),
)


class InvalidationForm(forms.ModelForm[Invalidation]):
    country = forms.ChoiceField(
        label=lazy("Country"), required=False, choices=[("", "---------"), *countries]
    )
    quarantine_reason = forms.ChoiceField(
        label=lazy("Quarantined because"),
        required=False,
        choices=[
            ("", "---------"),
            (matching.ANY_REASON, lazy("Any reason")),
            *QuarantineReason.choices,
        ],
    )

    def clean_domain(self) -> str:
        typed: str = self.cleaned_data["domain"]
        return matching.clean_registrable_domain(typed) if typed else ""

    def clean_network(self) -> str:
        typed: str = self.cleaned_data["network"]
        return matching.clean_network(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("signed_from"), cleaned.get("signed_until")
        if since and until and until <= since:
            self.add_error("signed_until", _("It must end after it begins."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # copies the form's values to the instance
        if not self.errors and not matching.has_conditions(self.instance):
            self.add_error(None, _("Give at least one condition."))


@admin.register(Invalidation)
class InvalidationAdmin(StateActionsAdmin):
    form = InvalidationForm
    state_actions = STATE_ACTIONS
    list_note = lazy(
        "Many signatures taken out of the count at once, for a reason that is published. Each can "
        "be undone."
    )
    change_form_template = "admin/petitions/invalidation/change_form.html"
    list_display = ("reason", "petition", "badge", "done", "uncounted", "author", "created_at")
    list_filter = ("petition", "state")
    list_select_related = ("petition", "author")
    search_fields = ("reason", "note")
    fieldsets = (
        (None, {"fields": ("petition", "reason", "note")}),
        (
            lazy("Which signatures"),
            {
                "fields": (
                    "name_contains", "domain", "network", "country", "signed_from", "signed_until",
                    "quarantine_reason", "only_twins", "covers_pending",
                ),
                "description": lazy("All conditions must match. Saving changes nothing yet: it only counts the signatures."),
            },
        ),
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Invalidation | None = None) -> bool:
        """Only a draft can be edited: once started, it documents what was done."""
        if obj is not None and obj.state != State.DRAFT:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the buttons for adding or changing the related object."""
        return db_field.formfield(**kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("petition",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The filters of the list of signatures, if staff come from there."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        for name in ("signed_from", "signed_until"):
            if typed := initial.pop(name, None):
                try:
                    initial[name] = parse_time(typed)
                except ValidationError:
                    continue
        return initial

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.redirect_to_page(obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.redirect_to_page(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("petition", "author")

    # --- Its page ---

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        invalidation: Invalidation | None = kwargs.get("obj")
        if invalidation is not None:
            context |= {
                "at_work": invalidation.state in invalidations.ACTIVE_STATES,
                "percent": _percent(invalidation),
                "state_actions": [
                    action
                    for action in self.available_actions(request, invalidation)
                    if (action.name != "undo" or invalidation.done)
                    and (action.name != "start" or matching.has_conditions(invalidation))
                ],
            }
            if invalidation.state == State.DRAFT and request.method == "GET":
                context |= _preview(invalidation)
        return super().render_change_form(request, context, *args, **kwargs)


def _preview(invalidation: Invalidation) -> dict[str, object]:
    try:
        return {"found": invalidations.preview(invalidation)}
    except ValidationError as error:
        return {"not_counted": " ".join(error.messages)}


def _percent(invalidation: Invalidation) -> int:
    """The share of the signatures that is invalidated, or, while undoing, restored."""
    if invalidation.state == State.UNDOING:
        left = Signature.objects.filter(invalidation=invalidation)[: invalidation.found].count()
        return 100 - 100 * left // max(invalidation.found, 1)
    return min(100, 100 * invalidation.done // max(invalidation.found, 1))
