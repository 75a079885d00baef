"""Records log-outs, and changes of accounts and groups.

Log-ins are recorded by campaign/accounts/events.py, and roles that are given by campaign/accounts/roles/membership.py.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Permission, User

from campaign.activity.log import Actor, Kind, record


def record_logout(user: AbstractBaseUser | AnonymousUser) -> None:
    record(Kind.LOGGED_OUT, actor=user)


def record_form(form: Any, *, actor: Actor, is_new: bool) -> None:
    """What the saved form of an account or a group has changed."""
    if isinstance(form.instance, User):
        _record_account(form.instance, set(form.changed_data), actor, is_new)
    else:
        for kind, rights in zip((Kind.GIVEN, Kind.TAKEN), changed_rights(form), strict=True):
            for detail in _references(rights):
                record(kind, actor=actor, subject=form.instance, detail=detail)


def changed_rights(form: Any) -> tuple[set[Permission], set[Permission]]:
    """The rights that the saved form of a group has given and taken."""
    if "permissions" not in form.changed_data:
        return set(), set()
    before = set(form.initial.get("permissions") or ())
    after = set(form.cleaned_data["permissions"])
    return after - before, before - after


def _record_account(account: User, changed: set[str], actor: Actor, is_new: bool) -> None:
    if is_new:
        record(Kind.ACCOUNT_ADDED, actor=actor, subject=account)
        return
    details: list[str] = [name for name in ("username", "email") if name in changed]
    if "is_active" in changed:
        details.append("active on" if account.is_active else "active off")
    if details:
        record(Kind.ACCOUNT_CHANGED, actor=actor, subject=account, detail=", ".join(details))


def _references(rights: Iterable[Permission]) -> list[str]:
    return sorted(f"{right.content_type.app_label}.{right.codename}" for right in rights)
