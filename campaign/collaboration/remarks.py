"""Remarks about an item: writing, answering, resolving, and finding those that wait for someone.

An email about a remark says that there is one, and no more: mailboxes are read by others.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from campaign.accounts import emails
from campaign.collaboration.colleagues import who_see_item
from campaign.collaboration.models import Remark

MAX_TEXT = 5000


@transaction.atomic
def write(item: Any, text: str, *, author: Any, addressed_to: Any = None) -> Remark:
    """Begin a thread."""
    remark: Remark = Remark.objects.create(
        subject=item._meta.label_lower,
        subject_pk=item.pk,
        text=text,
        author_id=author.pk,
        addressed_to=addressed_to,
    )
    _tell(item, [addressed_to] if addressed_to else [], but=author)
    return remark


@transaction.atomic
def reply(item: Any, remark: Remark, text: str, *, author: Any) -> Remark:
    """Answer a thread. Everyone who has written in it, or was addressed, gets an email, if they still may see the item."""
    answer: Remark = Remark.objects.create(
        subject=remark.subject,
        subject_pk=remark.subject_pk,
        text=text,
        author_id=author.pk,
        reply_to=remark,
    )
    thread = Remark.objects.filter(Q(pk=remark.pk) | Q(reply_to=remark)).select_related(
        "author", "addressed_to"
    )
    _tell(
        item,
        {who for each in thread for who in (each.author, each.addressed_to) if who},
        but=author,
    )
    return answer


def resolve(remark: Remark, *, by: Any) -> None:
    """A colleague may have done so in the same moment: the first one stays."""
    open_ones = Remark.objects.filter(pk=remark.pk, resolved_at=None)
    open_ones.update(resolved_at=timezone.now(), resolved_by=by.pk)


def reopen(remark: Remark) -> None:
    Remark.objects.filter(pk=remark.pk).update(resolved_at=None, resolved_by=None)


def threads_of(item: Any) -> list[Remark]:
    """The first remarks with their replies: open ones first, and of these the newest."""
    first = _with_names(Remark.objects.about(item).filter(reply_to=None))
    return sorted(first.order_by("-pk"), key=lambda each: each.resolved_at is not None)


def waiting_for(user: Any) -> QuerySet[Remark]:
    """Open threads that are addressed to this user, or in which a colleague has answered them last. The newest first."""
    later = Remark.objects.filter(reply_to=OuterRef("reply_to"), pk__gt=OuterRef("pk"))
    last_replies = Remark.objects.filter(~Exists(later), reply_to=OuterRef("pk"))
    answered = Exists(last_replies.exclude(author=user.pk))
    threads = Remark.objects.filter(reply_to=None, resolved_at=None)
    mine = Q(addressed_to=user.pk) | Q(author=user.pk) & answered
    return _with_names(threads.filter(mine)).order_by("-pk")


def _with_names(found: QuerySet[Remark]) -> QuerySet[Remark]:
    found = found.select_related("author", "addressed_to", "resolved_by")
    return found.prefetch_related("replies__author")


def _tell(item: Any, people: Iterable[User], *, but: Any) -> None:
    keys = {who.pk for who in people} - {but.pk}
    for who in who_see_item(item).filter(pk__in=keys) if keys else ():
        emails.send(who, "remark", link=settings.SITE_URL + reverse("admin:for_you"))
