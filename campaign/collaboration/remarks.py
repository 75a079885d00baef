"""Remarks about an item: writing, answering, resolving, and finding those that wait for someone.

An email about a remark says that there is one, and no more: mailboxes are read by others.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.lookups import IsNull
from django.urls import reverse
from django.utils import timezone

from campaign.accounts import emails
from campaign.collaboration.colleagues import who_see_item
from campaign.collaboration.models import Remark

MAX_TEXT = 5000
MAX_OPEN = 50  # threads of one account about one item
MAX_REPLIES = 100  # in a thread


@transaction.atomic
def write(item: Any, text: str, *, author: Any, addressed_to: Any = None) -> Remark:
    """Begin a thread. Whoever it is addressed to gets an email, one an hour at most."""
    remark: Remark = Remark.objects.create(
        subject=item._meta.label_lower,
        subject_pk=item.pk,
        text=text,
        author_id=author.pk,
        addressed_to=addressed_to,
    )
    _tell(item, [addressed_to] if addressed_to else [], of=remark)
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
        of=answer,
    )
    return answer


def resolve(remark: Remark, *, by: Any) -> None:
    """A colleague may have done so in the same moment: the first one stays."""
    open_ones = Remark.objects.filter(pk=remark.pk, resolved_at=None)
    open_ones.update(resolved_at=timezone.now(), resolved_by=by.pk)


def reopen(remark: Remark) -> None:
    Remark.objects.filter(pk=remark.pk).update(resolved_at=None, resolved_by=None)


def has_room(item: Any, *, author: Any) -> bool:
    """Whether this account may begin another thread. So no one fills the form of an item."""
    theirs = Remark.objects.about(item).filter(reply_to=None, resolved_at=None, author=author.pk)
    return theirs.count() < MAX_OPEN


def threads_of(item: Any) -> QuerySet[Remark]:
    """The first remarks with their replies: open ones first, and of these the newest.

    Annotated with the numbers of all and of the open ones, which hold for a slice too.
    """
    first = _with_names(Remark.objects.about(item).filter(reply_to=None))
    return first.annotate(
        threads=Window(Count("pk")),
        open_threads=Window(Count("pk", filter=Q(resolved_at=None))),
    ).order_by(IsNull(F("resolved_at"), False), "-pk")


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


def _tell(item: Any, people: Iterable[User], *, of: Remark) -> None:
    """Send each of them an email, unless a colleague wrote to them before in this hour: the page shows all remarks."""
    keys = {who.pk for who in people} - {of.author_id}
    for who in who_see_item(item).filter(pk__in=keys) if keys else ():
        if not _were_told(who, before=of):
            emails.send(who, "remark", link=settings.SITE_URL + reverse("admin:for_you"))


def _were_told(who: User, *, before: Remark) -> bool:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    lately = Remark.objects.filter(written_at__gte=hour, pk__lt=before.pk).exclude(author=who)
    first = Q(reply_to__author=who) | Q(reply_to__addressed_to=who)
    return lately.filter(Q(addressed_to=who) | first | Q(reply_to__replies__author=who)).exists()
