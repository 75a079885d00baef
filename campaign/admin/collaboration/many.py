"""The same owner and the same review day for many items of a list. Only what is ticked is changed.

The page says first what will change. Each item succeeds or fails alone, and one message names those that were refused. Neither is
public, so nothing waits for a publication and four eyes are not asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.collaboration.form import ColleagueField
from campaign.collaboration import owners, review_days
from campaign.collaboration.colleagues import name_of, who_see, who_see_item
from campaign.dates.fields import DayField
from campaign.text.inputs import LineInput

NAME = "together"  # of the action
MAX_NAMED = 10

type Step = Callable[[Any], None]  # changes one item, or raises ValidationError


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

    def __init__(self, data: Any, *, model: Any, user: Any) -> None:
        super().__init__(data, prefix="many", initial={"review_by": user.pk})
        people = list(who_see(model))
        for name in ("owner", "review_by"):
            field: Any = self.fields[name]
            field.offer(people, _("No one"))

    def groups(self) -> list[list[BoundField]]:
        """For the template: each tick box with what it is about."""
        fields = list(self)
        return [fields[:2], fields[2:]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("changes_owner") or cleaned.get("changes_day")):
            raise ValidationError(_("Tick what to change."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Change:
    """sentence: what it does, for the preview."""

    sentence: str
    step: Step


def together(
    desk: Any, request: HttpRequest, queryset: models.QuerySet[Any]
) -> HttpResponse | None:
    """An action of a list: asks what to change, shows what will change, and changes it."""
    items = list(queryset)
    is_sent = "many-sent" in request.POST
    form = ManyForm(request.POST if is_sent else None, model=desk.model, user=request.user)
    changes = _changes(form, request.user) if form.is_valid() else []
    if changes and "many-agreed" in request.POST:
        _change_all(desk, request, items, changes)
        return None
    context = desk.admin_site.each_context(request) | {
        "title": _("Work together on many"),
        "opts": desk.opts,
        "items": items,
        "form": form,
        "changes": [change.sentence for change in changes],
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "action_name": NAME,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/collaboration/many.html", context, status=status)


action = admin.action(description=lazy("Choose an owner or a review day"), permissions=["change"])(
    together
)


def _changes(form: ManyForm, user: Any) -> list[Change]:
    cleaned, changes = form.cleaned_data, []
    if cleaned["changes_owner"]:
        changes.append(_owner(cleaned["owner"]))
    if cleaned["changes_day"]:
        changes.append(_day(cleaned, user))
    return changes


def _owner(owner: Any) -> Change:
    def step(item: Any) -> None:
        _refuse_who_may_not_see(owner, item)
        owners.give(item, owner)

    if owner is None:
        return Change(_("No one looks after them."), step)
    return Change(_("%(who)s looks after them.") % {"who": name_of(owner)}, step)


def _day(cleaned: dict[str, Any], user: Any) -> Change:
    on, colleague, why = (cleaned[name] for name in ("review_on", "review_by", "review_why"))

    def step(item: Any) -> None:
        if on is None:
            review_days.take_back(item)
            return
        _refuse_who_may_not_see(colleague, item)
        review_days.set_day(item, on, colleague=colleague, why=why, by=user)

    if on is None:
        return Change(_("Their review days are taken back."), step)
    values = {
        "who": name_of(colleague) if colleague else _("No one"),
        "day": date_format(on, "j F Y"),
    }
    return Change(_("%(who)s looks at them again on %(day)s.") % values, step)


def _refuse_who_may_not_see(colleague: Any, item: Any) -> None:
    if colleague and not who_see_item(item).filter(pk=colleague.pk).exists():
        raise ValidationError(_("%(who)s may not see it.") % {"who": name_of(colleague)})


def _change_all(
    desk: Any, request: HttpRequest, items: Sequence[Any], changes: list[Change]
) -> None:
    refused: list[tuple[Any, str]] = []
    for item in items:
        try:
            with transaction.atomic():
                if not desk.has_change_permission(request, item):
                    raise ValidationError(_("Your role does not allow this."))
                for change in changes:
                    change.step(item)
        except ValidationError as error:
            refused.append((item, " ".join(error.messages)))
    done = len(items) - len(refused)
    said = ngettext("%(number)d item is changed.", "%(number)d items are changed.", done)
    text: Any = said % {"number": done}
    if refused:
        lines = [(item, why) for item, why in refused[:MAX_NAMED]]
        points = format_html_join("", "<li>{}: {}</li>", lines)
        heading = _("Not changed: %(number)d.") % {"number": len(refused)}
        text = format_html("{} {}<ul>{}</ul>", text, heading, points)
    messages.add_message(request, messages.WARNING if refused else messages.SUCCESS, text)
