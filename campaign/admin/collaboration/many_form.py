"""The form of “the same change for many”: each tick box with its fields. Only what is ticked is changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.collaboration.content import ContentChange, Values, changes_of
from campaign.admin.collaboration.form import ColleagueField
from campaign.collaboration import review_days
from campaign.collaboration.colleagues import who_see
from campaign.dates.fields import DayField
from campaign.text.inputs import LineInput

OF_OWNER = ("changes_owner", "owner")
OF_DAY = ("changes_day", "review_on", "review_by", "review_why")
OF_ALL = ("why", "publishes")


class ManyForm(forms.Form):
    changes_owner = forms.BooleanField(label=lazy("Change who looks after them"), required=False)
    owner = ColleagueField(label=lazy("Looked after by"))
    changes_day = forms.BooleanField(
        label=lazy("Change when they are looked at again"), required=False
    )
    review_on = DayField(
        label=lazy("Look at them again on"),
        required=False,
        help_text=lazy("Leave it empty to take the days back that there are."),
    )
    review_by = ColleagueField(label=lazy("Who looks at them"))
    review_why = LineInput(label=lazy("Why"), required=False, max_length=review_days.MAX_WHY)
    why = LineInput(
        label=lazy("Reason for all of these changes"),
        required=False,
        max_length=300,
        help_text=lazy("For your colleagues: the history of each item shows it with your name."),
    )
    publishes = forms.BooleanField(
        label=lazy("Publish what is public already at once"),
        required=False,
        help_text=lazy(
            "Without this, changes of what is public are kept as working versions. If someone else has to read them, "
            "they are kept all the same."
        ),
    )

    def __init__(self, data: Any, *, desk: Any, request: HttpRequest) -> None:
        super().__init__(data, prefix="many", initial={"review_by": request.user.pk})
        people = list(who_see(desk.model))
        for name in ("owner", "review_by"):
            field: Any = self.fields[name]
            field.offer(people, _("No one"))
        self.contents: list[ContentChange] = [
            each for each in changes_of(desk) if request.user.has_perms(each.rights)
        ]
        self._names: dict[str, list[str]] = {}
        for each in self.contents:
            self._add(each, desk, request)
        if not self.contents:
            del self.fields["why"]
        if not (self.contents and desk.has_publish_permission(request)):
            del self.fields["publishes"]

    def _add(self, change: ContentChange, desk: Any, request: HttpRequest) -> None:
        tick = forms.BooleanField(label=change.label(desk), required=False)
        self.fields[_tick(change)] = tick
        fields = change.fields(desk, request)
        self.fields |= {_name(change, name): field for name, field in fields.items()}
        self._names[change.name] = list(fields)

    def groups(self) -> list[list[BoundField]]:
        """For the template: each tick box with what it is about. The last is about all."""
        of_contents = [
            [_tick(each), *(_name(each, name) for name in self._names[each.name])]
            for each in self.contents
        ]
        groups = [*of_contents, OF_OWNER, OF_DAY, OF_ALL]
        found = [[self[name] for name in names if name in self.fields] for names in groups]
        return [each for each in found if each]

    def values_of(self, change: ContentChange) -> Values:
        cleaned = self.cleaned_data
        return {name: cleaned.get(_name(change, name)) for name in self._names[change.name]}

    @property
    def ticked(self) -> list[ContentChange]:
        return [each for each in self.contents if self.cleaned_data.get(_tick(each))]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("changes_owner") or cleaned.get("changes_day") or self.ticked):
            raise ValidationError(_("Tick what to change."))
        for change in self.ticked:
            for name, words in change.errors(self.values_of(change)).items():
                if _name(change, name) not in self.errors:
                    self.add_error(_name(change, name), words)
        return cleaned


def _tick(change: ContentChange) -> str:
    return f"changes_{change.name}"


def _name(change: ContentChange, field: str) -> str:
    return f"{change.name}_{field}"
