"""The admin of signatures on paper, which staff enter in batches."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.base import EVERY_FIELD, DeskAdmin
from petitions.counting import paper_signatures
from petitions.models import PaperBatch

MAX_NAMED = 5  # similar batches in the question


class PaperBatchForm(ModelForm[PaperBatch]):
    """Asks about a batch that looks like an earlier one.

    The two fields are hidden until there is something to ask. `asked` has the ids of the batches that the question was
    about, so that the tick does not stand for one that was entered since.
    """

    is_another = forms.BooleanField(
        label=lazy("This is another one"), required=False, widget=forms.HiddenInput
    )
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This date is in the future."))
        return day

    def _post_clean(self) -> None:
        """After the instance has its values, which the search for similar batches needs."""
        super()._post_clean()  # type: ignore[misc]
        compared = {"petition", "country", "count", "received_on"}
        if not self.errors and compared & set(self.changed_data):
            self._ask(list(paper_signatures.similar_batches(self.instance)))

    def _ask(self, similar: list[PaperBatch]) -> None:
        about = ",".join(str(each.pk) for each in similar)
        known = about == self.cleaned_data["asked"]
        if not similar or (known and self.cleaned_data["is_another"]):
            return
        again = cast(QueryDict, self.data).copy()
        again["asked"] = about
        if not known:
            again.pop("is_another", None)
        self.data = again
        self.fields["is_another"].widget = forms.CheckboxInput()
        self.add_error("is_another", [_question(each) for each in similar[:MAX_NAMED]])


def _question(batch: PaperBatch) -> str:
    return ngettext(
        "%(author)s entered a parcel of %(number)s signature from %(country)s, received on %(day)s. Is this another one?",
        "%(author)s entered a parcel of %(number)s signatures from %(country)s, received on %(day)s. Is this another one?",
        batch.count,
    ) % {
        "author": batch.author.get_username(),
        "number": number_format(batch.count, force_grouping=True),
        "country": batch.country.name,
        "day": date_format(batch.received_on, "j F Y"),
    }


@admin.register(PaperBatch)
class PaperBatchAdmin(DeskAdmin):
    form = PaperBatchForm
    logged_fields = EVERY_FIELD
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
                    "collected_by", "note", ("is_another", "asked"),
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
