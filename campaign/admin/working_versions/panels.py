"""What an item's form and the first page of the desk say about working versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.admin.reviews import panels as reviews_panels
from campaign.admin.reviews.panels import ReviewPanel
from campaign.admin.working_versions.editing import (
    PUBLISHED_TEXT,
    SEEN_CONFLICTS,
    Editing,
    editing_of,
)
from campaign.dates.wording import describe_moment
from campaign.history.describe import DescribedChange, Viewer, describe
from campaign.history.models import Edit
from campaign.publishing import four_eyes, reviews
from campaign.publishing.models import Review
from campaign.publishing.workflow import Publishable, Stage
from campaign.working_versions import applying
from campaign.working_versions.applying import Conflict
from campaign.working_versions.models import WorkingVersion

type Link = tuple[StrOrPromise, str, str]  # label, name, URL


@dataclass(frozen=True, slots=True)
class VersionPanel:
    """The part of an item's head that is about its working version.

    conflicts: what someone else has changed since, in words. seen: the name and value by which the form says that it has
    shown these.
    """

    sentence: str
    notes: list[str] = field(default_factory=list)
    review: ReviewPanel | None = None
    conflicts: list[DescribedChange] = field(default_factory=list)
    seen: tuple[str, str] = ("", "")
    links: Sequence[Link] = ()


def of_form(desk: Any, request: HttpRequest, item: Publishable) -> VersionPanel | None:
    """None if the item has no working version."""
    version = desk.version_of(request, item)
    if version is None:
        return None
    editing = editing_of(request)
    return VersionPanel(
        sentence=_sentence(request, item, version, editing),
        notes=notes_about(version),
        review=review_of(version),
        conflicts=described(desk, request, item, editing.conflicts) if editing else [],
        seen=(SEEN_CONFLICTS, applying.digest(editing.conflicts) if editing else ""),
        links=_links(desk, request, item, editing),
    )


def _sentence(
    request: HttpRequest, item: Publishable, version: WorkingVersion, editing: Editing | None
) -> str:
    words = {"who": name_of(request, version.author), "when": moment(version.updated_at)}
    if editing:
        return (
            _(
                "You are editing the working version that %(who)s kept on %(when)s. The public sees the published text."
            )
            % words
        )
    if item.stage == Stage.PUBLISHED:
        return (
            _(
                "You see the published text. There is also a working version, which %(who)s kept on %(when)s. It is not public."
            )
            % words
        )
    return (
        _(
            "There is a working version, which %(who)s kept on %(when)s while this was public. It is not in the form below."
        )
        % words
    )


def notes_about(version: WorkingVersion) -> list[str]:
    found = []
    if version.publish_at and version.scheduled_by:
        words = {"when": describe_moment(version.publish_at), "who": _name(version.scheduled_by)}
        found.append(_("%(who)s scheduled it: its changes become public on %(when)s.") % words)
    if version.failed_at:
        found.append(
            _("It was due on %(when)s and could not be published. “Compare” says why.")
            % {"when": moment(version.failed_at)}
        )
    return found


def review_of(version: WorkingVersion) -> ReviewPanel | None:
    """The last word about it. An answer to an earlier text is void."""
    review = reviews.last_of(version)
    if review is None:
        return None
    note = review.answer_note if review.answer else review.note
    is_void = bool(review.answer) and review.looked_at != version.revision
    return ReviewPanel(reviews_panels.sentence(review), note, is_void)


def _links(
    desk: Any, request: HttpRequest, item: Publishable, editing: Editing | None
) -> list[Link]:
    links: list[Link] = [(_("Compare"), "version", desk.item_url("version", item))]
    may_publish = desk.has_publish_permission(request)
    if item.stage == Stage.PUBLISHED:
        if may_publish:
            label = _("Publish the changes on…")
            links.append((label, "schedule", desk.item_url("version-schedule", item)))
        links.append((_("Ask a colleague"), "ask", desk.item_url("version-ask", item)))
        form = desk.item_url("change", item)
        if editing is None:
            links.append((_("Edit the working version"), "edit", form))
        elif may_publish and not four_eyes.applies_to(item):
            links.append((_("Edit the published text"), "live", f"{form}?{PUBLISHED_TEXT}=yes"))
    links.append((_("Discard"), "discard", desk.item_url("version-discard", item)))
    return links if desk.has_change_permission(request, item) else links[:1]


def described(
    desk: Any, request: HttpRequest, item: Publishable, conflicts: Iterable[Conflict]
) -> list[DescribedChange]:
    """What someone else has changed since, as the history describes it."""
    edit = Edit(pk=0, at=timezone.now())
    changes = [each.as_change(item) for each in conflicts]
    viewer: Viewer = desk.viewer(request)
    return [each for found in describe([edit], changes, viewer) for each in found.changes]


def moment(when: Any) -> str:
    return date_format(timezone.localtime(when), "j F Y, H:i")


def name_of(request: HttpRequest, user: Any) -> str:
    return _("you") if user.pk == request.user.pk else _name(user)


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


# --- The first page --------------------------------------------------------------------------------------------------


def newest(desks: Iterable[Any], *, most: int) -> list[WorkingVersion]:
    """The newest working versions of items of these admin classes, whether or not the user may see the item."""
    labels = [desk.opts.label_lower for desk in desks if desk.keeps_versions]
    return list(
        WorkingVersion.objects.filter(subject__in=labels)
        .defer("changes")
        .select_related("author", "scheduled_by")
        .order_by("-updated_at")[:most]
    )


def first_page_sentence(version: WorkingVersion, review: Review | None) -> str:
    if version.failed_at:
        return _("It was due, and could not be published.")
    if version.publish_at:
        return _("Scheduled for %s.") % describe_moment(version.publish_at)
    if review and not (review.answer and review.looked_at != version.revision):
        return reviews_panels.sentence(review)
    return _("Kept by %s.") % _name(version.author)
