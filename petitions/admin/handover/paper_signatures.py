"""The admin of signatures on paper, which staff enter in batches."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin
from petitions.models import PaperBatch


class PaperBatchForm(ModelForm[PaperBatch]):
    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This date is in the future."))
        return day


@admin.register(PaperBatch)
class PaperBatchAdmin(DeskAdmin):
    form = PaperBatchForm
    list_note = lazy(
        "Signatures counted by hand from sheets. They are shown beside the number online, and are "
        "never in it."
    )
    list_display = ("petition", "received_on", "country", "count", "struck_out", "sheets", "author")
    list_select_related = ("petition", "author")
    list_filter = ("petition", "received_on")
    search_fields = ("petition__title", "collected_by", "note")
    autocomplete_fields = ("petition",)
    readonly_fields = ("author", "entered_at")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "petition", "received_on", "country", ("count", "struck_out", "sheets"),
                    "collected_by", "note",
                ),
                "description": lazy(
                    "One entry for each country on each parcel. Struck out are lines that cannot be read, "
                    "have no signature, or were filled in by one hand. The note says where the sheets are "
                    "kept. The number is public as soon as you save it."
                ),
            },
        ),
        (lazy("Entered"), {"fields": (("author", "entered_at"),)}),
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Author and time are shown once the batch is saved."""
        return self.fieldsets if obj else self.fieldsets[:1]

    def save_model(self, request: HttpRequest, obj: PaperBatch, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
