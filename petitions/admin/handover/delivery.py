"""The admin of deliveries. They are drafts until someone publishes them, as everything else."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, override

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.ask_first import DateEffect
from campaign.admin.forms import PublishableForm
from campaign.admin.history import HistoryAdmin
from campaign.admin.scheduling import StageFilter
from campaign.publishing import workflow
from campaign.publishing.actions import Action
from campaign.publishing.workflow import State
from petitions import periods
from petitions.handover import dossiers, register
from petitions.models import Delivery, Dossier, Petition, Response
from petitions.signers import retention


class DeliveryForm(PublishableForm):
    dossier = forms.ModelChoiceField(
        Dossier.objects.none(),
        label=lazy("Dossier that was delivered"),
        required=False,
        help_text=lazy(
            "Its figures and the checksum of its manifest are published with this delivery."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "dossier" in self.fields:
            made = Dossier.objects.exclude(manifest_sha256="").select_related("petition")
            if self.instance.pk:
                made = made.filter(petition=self.instance.petition_id)
            self.fields["dossier"].queryset = made  # type: ignore[attr-defined]

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        petition = cleaned.get("petition") or (self.instance.petition_id and self.instance.petition)
        if (dossier := cleaned.get("dossier")) and petition and dossier.petition != petition:
            self.add_error("dossier", _("It belongs to another petition."))
        refuse_days_to_come(self, "delivered_on", "acknowledged_on")
        if petition and "delivered_on" in self.changed_data:
            self._refuse_days_before(timezone.localdate(petition.opens_at))
        response = Response.objects.filter(delivery=self.instance.pk).first()
        if response and (day := cleaned.get("delivered_on")) and response.answered_on < day:
            words = _("Its response came earlier, on %(day)s. Correct that first.")
            self.add_error("delivered_on", words % {"day": date_format(response.answered_on)})
        return cleaned

    def _refuse_days_before(self, opened_on: date) -> None:
        """Only a day that is typed now: the petition may have been given another opening since."""
        if (day := self.cleaned_data.get("delivered_on")) and day < opened_on:
            words = _("The petition was not open before %(day)s. Is the year right?")
            self.add_error("delivered_on", words % {"day": date_format(opened_on, "j F Y")})


def refuse_days_to_come(form: forms.BaseForm, *names: str) -> None:
    today = timezone.localdate()
    for name in names:
        if (day := form.cleaned_data.get(name)) and day > today:
            form.add_error(name, _("This date is in the future."))


class AnswerFilter(admin.SimpleListFilter):
    title = lazy("response")
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("yes", _("With a response")), ("no", _("No response yet")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(response__isnull=self.value() == "no")


@admin.register(Delivery)
class DeliveryAdmin(HistoryAdmin):
    form = DeliveryForm
    list_note = lazy(
        "What was delivered, when and to whom. No one outside sees a delivery or a response before it is published."
    )
    list_display = (
        "petition", "delivered_on", "to_whom", "badge", "acknowledged_on", "responded", "days",
    )  # fmt: skip
    list_select_related = ("petition", "response")
    list_filter = (StageFilter, AnswerFilter, "how", "delivered_on")
    search_fields = ("petition__title", "to_whom", "note", "response__answer")
    ordering = ("-delivered_on", "-pk")
    autocomplete_fields = ("petition",)
    readonly_fields = ("handed_over", "manifest", "responded")
    fieldsets = (
        (
            None,
            {"fields": ("petition", "delivered_on", "how", "to_whom", "note", "acknowledged_on")},
        ),
        (lazy("What was delivered"), {"fields": ("handed_over", "manifest")}),
        (lazy("The response"), {"fields": ("responded",)}),
        (lazy("Publishing"), {"fields": ("publish_at",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The choice of a dossier is only for staff who may edit. Others see its checksum."""
        may_write = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        return [
            (name, options | {"fields": ("dossier", *options["fields"])})
            if may_write and "manifest" in options["fields"]
            else (name, options)
            for name, options in self.fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The petition of a delivery does not change."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *(("petition",) if obj else ()))

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It has no address that would have to answer for it, so only what is public, or will be, stays."""
        return may_delete(self, request, obj)

    @override
    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        is_public = obj and Petition.objects.published().filter(pk=obj.petition_id).exists()
        return super().get_view_on_site_url(obj) if is_public else None

    @override
    def hidden_because(self, item: Any) -> str:
        if item.petition.is_published:
            return ""
        return _("Hidden, because its petition is not public. It comes back with it.")

    @override
    def also_happens(self, action: Action, item: Any) -> list[str]:
        response = Response.objects.published().filter(delivery=item.pk).first()
        if action.change is not workflow.withdraw or response is None:
            return []
        return [_("The response “%s” vanishes with it, and comes back with it.") % response]

    @override
    def effects_of_dates(self, item: Any) -> list[DateEffect]:
        return [*super().effects_of_dates(item), *_erases(item.delivered_on)]

    @admin.display(description=lazy("days without an answer"))
    def days(self, delivery: Delivery) -> str:
        return number_format(delivery.days_unanswered, force_grouping=True)

    @admin.display(description=lazy("response"))
    def responded(self, delivery: Delivery) -> str | SafeString:
        response: Response | None = getattr(delivery, "response", None)
        if response is None:
            return _record_response(delivery) if delivery.pk else _("Save the delivery first.")
        url = reverse("admin:petitions_response_change", args=[response.pk])
        day = date_format(response.answered_on, "j M Y")
        return format_html('<a href="{}">{}</a>, {}', url, day, response.stage.label.lower())

    @admin.display(description=lazy("signatures"))
    def handed_over(self, delivery: Delivery) -> str:
        if not delivery.pk:
            return _("Counted when you save: signatures given by that day.")
        return _("%(online)s online, %(paper)s on paper") % {
            "online": number_format(delivery.count, force_grouping=True),
            "paper": number_format(delivery.paper_count, force_grouping=True),
        }

    @admin.display(description=lazy("checksum of the dossier"))
    def manifest(self, delivery: Delivery) -> str:
        return delivery.manifest_sha256 or _("No dossier was built for it.")

    def save_model(self, request: HttpRequest, obj: Delivery, form: Any, change: bool) -> None:
        before = Delivery.objects.filter(pk=obj.pk).first() if change else None
        if before is None or (before.delivered_on != obj.delivered_on and not obj.manifest_sha256):
            register.fill_in_counts(obj)
        if dossier := form.cleaned_data.get("dossier"):
            dossiers.attach_to_delivery(dossier, obj)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Delivery) -> None:
        """With its response, and the document of that."""
        response = Response.objects.filter(delivery=obj).first()
        super().delete_model(request, obj)
        if response:
            delete_document_after_commit(response)


def _record_response(delivery: Delivery) -> SafeString:
    url = reverse("admin:petitions_response_add", query={"delivery": delivery.pk})
    return format_html('<a href="{}">{}</a>', url, _("Record the response"))


def may_delete(model_admin: Any, request: HttpRequest, obj: Any) -> bool:
    right = f"petitions.delete_{model_admin.opts.model_name}"
    is_kept = obj is not None and obj.state == State.PUBLISHED
    return not is_kept and request.user.has_perm(right)


def _erases(delivered_on: date) -> list[DateEffect]:
    """What a delivery does that is so long ago that signers' data should be erased by now."""
    due_on = retention.due_on(delivered_on)
    if due_on > timezone.localdate():
        return []
    due = _(
        "By this day the names, towns and comments of those who signed before should have been erased on %(day)s. "
        "They will be, %(notice)s after staff were told."
    ) % {"day": date_format(due_on, "j F Y"), "notice": periods.in_words(periods.ERASURE_NOTICE)}
    effect = DateEffect("delivered_on", _("Delivered on"), delivered_on, then=due, already=due)
    return [replace(effect, asks_when_published=True)]


def delete_document_after_commit(response: Response) -> None:
    if response.answer_document.name:
        transaction.on_commit(partial(default_storage.delete, response.answer_document.name))
