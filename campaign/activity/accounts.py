"""Records log-ins, and changes of accounts, roles and rights."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission, User
from django.db.models.functions import Now

from campaign.activity.log import Actor, Kind, record
from campaign.activity.models import Activity

# Of one account in an hour. Nothing is deleted from the log, so guesses must not fill it.
MOST_FAILURES = 20
FLAGS = {"is_active": "active", "is_staff": "staff", "is_superuser": "superuser"}
RIGHTS = ("groups", "user_permissions", "permissions")


def record_login(user: AbstractBaseUser | AnonymousUser) -> None:
    record(Kind.LOGGED_IN, actor=user)


def record_logout(user: AbstractBaseUser | AnonymousUser) -> None:
    record(Kind.LOGGED_OUT, actor=user)


def record_failed_login(username: str) -> None:
    """The name itself is not recorded: it may be a password in the wrong field."""
    user = User.objects.filter(username=User.normalize_username(username)).first()
    earlier = Activity.objects.filter(
        kind=Kind.LOGIN_FAILED,
        subject_pk=user.pk if user else None,
        at__gt=Now() - timedelta(hours=1),
    )
    if earlier[:MOST_FAILURES].count() < MOST_FAILURES:
        record(Kind.LOGIN_FAILED, actor=None, subject=user)


def record_password(user: AbstractBaseUser | AnonymousUser, *, actor: Actor) -> None:
    record(Kind.PASSWORD_SET, actor=actor, subject=user)  # type: ignore[arg-type]


def record_form(form: Any, *, actor: Actor, is_new: bool) -> None:
    """What the saved form of an account or a group has changed."""
    changed = set(form.changed_data)
    if isinstance(account := form.instance, User):
        details = [name for name in ("username", "email") if name in changed]
        details += [
            f"{flag} {'on' if getattr(account, name) else 'off'}"
            for name, flag in FLAGS.items()
            if name in changed
        ]
        if is_new:
            record(Kind.ACCOUNT_ADDED, actor=actor, subject=account)
        elif details:
            record(Kind.ACCOUNT_CHANGED, actor=actor, subject=account, detail=", ".join(details))
    for name in (each for each in RIGHTS if each in changed):
        before, after = set(form.initial.get(name) or ()), set(form.cleaned_data[name])
        for kind, rights in ((Kind.GIVEN, after - before), (Kind.TAKEN, before - after)):
            for detail in _references(rights):
                record(kind, actor=actor, subject=form.instance, detail=detail)


def _references(rights: Iterable[Group | Permission]) -> list[str]:
    return sorted(
        f"auth.group {right.pk}"
        if isinstance(right, Group)
        else f"{right.content_type.app_label}.{right.codename}"
        for right in rights
    )
