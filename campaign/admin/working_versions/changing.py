"""Changes an item without its form, for pages that copy rows or change many items: every check of a save holds.

What is public is kept as a working version, and published only if the page was asked to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.history.changes import attribute_to, current_edit
from campaign.publishing.workflow import Publishable, State
from campaign.web import page_cache
from campaign.working_versions import applying, keeping, publishing
from campaign.working_versions.models import WorkingVersion

type Write = Callable[[Any], object]  # writes rows of an item


class Result(Enum):
    SAME = "nothing was to do"
    CHANGED = "changed, and not public"
    KEPT = "kept as a working version"
    PUBLISHED = "changed, and public"


@dataclass(frozen=True, slots=True)
class Outcome:
    """problems: why what is kept was not published."""

    result: Result
    problems: tuple[str, ...] = ()


@transaction.atomic
def change(
    desk: Any, request: HttpRequest, pk: int, write: Write, *, why: str, publishes: bool = False
) -> Outcome:
    """Change one item as one edit. Raises ValidationError, and changes nothing, if it is refused.

    write: called with the item as its form would show it, so with its own working version. Its row is locked, so a second
    click finds what the first has written.
    """
    locked = desk.model._base_manager.select_for_update(of=("self",)).filter(pk=pk)
    item = desk.get_object(request, str(pk)) if locked.first() else None
    if item is None or not desk.has_change_permission(request, item):
        raise ValidationError(_("Your role does not allow this."))
    try:
        if item.is_published and desk.keeps_versions:
            return _keep(desk, request, item, write, why, publishes=publishes)
        return _write(desk, request, item, write, why)
    except IntegrityError as error:
        raise ValidationError(
            _("Something that it needs is gone, or stands there by now.")
        ) from error


def refuse_others_version(request: HttpRequest, version: WorkingVersion | None) -> None:
    """No one adds to what a colleague has not finished."""
    if version is not None and version.author_id != request.user.pk:
        who = version.author.get_full_name() or version.author.get_username()
        raise ValidationError(_("%(who)s has an unfinished working version of it.") % {"who": who})


def _write(desk: Any, request: HttpRequest, item: Publishable, write: Write, why: str) -> Outcome:
    waits = item.state == State.PUBLISHED  # for its time
    missing_before = set(item.missing_for_publication()) if waits else set()
    attribute_to(request.user, why)
    with item.changed_alone():
        write(item)
        connection.check_constraints()
        if current_edit() is None:
            return Outcome(Result.SAME)
        type(item)._base_manager.filter(pk=item.pk).update(updated_at=timezone.now())
        fresh: Publishable = type(item)._default_manager.get(pk=item.pk)
        fresh.refuse_if_public()
        missing = fresh.missing_for_publication() if waits else []
        if new := [each for each in missing if each not in missing_before]:
            raise ValidationError(new)
    fresh.after_change()
    desk.log_change(request, fresh, [{"changed": {}}])
    desk.approve_again(request, item)
    page_cache.invalidate_after_commit()
    return Outcome(Result.CHANGED)


def _keep(
    desk: Any, request: HttpRequest, item: Any, write: Write, why: str, *, publishes: bool
) -> Outcome:
    version = keeping.version_of(item)
    refuse_others_version(request, version)
    if version is not None and (publishes or version.publish_at):
        raise ValidationError(_("You have a working version of it. Finish that first."))
    conflicts = applying.conflicts_of(version) if version else []
    newest = keeping.newest_change()
    with applying.shown(version, item):
        attribute_to(request.user, why)
        write(desk.get_object(request, str(item.pk)))
        connection.check_constraints()
        written = keeping.written_since(item, newest)
    before = version.revision if version else 0
    kept = keeping.keep(
        item,
        version,
        list(keeping.entries(item, written)),
        author=request.user,
        why=why,
        unseen={(each.table, each.row) for each in conflicts},
    )
    if kept is None or kept.revision == before:
        return Outcome(Result.SAME)
    if not publishes or not desk.has_publish_permission(request):
        return Outcome(Result.KEPT)
    try:
        with transaction.atomic():
            publishing.publish(item, author=request.user, seen=kept.seen)
    except ValidationError as error:
        return Outcome(Result.KEPT, tuple(error.messages))
    return Outcome(Result.PUBLISHED)
