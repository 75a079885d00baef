"""A new source that is chosen in the same save: typed beside what it says, or once for several rows under “Sources”."""

import re
from typing import Any, override

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget, AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.merging import MergingForm
from profiles.models import Detainee, Source
from profiles.models.vocabulary import SourceKind

# Values of the choice. The fields of the first stand in the row itself.
HERE = "here"
BELOW = ("new", "new-2")
# The fields of a row that are those of its source. They are shown once HERE is chosen (css/admin/rows.css).
FIELDS = {f"source__{name}": name for name in ("kind", "attribution", "title", "date", "url")}
IN_PLACE = (
    ("source__kind", "source__attribution"),
    ("source__title", "source__date", "source__url"),
)


def new_sources(*, may_add: bool) -> list[tuple[str, str]]:
    """The choices beside the sources that are saved."""
    if not may_add:
        return []
    return [
        (HERE, _("A new source, here")),
        (BELOW[0], _("The new source under “Sources”")),
        (BELOW[1], _("The second new source under “Sources”")),
    ]


class SourceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Also offers the new sources of the same form, each as a `Source` that is not saved yet.

    may_add: whether the user may add sources. The inline says so.
    """

    may_add = False

    @override
    def to_python(self, value: Any) -> Any:
        if not self.may_add or value not in (HERE, *BELOW):
            return super().to_python(value)
        source = Source()
        source.__dict__["chosen"] = value
        return source


class PartForm(MergingForm):
    """A row that may refer to a new source of the same form. `DetaineeAdmin.save_formset` puts it in."""

    source__kind = forms.ChoiceField(
        label=lazy("Kind of source"),
        required=False,
        choices=[("", lazy("- Select an option -")), *SourceKind.choices],
    )
    source__attribution = forms.CharField(
        label=lazy("Source, as named in public"),
        required=False,
        max_length=120,
        widget=AdminTextInputWidget(attrs={"placeholder": lazy("a relative abroad")}),
    )
    source__title = forms.CharField(
        label=lazy("Title of the source"),
        required=False,
        max_length=200,
        widget=AdminTextInputWidget,
    )
    source__date = forms.CharField(
        label=lazy("Date of the source"),
        required=False,
        widget=AdminTextInputWidget(attrs={"placeholder": lazy("June 2017, early 2018")}),
    )
    source__url = forms.URLField(
        label=lazy("Link to the source"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=AdminURLFieldWidget,
    )

    @property
    def takes_new_source(self) -> bool:
        source = getattr(self, "cleaned_data", {}).get("source")
        return source is not None and source.pk is None

    @override
    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.takes_new_source:
            return cleaned
        chosen = cleaned["source"].chosen
        if chosen == HERE:
            self._check_source(cleaned)
        elif self._number_below() <= BELOW.index(chosen):
            self.add_error("source", _("Enter the new source below, under “Sources”."))
        return cleaned

    def _check_source(self, cleaned: dict[str, Any]) -> None:
        """Say at each field of the row what the source itself would say."""
        source: Source = cleaned["source"]
        for name, own in FIELDS.items():
            setattr(source, own, cleaned.get(name) or "")
        try:
            source.full_clean(exclude=["detainee"])
        except ValidationError as error:
            names = {own: name for name, own in FIELDS.items()}
            for own, messages in error.message_dict.items():
                for message in messages:
                    self.add_error(names.get(own, "source"), message)

    def _number_below(self) -> int:
        """How many new sources stand under “Sources”."""
        kinds = (key for key in self.data if re.fullmatch(r"sources-\d+-kind", key))
        return sum(
            bool(self.data[key]) and not self.data.get(key.replace("-kind", "-id")) for key in kinds
        )

    def _get_validation_exclusions(self) -> set[str]:
        """The new source is not saved yet, so no constraint can ask for it."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"source"} if self.takes_new_source else excluded


def give_sources(person: Detainee, formset: Any, below: list[Source]) -> None:
    """Put the new sources into the rows that chose them. below: those under “Sources”, which are saved by then."""
    for row in formset.forms:
        if not getattr(row, "takes_new_source", False) or row in formset.deleted_forms:
            continue
        source = row.cleaned_data["source"]
        if source.chosen == HERE:
            source.detainee = person
            source.save()
        else:
            source = below[BELOW.index(source.chosen)]
        row.instance.source = source
