"""The admin of invalidations: staff write, preview, start, watch, cancel and undo them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django_countries import countries

from campaign.admin import private_search
from campaign.admin.base import DeskForm
from campaign.dates.reading import read_moment
from petitions.admin.moderation.actions import StateAction, StateActionsAdmin
from petitions.admin.signature.access import Access, access_to, record
from petitions.models import Invalidation, QuarantineReason, Signature, SignerAccess
from petitions.moderation import invalidations, matching

State = Invalidation.State
ABOUT_CONDITIONS = lazy(
    "All conditions must match. Saving changes nothing yet: it only counts the signatures."
)
ABOUT_NAMES = lazy(
    "A name is found among signers who chose to show it, and among all who have not confirmed yet. We do not store the "
    "other names."
)
CONDITIONS = {
    "name_contains": "name", "domain": "email domain", "network": "network", "country": "country",
    "signed_from": "time", "signed_until": "time", "quarantine_reason": "quarantine reason",
}  # fmt: skip

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


class InvalidationForm(DeskForm):
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
        super()._post_clean()
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
                "description": format_lazy("{} {}", ABOUT_CONDITIONS, ABOUT_NAMES),
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

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without a name among the conditions for staff who may not see signers: it would be a search for one."""
        if access_to(request, obj and obj.petition_id).allowed:
            return self.fieldsets
        first, (title, options) = self.fieldsets
        others = [name for name in options["fields"] if name != "name_contains"]
        return [first, (title, {"fields": others, "description": ABOUT_CONDITIONS})]

    @method_decorator(sensitive_post_parameters())
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

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
                    initial[name] = read_moment(typed)
                except ValidationError:
                    continue
        for name in ("name_contains", "domain"):
            if concealed := initial.pop(name, None):
                try:
                    initial[name] = private_search.reveal(request, concealed)
                except ValueError:
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
                access = access_to(request, invalidation.petition_id)
                context |= {"access": access} | _preview(request, invalidation, access)
        return super().render_change_form(request, context, *args, **kwargs)


def _preview(request: HttpRequest, invalidation: Invalidation, access: Access) -> dict[str, object]:
    """The numbers, and some signatures. With a name among the conditions both are a search for signers."""
    if invalidation.name_contains and not access.is_open:
        needs = _("A name is among its conditions. What matches is shown after a stated reason.")
        return {"not_counted": needs}
    try:
        found = invalidations.preview(invalidation)
    except ValidationError as error:
        return {"not_counted": " ".join(error.messages)}
    if access.is_open:
        kinds = {kind for name, kind in CONDITIONS.items() if getattr(invalidation, name)}
        kind = SignerAccess.Kind.SAMPLE
        record(request, access, kind, found=found.total, filters={"petition", *kinds})
    shown = "j M, H:i" if access.is_open else "j M"
    sample = [
        (access.name(each), each.country.code, date_format(localtime(each.signed_at), shown))
        for each in found.sample
    ]
    return {"found": found, "sample": sample}


def _percent(invalidation: Invalidation) -> int:
    """The share of the signatures that is invalidated, or, while undoing, restored."""
    if invalidation.state == State.UNDOING:
        left = Signature.objects.filter(invalidation=invalidation)[: invalidation.found].count()
        return 100 - 100 * left // max(invalidation.found, 1)
    return min(100, 100 * invalidation.done // max(invalidation.found, 1))
