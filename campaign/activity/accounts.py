"""Records log-outs, and changes of accounts, roles and rights. Log-ins are in campaign/accounts/events.py."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission, User

from campaign.activity.log import Actor, Kind, record

FLAGS = {"is_active": "active", "is_staff": "staff", "is_superuser": "superuser"}
RIGHTS = ("groups", "user_permissions", "permissions")


def record_logout(user: AbstractBaseUser | AnonymousUser) -> None:
    record(Kind.LOGGED_OUT, actor=user)


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
