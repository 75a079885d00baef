"""Records what happens to an account, for its owner and for administrators at the desk.

What matters for good goes into the activity log as well (campaign/activity).
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now, TruncHour

from campaign.accounts.models import AccountEvent
from campaign.activity import log

LIFETIME = timedelta(days=365)
REMINDED = timedelta(days=14)  # of the end of a break-in, at the log-in

Kind = AccountEvent.Kind
FAILURES = (Kind.WRONG_PASSWORD, Kind.WRONG_CODE, Kind.REFUSED)
LOGGED = {  # and as what
    Kind.LOGGED_IN: log.Kind.LOGGED_IN,
    Kind.NEW_BROWSER: log.Kind.LOGGED_IN,
    Kind.PASSWORD_CHANGED: log.Kind.PASSWORD_SET,
    Kind.FACTOR_ADDED: log.Kind.FACTOR,
    Kind.FACTOR_REMOVED: log.Kind.FACTOR,
    Kind.FACTOR_RESET: log.Kind.FACTOR,
    Kind.CODES_MADE: log.Kind.FACTOR,
    Kind.CODE_SPENT: log.Kind.FACTOR,
}


def record(
    kind: AccountEvent.Kind, user: User, *, by: User | None = None, browser: str = ""
) -> None:
    with transaction.atomic():
        AccountEvent.objects.create(kind=kind, user=user, by=by, browser=browser)
        if kind in LOGGED:
            detail = kind.value if LOGGED[kind] == log.Kind.FACTOR else ""
            log.record(LOGGED[kind], actor=by or user, subject=user, detail=detail)


def record_failure(kind: AccountEvent.Kind, user: User | None) -> int:
    """Count a failed try. Returns how many of this hour there are.

    What was typed is not stored: it may be a password in the wrong field. Nothing is deleted from the activity log, so it
    gets one entry for the failures of an hour: guesses must not fill it.
    """
    this_hour = AccountEvent.objects.filter(kind=kind, user=user, at__gte=TruncHour(Now()))
    with transaction.atomic():
        if this_hour.update(number=F("number") + 1):
            return this_hour.values_list("number", flat=True)[0]
        AccountEvent.objects.create(kind=kind, user=user)
        log.record(log.Kind.LOGIN_FAILED, actor=None, subject=user, detail=kind.value)
        return 1


def failures(*, within: timedelta = timedelta(days=1)) -> QuerySet[AccountEvent]:
    """The tries of all accounts that failed lately. Each row has a number of them."""
    return AccountEvent.objects.filter(kind__in=FAILURES, at__gt=Now() - within)


def shut_out_at(user: User) -> datetime | None:
    """When a break-in took the password of this account away, if it has not chosen a new one since."""
    kinds = (Kind.BREAK_IN, Kind.PASSWORD_CHANGED)
    newest = AccountEvent.objects.filter(user=user, kind__in=kinds).order_by("-pk").first()
    return newest.at if newest and newest.kind == Kind.BREAK_IN else None


def everyone_shut_out_at() -> datetime | None:
    """When all passwords were taken away, if that was lately. It says nothing about any account."""
    lately = AccountEvent.objects.filter(kind=Kind.BREAK_IN, at__gt=Now() - REMINDED)
    return lately.order_by("-at").values_list("at", flat=True).first()


def delete_expired() -> None:
    AccountEvent.objects.filter(at__lte=Now() - LIFETIME).delete()
