"""A change of a public item is minor, or one that readers are told of: the form asks, and older notes can be edited."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DESK_FIELDS
from campaign.admin.fields.inlines import DeskStackedInline
from campaign.admin.merging import MergingForm, MergingFormSet
from news.models import Correction

MINOR = "minor"


class CorrectionForm(MergingForm):
    pass


class CorrectionInline(DeskStackedInline):
    """Those that there are. A new one comes with the change of which it tells."""

    model = Correction
    form = CorrectionForm
    formset = MergingFormSet
    fields = ("kind", "at", "text")
    extra = 0
    formfield_overrides = DESK_FIELDS


class ChangeForm(forms.Form):
    """Mixed into the form of a news item. `change` and `change_note` are asked only while the item is public."""

    change = forms.ChoiceField(
        label=lazy("This change is"),
        choices=[
            (MINOR, lazy("minor, such as a typing error")),
            (Correction.Kind.UPDATE, lazy("an update: the page and the feeds say so")),
            (Correction.Kind.CORRECTION, lazy("the correction of a mistake: it is listed as well")),
        ],
        widget=forms.RadioSelect,
        initial=MINOR,
        required=False,
    )
    change_note = forms.CharField(
        label=lazy("What has changed"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=lazy(
            "Everyone can read it. For example: An earlier version named the wrong prison."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = getattr(self, "instance", None)
        if item is None or not item.is_published:
            for name in ("change", "change_note"):
                self.fields.pop(name, None)

    def clean(self) -> Any:
        cleaned: Any = super().clean() or self.cleaned_data
        if self.is_told and not cleaned.get("change_note", "").strip():
            self.add_error("change_note", _("Say what has changed, so that readers know."))
        if not self.is_told and cleaned.get("change_note", "").strip():
            self.add_error("change", _("Readers see the note only if the change is not minor."))
        return cleaned

    @property
    def is_told(self) -> bool:
        return (self.cleaned_data.get("change") or MINOR) != MINOR

    def tell(self, item: Any) -> None:
        """Keep the note with the change: in a working version too, since the history follows the row."""
        if self.is_told:
            note = self.cleaned_data["change_note"].strip()
            Correction.objects.create(item=item, kind=self.cleaned_data["change"], text=note)
