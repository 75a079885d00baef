"""What the desk says of links for readers outside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.dates.wording import describe_moment
from campaign.preview_links.models import WORKING, PreviewComment, PreviewLink, makers
from campaign.publishing.workflow import Publishable


@dataclass(frozen=True, slots=True)
class LinkRow:
    """state: asked, opened, answered or ended, in a sentence. comments: with what was said, newest last."""

    link: PreviewLink
    is_working: bool
    state: str
    ends: str
    comments: list[PreviewComment]


def rows_of(item: Publishable) -> list[LinkRow]:
    """All links of an item, the newest first, with their comments."""
    found = PreviewLink.objects.about(item).select_related("made_by").prefetch_related("comments")
    return rows([(link, list(link.comments.all())) for link in found.order_by("-pk")])


def rows(found: Sequence[tuple[PreviewLink, list[PreviewComment]]]) -> list[LinkRow]:
    may = {
        model: set(makers(model).values_list("pk", flat=True))
        for model in {link.model for link, _comments in found}
    }
    return [_row(link, comments, may[link.model]) for link, comments in found]


def _row(link: PreviewLink, comments: list[PreviewComment], may: Collection[int]) -> LinkRow:
    is_working = link.revoked_at is None and link.expires_at > timezone.now()
    is_working = is_working and link.made_by_id in may
    return LinkRow(link, is_working, _state(link, len(comments)), _ends(link, is_working), comments)


def _state(link: PreviewLink, number: int) -> str:
    if number:
        return ngettext("Answered: one comment", "Answered: %(number)d comments", number) % {
            "number": number
        }
    if link.last_opened_on is None:
        return _("Not opened yet")
    words = ngettext("Opened once", "Opened %(number)d times", link.openings)
    return _("%(opened)s, last on %(day)s") % {
        "opened": words % {"number": link.openings},
        "day": date_format(link.last_opened_on, "j F Y"),
    }


def _ends(link: PreviewLink, is_working: bool) -> str:
    if is_working:
        return _("Works until %s") % describe_moment(link.expires_at)
    if link.revoked_at:
        return _("Revoked on %s") % date_format(timezone.localtime(link.revoked_at), "j F Y")
    if link.expires_at > timezone.now():
        return _("Ended: whoever made it may not change this any more")
    return _("Ended on %s") % date_format(timezone.localtime(link.expires_at), "j F Y")


def sentence(item: Publishable) -> str:
    """For the item's form: how many links work, and what waits to be read. One query."""
    found = PreviewLink.objects.about(item).aggregate(
        working=Count(
            "pk", distinct=True, filter=WORKING & Q(made_by__in=makers(type(item)).values("pk"))
        ),
        unread=Count("comments", distinct=True, filter=Q(comments__settled_by=None)),
    )
    working, unread = found["working"], found["unread"]
    words = []
    if working:
        words.append(
            ngettext(
                "One reader outside can see it.",
                "%(number)d readers outside can see it.",
                working,
            )
            % {"number": working}
        )
    if unread:
        words.append(
            ngettext(
                "There is one comment to read.", "There are %(number)d comments to read.", unread
            )
            % {"number": unread}
        )
    return " ".join(words)
