"""Review days: someone looks at an item again on a day, such as a status that may have changed.

The colleague gets an email on the day, and then one a week until it is done or moved. Without that, a day on which they are away
would be lost. It names no one and nothing.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from campaign.accounts import emails
from campaign.collaboration.models import ReviewDay

MAX_WHY = 1000
AGAIN = timedelta(days=7)


@transaction.atomic
def set_day(item: Any, on: date, *, colleague: User | None, why: str, by: Any) -> None:
    """Set the review day of an item, or move it. A new day, and a new colleague, get an email of their own."""
    values: dict[str, Any] = {"on": on, "colleague": colleague, "why": why}
    before = open_of(item)
    if before is None or (before.on, before.colleague) != (on, colleague):
        values["reminded_at"] = None
    ReviewDay.objects.update_or_create(
        subject=item._meta.label_lower,
        subject_pk=item.pk,
        done_at=None,
        defaults=values,
        create_defaults=values | {"set_by_id": by.pk},
    )


def take_back(item: Any) -> None:
    ReviewDay.objects.about(item).filter(done_at=None).delete()


def finish(item: Any, *, by: Any) -> None:
    open_days = ReviewDay.objects.about(item).filter(done_at=None)
    open_days.update(done_at=timezone.now(), done_by=by.pk)


def open_of(item: Any) -> ReviewDay | None:
    return ReviewDay.objects.about(item).filter(done_at=None).select_related("colleague").first()


def days_of(user: Any) -> QuerySet[ReviewDay]:
    """The open review days of this user, the next first."""
    return ReviewDay.objects.filter(done_at=None, colleague=user.pk)


def remind() -> None:
    """Email those whose day has come: one email to each colleague, however many items they have."""
    now = timezone.now()
    with transaction.atomic():
        due = ReviewDay.objects.select_for_update(of=("self",)).filter(
            Q(reminded_at=None) | Q(reminded_at__lte=now - AGAIN),
            done_at=None,
            on__lte=timezone.localdate(),
            colleague__is_active=True,
            colleague__is_staff=True,
        )
        days = list(due.select_related("colleague"))
        by_colleague = {day.colleague_id: day.colleague for day in days if day.colleague}
        link = settings.SITE_URL + reverse("admin:for_you")
        for colleague in by_colleague.values():
            emails.send(colleague, "review_day", link=link)
        ReviewDay.objects.filter(pk__in=[day.pk for day in days]).update(reminded_at=now)
