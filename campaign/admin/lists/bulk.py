"""One action of the workflow for many items. Each succeeds or fails alone, and one message says what became of all."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import model_ngettext
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.scheduling import published_message
from campaign.publishing.actions import Action
from campaign.publishing.workflow import Publishable, Stage

MAX_NAMED = 10  # items that were left out or refused
SCHEDULED_MANY = lazy(
    "%(number)d %(items)s are scheduled. No one outside can see them before their time."
)

type ListAction = Callable[[Any, HttpRequest, models.QuerySet[Any]], HttpResponse | None]


def list_action(action: Action) -> ListAction:
    """A workflow action for the list's menu of actions. It asks for confirmation first."""

    def run(desk: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        items = list(queryset)
        if "confirmed" not in request.POST:
            response: HttpResponse = desk.confirmation(request, action, items)
            return response
        run_for_all(desk, request, action, items)
        return None

    run.__name__ = action.name
    return admin.action(description=action.label, permissions=[action.permission])(run)


def run_for_all(
    desk: Any, request: HttpRequest, action: Action, items: Sequence[Publishable]
) -> None:
    done: list[Publishable] = []
    skipped: list[Publishable] = []
    refused: list[tuple[Publishable, str]] = []
    for item in items:
        if not action.applies_to(item):
            skipped.append(item)
            continue
        fresh, problems = _carry_out(desk, request, action, item)
        if problems:
            refused.append((fresh, " ".join(problems)))
        else:
            done.append(fresh)
    level = messages.SUCCESS if done and not (skipped or refused) else messages.WARNING
    messages.add_message(
        request,
        level if done or skipped else messages.ERROR,
        _summary(desk, action, done, skipped, refused),
    )


def _carry_out(
    desk: Any, request: HttpRequest, action: Action, item: Publishable
) -> tuple[Publishable, list[str]]:
    """In a savepoint of its own. What a role allows of the whole list it may not allow of every item."""
    try:
        with transaction.atomic():
            found: tuple[Publishable, list[str]] = desk.carry_out(request, action, item)
            return found
    except PermissionDenied:
        return item, [_("Your role does not allow this.")]


def _summary(
    desk: Any,
    action: Action,
    done: list[Publishable],
    skipped: list[Publishable],
    refused: list[tuple[Publishable, str]],
) -> SafeString:
    scheduled = [item for item in done if item.stage == Stage.SCHEDULED]
    public = [item for item in done if item not in scheduled]
    sentences = [done_message(desk, action, group) for group in (public, scheduled) if group]
    return summarize(desk, sentences, skipped, action.not_done, refused)


def summarize(
    desk: Any,
    sentences: Sequence[Any],
    skipped: Sequence[Any],
    not_done: Any,
    refused: Sequence[tuple[Any, str]],
) -> SafeString:
    """One message. sentences: about what is done. not_done: with %s for an item that was refused."""
    sentences = [*sentences]
    if skipped:
        words = ngettext(
            "%(number)d skipped, as nothing was to do:",
            "%(number)d skipped, as nothing was to do:",
            len(skipped),
        )
        sentences.append(
            format_html("{} {}.", words % {"number": len(skipped)}, _named(desk, skipped))
        )
    text = format_html_join(" ", "{}", ((each,) for each in sentences))
    if not refused:
        return text
    lines = [
        format_html("{} {}", _linked(desk, not_done, item), why)
        for item, why in refused[:MAX_NAMED]
    ]
    if (more := len(refused) - MAX_NAMED) > 0:
        lines.append(conditional_escape(_("And %(number)d more.") % {"number": more}))
    heading = _("Not done: %(number)d.") % {"number": len(refused)}
    points = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html("{} {}<ul>{}</ul>", text, heading, points)


def done_message(desk: Any, action: Action, items: list[Publishable]) -> Any:
    """About items that went well; all of them are scheduled now, or none is."""
    first, is_scheduled = items[0], items[0].stage == Stage.SCHEDULED
    if len(items) == 1:
        return published_message(first) if is_scheduled else action.done % first
    message = SCHEDULED_MANY if is_scheduled else action.done_many
    return message % {"number": len(items), "items": model_ngettext(desk.opts, len(items))}


def _named(desk: Any, items: Sequence[Any]) -> SafeString:
    links = [
        format_html('<a href="{}">{}</a>', desk.item_url("change", item), item)
        for item in items[:MAX_NAMED]
    ]
    more = (
        [_("%(number)d more") % {"number": len(items) - MAX_NAMED}]
        if len(items) > MAX_NAMED
        else []
    )
    return format_html_join(", ", "{}", ((each,) for each in (*links, *more)))


def _linked(desk: Any, sentence: Any, item: Publishable) -> SafeString:
    """A sentence with %s, and a link in its place."""
    link = format_html('<a href="{}">{}</a>', desk.item_url("change", item), item)
    return mark_safe(conditional_escape(sentence) % link)  # noqa: S308 - both are escaped
