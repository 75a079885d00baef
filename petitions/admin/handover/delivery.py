"""The admin of deliveries. They are public as soon as they are saved."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, override

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.ask_first import DateEffect, ask_first
from campaign.admin.base import DeskAdmin, RefusableForm
from petitions import periods
from petitions.handover import documents, dossiers, register
from petitions.models import Delivery, Dossier, Petition
from petitions.signers import retention


class DocumentInput(AdminFileWidget):
    """Links to the view that serves the file to staff. The storage's own URL does not work."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.is_initial(value):
            url = reverse("admin:petitions_delivery_document", args=[value.instance.pk])
            context["widget"]["value"] = Link(url, _("the answer (PDF)"))
        return context


class Link(str):
    """A text with a `url`, as the widget's template expects it."""

    url: str

    def __new__(cls, url: str, text: str) -> "Link":
        link = super().__new__(cls, text)
        link.url = url
        return link


class DeliveryForm(RefusableForm):
    dossier = forms.ModelChoiceField(
        Dossier.objects.none(),
        label=lazy("Dossier that was delivered"),
        required=False,
        help_text=lazy(
            "Its figures and the checksum of its manifest are published with this delivery."
        ),
    )

    class Meta:
        # Django labels a fieldset here, for the field and its "clear" checkbox. The input needs its own label.
        attributes = {"accept": "application/pdf", "aria-label": lazy("Document (PDF)")}
        widgets = {"answer_document": DocumentInput(attrs=attributes)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "dossier" in self.fields:
            made = Dossier.objects.exclude(manifest_sha256="").select_related("petition")
            if self.instance.pk:
                made = made.filter(petition=self.instance.petition_id)
            self.fields["dossier"].queryset = made  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        petition = cleaned.get("petition") or (self.instance.petition_id and self.instance.petition)
        if (dossier := cleaned.get("dossier")) and petition and dossier.petition != petition:
            self.add_error("dossier", _("It belongs to another petition."))
        today = timezone.localdate()
        for name in ("delivered_on", "acknowledged_on", "answered_on"):
            if (day := cleaned.get(name)) and day > today:
                self.add_error(name, _("This date is in the future."))
        return cleaned

    def clean_answer_document(self) -> Any:
        document = self.cleaned_data["answer_document"]
        if isinstance(document, UploadedFile):
            documents.check_pdf(document, document.size or 0)
        return document


class AnswerFilter(admin.SimpleListFilter):
    title = lazy("answer")
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("yes", _("Answered")), ("no", _("No answer yet")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(answered_on__isnull=self.value() == "no")


@admin.register(Delivery)
class DeliveryAdmin(DeskAdmin):
    form = DeliveryForm
    list_note = lazy(
        "What was delivered, when and to whom, and the answer. All of it is public as soon "
        "as it is saved."
    )
    list_display = ("petition", "delivered_on", "to_whom", "acknowledged_on", "answered_on", "days")
    list_select_related = ("petition",)
    list_filter = (AnswerFilter, "how", "delivered_on")
    search_fields = ("petition__title", "to_whom", "note", "answer")
    ordering = ("-delivered_on", "-pk")
    autocomplete_fields = ("petition",)
    readonly_fields = ("handed_over", "manifest")
    fieldsets = (
        (
            None,
            {
                "fields": ("petition", "delivered_on", "how", "to_whom", "note"),
                "description": lazy("All of this is public as soon as you save it."),
            },
        ),
        (lazy("What was delivered"), {"fields": ("handed_over", "manifest")}),
        (
            lazy("Answer"),
            {"fields": ("acknowledged_on", "answered_on", "answer", "answer_document")},
        ),
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
        return (*self.readonly_fields, *(("petition",) if obj else ()))

    @override
    def shown_on(self, obj: Delivery) -> Iterable[Petition]:
        return Petition.objects.filter(pk=obj.petition_id)

    @admin.display(description=lazy("days without an answer"))
    def days(self, delivery: Delivery) -> str:
        return number_format(delivery.days_unanswered, force_grouping=True)

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
        if "delivered_on" in form.changed_data:
            ask_first(request, _erases(obj.delivered_on))
        before = Delivery.objects.filter(pk=obj.pk).first() if change else None
        if before is None or (before.delivered_on != obj.delivered_on and not obj.manifest_sha256):
            register.fill_in_counts(obj)
        if dossier := form.cleaned_data.get("dossier"):
            dossiers.attach_to_delivery(dossier, obj)
        super().save_model(request, obj, form, change)
        if before and before.answer_document.name not in {"", obj.answer_document.name}:
            _delete_after_commit(before)

    def delete_model(self, request: HttpRequest, obj: Delivery) -> None:
        super().delete_model(request, obj)
        _delete_after_commit(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        deleted = list(queryset)
        super().delete_queryset(request, queryset)
        for delivery in deleted:
            _delete_after_commit(delivery)

    def get_urls(self) -> list[URLPattern]:
        document = self.admin_site.admin_view(self.document_view)
        return [
            path("<int:pk>/document.pdf", document, name="petitions_delivery_document"),
            *super().get_urls(),
        ]

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The document for staff, whether or not the petition is public."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        delivery = get_object_or_404(Delivery, pk=pk)
        return documents.download_response(delivery, f"answer-{delivery.pk}.pdf")  # type: ignore[return-value]


def _erases(delivered_on: date) -> list[DateEffect]:
    """What a delivery does that is so long ago that signers' data should be erased by now."""
    due_on = retention.due_on(delivered_on)
    if due_on > timezone.localdate():
        return []
    due = _(
        "By this day the names, towns and comments of those who signed before should have been erased on %(day)s. "
        "They will be, %(notice)s after staff were told."
    ) % {"day": date_format(due_on, "j F Y"), "notice": periods.in_words(periods.ERASURE_NOTICE)}
    return [DateEffect("delivered_on", _("Delivered on"), delivered_on, then=due, already=due)]


def _delete_after_commit(delivery: Delivery) -> None:
    if delivery.answer_document.name:
        transaction.on_commit(partial(default_storage.delete, delivery.answer_document.name))
