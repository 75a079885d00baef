"""New tips are announced: on the first page of the desk to staff who may read them, and by an email without content.

The email goes to TIPS_MAIL, to a mailbox that others may watch. It says that there is something to read and nothing
else: not what, about whom, how much or when. A job sends it at a fixed minute of the hour, so not even its time says
more than the hour.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.models import Detainee, Tip, TipMessage
from profiles.models.vocabulary import TipKind, TipState


def open_tips() -> QuerySet[Any]:
    """Those that are not closed, with `since`: the day of the first message that no one has answered."""
    answers = TipMessage.objects.filter(
        tip=OuterRef("tip"), author__isnull=False, pk__gt=OuterRef("pk")
    )
    unanswered = TipMessage.objects.filter(~Exists(answers), tip=OuterRef("pk"), author=None)
    seen = Q(about=None) | Q(about__in=Detainee.objects.visible_here().values("pk"))
    return (
        Tip.objects.filter(seen)
        .exclude(state=TipState.CLOSED)
        .annotate(since=Subquery(unanswered.order_by("on").values("on")[:1]))
    )


def new_take_downs() -> QuerySet[Any]:
    """From visitors who want something taken down from the site."""
    return open_tips().filter(state=TipState.NEW, kind=TipKind.WITHDRAW)


def other_new_tips() -> QuerySet[Any]:
    return open_tips().filter(state=TipState.NEW).exclude(kind=TipKind.WITHDRAW)


def email_new_tips() -> None:
    """Send the email if a visitor has written since the last one. If it fails, the next run sends it."""
    with transaction.atomic():
        waiting = Tip.objects.filter(state=TipState.NEW, is_announced=False)
        locked = list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))
        if not locked or not settings.TIPS_MAIL:
            return
        Tip.objects.filter(pk__in=locked).update(is_announced=True)
        _message().send()


def _message() -> EmailMessage:
    return EmailMessage(
        _("There is a new message"),
        _("There is a new message. Log in to read it:")
        + f"\n\n{settings.SITE_URL}{reverse('admin:index')}\n",
        to=settings.TIPS_MAIL,
        headers={"Auto-Submitted": "auto-generated"},
    )
