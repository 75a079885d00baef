"""Records what happens to an account, for its owner and for administrators at the desk."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Now, TruncHour

from campaign.accounts.models import AccountEvent

LIFETIME = timedelta(days=365)

Kind = AccountEvent.Kind
FAILURES = (Kind.WRONG_PASSWORD, Kind.WRONG_CODE, Kind.REFUSED)


def record(
    kind: AccountEvent.Kind, user: User, *, by: User | None = None, browser: str = ""
) -> None:
    AccountEvent.objects.create(kind=kind, user=user, by=by, browser=browser)


def record_failure(kind: AccountEvent.Kind, user: User | None) -> int:
    """Count a failed try. Returns how many of this hour there are.

    What was typed is not stored: it may be a password in the wrong field.
    """
    this_hour = AccountEvent.objects.filter(kind=kind, user=user, at__gte=TruncHour(Now()))
    if not this_hour.update(number=F("number") + 1):
        AccountEvent.objects.create(kind=kind, user=user)
        return 1
    return this_hour.values_list("number", flat=True)[0]


def failures(user: User | None = None, *, within: timedelta = timedelta(days=1)) -> int:
    """How many tries failed lately: of this account, or of all."""
    events: QuerySet[AccountEvent] = AccountEvent.objects.filter(
        kind__in=FAILURES, at__gt=Now() - within
    )
    if user is not None:
        events = events.filter(user=user)
    return events.aggregate(sum=Sum("number"))["sum"] or 0


def delete_expired() -> None:
    AccountEvent.objects.filter(at__lte=Now() - LIFETIME).delete()
