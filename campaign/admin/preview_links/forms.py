"""The form that makes links."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy

from campaign.preview_links import links, periods
from campaign.preview_links.models import PreviewLink
from campaign.text.clean import clean_line

MAX_NAME = 120


class LinkForm(forms.Form):
    purpose = forms.ChoiceField(
        label=lazy("What for"),
        choices=(
            (
                PreviewLink.Purpose.FACT_CHECK,
                lazy("Fact check: they read it and tell us what is right"),
            ),
            (
                PreviewLink.Purpose.EMBARGO,
                lazy("Embargoed preview: a journalist reads it before it is public"),
            ),
        ),
        initial=PreviewLink.Purpose.FACT_CHECK,
        widget=AdminRadioSelect,
    )
    recipients = forms.CharField(
        label=lazy("For whom"),
        max_length=links.MOST_AT_ONCE * MAX_NAME,
        widget=AdminTextareaWidget(attrs={"rows": 3, "dir": "auto"}),
        help_text=lazy(
            "One name a line; each gets a link of their own. Only staff who may change this item see the names. They are stored "
            "encrypted, and the page behind a link does not say them."
        ),
        error_messages={"required": lazy("Say for whom the link is.")},
    )
    days = forms.TypedChoiceField(
        label=lazy("How long it works"),
        choices=[
            (days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days})
            for days in periods.CHOICES
        ],
        coerce=int,
        initial=periods.DEFAULT,
    )
    max_openings = forms.IntegerField(
        label=lazy("How often it can be opened"),
        required=False,
        min_value=1,
        max_value=links.MOST_OPENINGS,
        help_text=lazy("Leave it empty for no limit."),
    )
    shows_version = forms.BooleanField(
        label=lazy("Show the working version, if there is one"), required=False
    )
    ends_when_public = forms.BooleanField(
        label=lazy("End the link when the item becomes public"), required=False
    )

    def clean_recipients(self) -> list[str]:
        names = [clean_line(line) for line in self.cleaned_data["recipients"].splitlines()]
        names = [name for name in names if name]
        if not names:
            raise forms.ValidationError(self.fields["recipients"].error_messages["required"])
        if len(names) > links.MOST_AT_ONCE:
            raise forms.ValidationError(
                lazy("At most %(number)d at once.") % {"number": links.MOST_AT_ONCE}
            )
        if any(len(name) > MAX_NAME for name in names):
            raise forms.ValidationError(
                lazy("A name has at most %(number)d letters.") % {"number": MAX_NAME}
            )
        return names

    def values(self) -> dict[str, Any]:
        """What `links.make` takes."""
        return dict(self.cleaned_data)
