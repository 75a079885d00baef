"""The same change for many items of a list. Only what is ticked is changed, and the page says first what that is.

Each item succeeds or fails alone, and one message names those that were refused. The owner and the review day are never public, so
they are written at once. The rest is content: it is written with every check of a save (campaign/admin/working_versions/changing.py),
and of what is public it becomes a working version.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from campaign.admin.collaboration.content import ContentChange, Values
from campaign.admin.collaboration.many_form import ManyForm
from campaign.admin.lists.bulk import summarize
from campaign.admin.working_versions.changing import Outcome, Result
from campaign.admin.working_versions.changing import change as change_item
from campaign.collaboration import owners, review_days
from campaign.collaboration.colleagues import name_of, who_see_item

NAME = "together"  # of the action
MAX_SHOWN = 20  # items before the change
MOST = 200  # items whose content is changed in one request
NOT_CHANGED = lazy("“%s” is not changed:")

type Step = Callable[[Any], None]  # changes one item, or raises ValidationError


@dataclass(frozen=True, slots=True)
class Change:
    """sentence: what it does, for the preview."""

    sentence: str
    step: Step


@dataclass(frozen=True, slots=True)
class Planned:
    """A change of content, for the preview. lines: the first items that it changes, with what they say now and then."""

    label: StrOrPromise
    number: int
    lines: list[tuple[Any, str, str]]

    @property
    def more(self) -> int:
        return self.number - len(self.lines)


def together(
    desk: Any, request: HttpRequest, queryset: models.QuerySet[Any]
) -> HttpResponse | None:
    """An action of a list: asks what to change, shows what will change, and changes it."""
    items = list(queryset)
    form = ManyForm(
        request.POST if "many-sent" in request.POST else None, desk=desk, request=request
    )
    is_valid = form.is_valid()
    if is_valid and form.ticked and len(items) > MOST:
        form.add_error(None, _("Choose at most %(most)d items.") % {"most": MOST})
        is_valid = False
    changes = _changes(form, request.user) if is_valid else []
    contents = [(each, form.values_of(each)) for each in form.ticked] if is_valid else []
    planned = [_plan(desk, items, *each) for each in contents]
    seen = sha256(repr(planned).encode()).hexdigest() if planned else ""
    if (
        is_valid
        and "many-agreed" in request.POST
        and request.POST.get("many-seen", "") == seen  # else it is shown again
    ):
        _change_all(desk, request, items, changes, contents, form)
        return None
    context = desk.admin_site.each_context(request) | {
        "title": _("Work together on many"),
        "opts": desk.opts,
        "items": items,
        "form": form,
        "is_valid": is_valid,
        "changes": [change.sentence for change in changes],
        "planned": planned,
        "public": sum(item.is_published for item in items)
        if any(not each.is_elsewhere for each, _values in contents)
        else 0,
        "publishes": is_valid and form.cleaned_data.get("publishes"),
        "seen": seen,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "action_name": NAME,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/collaboration/many.html", context, status=status)


action = admin.action(description=lazy("Change many together"), permissions=["change"])(together)


def _plan(desk: Any, items: Sequence[Any], change: ContentChange, values: Values) -> Planned:
    texts = ((item, change.now(item), change.then(item, values)) for item in items)
    lines = [each for each in texts if each[1] != each[2]]
    return Planned(change.label(desk), len(lines), lines[:MAX_SHOWN])


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


@dataclass(slots=True)
class Done:
    """What became of the items."""

    changed: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    skipped: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, str]] = field(default_factory=list)


def _change_all(
    desk: Any,
    request: HttpRequest,
    items: Sequence[Any],
    changes: list[Change],
    contents: list[tuple[ContentChange, Values]],
    form: ManyForm,
) -> None:
    done = Done()
    for item in items:
        try:
            with transaction.atomic():
                if not desk.has_change_permission(request, item):
                    raise ValidationError(_("Your role does not allow this."))
                for change in changes:
                    change.step(item)
                outcome = _change_content(desk, request, item, contents, form.cleaned_data)
        except ValidationError as error:
            done.refused.append((item, " ".join(error.messages)))
            continue
        if outcome.result is Result.KEPT:
            done.kept.append(item)
        elif outcome.result is Result.SAME and not changes:
            done.skipped.append(item)
        else:
            done.changed.append(item)
        if outcome.problems:
            why = _("It is kept as a working version, and not published: %(why)s")
            done.refused.append((item, why % {"why": " ".join(outcome.problems)}))
    _say(desk, request, done)


def _change_content(
    desk: Any,
    request: HttpRequest,
    item: Any,
    contents: list[tuple[ContentChange, Values]],
    cleaned: dict[str, Any],
) -> Outcome:
    own = [each for each in contents if not each[0].is_elsewhere]

    def write(fresh: Any) -> None:
        for change, values in own:
            if change.now(fresh) != change.then(fresh, values):
                change.write(fresh, values)

    if not contents:
        return Outcome(Result.CHANGED)
    why = cleaned["why"] or _("The same change for many.")
    outcome = Outcome(Result.SAME)
    if own:
        publishes = bool(cleaned.get("publishes"))
        outcome = change_item(desk, request, item.pk, write, why=why, publishes=publishes)
    for change, values in contents:
        if change.is_elsewhere:
            other = change.write_elsewhere(request, item, values, why)
            if outcome.result is Result.SAME and other.result is not Result.SAME:
                outcome = Outcome(Result.CHANGED)
    return outcome


def _say(desk: Any, request: HttpRequest, done: Done) -> None:
    changed, kept = len(done.changed), len(done.kept)
    sentences = [
        ngettext("%(number)d item is changed.", "%(number)d items are changed.", changed)
        % {"number": changed}
    ]
    if kept:
        words = ngettext(
            "%(number)d item is public: its change is kept as a working version.",
            "%(number)d items are public: their changes are kept as working versions.",
            kept,
        )
        sentences.append(words % {"number": kept})
    text = summarize(desk, sentences, done.skipped, NOT_CHANGED, done.refused)
    level = messages.WARNING if done.refused or done.skipped else messages.SUCCESS
    messages.add_message(request, level, text)
