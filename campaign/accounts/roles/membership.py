"""Gives and takes roles. Only this sets them, and the flags that follow: `is_staff` and `is_superuser`.

An account is staff as long as it has a role. Administrators are the superusers, and only they make one. There is always
one who can log in. Each change is in the activity log, and is emailed to the account and to all administrators. So is a
change of what a group may do, to its members.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaign.accounts import emails, events, sessions
from campaign.accounts.roles import words
from campaign.activity.log import Kind, record
from campaign.roles import ADMINISTRATORS, RETIRED, ROLES


class Change(NamedTuple):
    """Names of roles."""

    given: list[str]
    taken: list[str]


def all_roles() -> list[str]:
    """The names of the table, then those of the groups that the organisation made."""
    own = Group.objects.exclude(name__in={*ROLES, *RETIRED}).order_by("name")
    return [*ROLES, *own.values_list("name", flat=True)]


def roles_of(user: User) -> list[str]:
    """The names of an account's roles, in the order of the table."""
    names = {group.name for group in user.groups.all()}
    return in_order(names | {ADMINISTRATORS} if user.is_superuser else names)


def in_order(names: Iterable[str]) -> list[str]:
    places = {name: place for place, name in enumerate(ROLES)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def administrators() -> list[User]:
    """Those who can log in, or have only to set up their second factor again."""
    found = User.objects.filter(is_superuser=True, is_active=True)
    return list(found.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("pk"))


def is_last_administrator(user: User) -> bool:
    """In a transaction. It locks the administrators, so that two cannot leave at the same moment."""
    list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    return [each.pk for each in administrators()] == [user.pk]


@transaction.atomic
def set_roles(user: User, names: Collection[str], *, by: User) -> Change:
    """Give the account exactly these roles. Rights that were given to it alone end.

    Raises PermissionDenied if `by` may not do that: see `may_change`.
    """
    before, after = set(roles_of(user)), set(names)
    change = Change(in_order(after - before), in_order(before - after))
    if (change.given or change.taken) and not may_change(by, user, {*change.given, *change.taken}):
        raise PermissionDenied
    user.groups.set(Group.objects.filter(name__in=after))
    user.user_permissions.clear()
    user.is_superuser, user.is_staff = ADMINISTRATORS in after, bool(after)
    user.save(update_fields=["is_superuser", "is_staff"])
    if not user.is_staff:
        sessions.end_all(user)
    _record(user, change, by)
    return change


def may_change(by: User, user: User, names: Collection[str]) -> bool:
    """Whether `by` may give or take these roles of an account: administrators all, others neither theirs nor that of
    an administrator."""
    return by.is_superuser or (
        by.pk != user.pk and not user.is_superuser and ADMINISTRATORS not in names
    )


def _record(user: User, change: Change, by: User) -> None:
    references = {
        group.name: f"auth.group {group.pk}"
        for group in Group.objects.filter(name__in=[*change.given, *change.taken])
    } | {ADMINISTRATORS: ADMINISTRATORS.lower()}
    for kind, names in ((Kind.GIVEN, change.given), (Kind.TAKEN, change.taken)):
        for name in names:
            record(kind, actor=by, subject=user, detail=references[name])
    if change.given or change.taken:
        events.record(events.Kind.ROLES, user, by=by)


def members_of(groups: QuerySet[Group]) -> dict[User, list[str]]:
    """The members of these groups, each with the names of those that they are in."""
    lost: dict[User, list[str]] = {}
    for group in groups.prefetch_related("user_set"):
        for user in group.user_set.all():
            lost.setdefault(user, []).append(group.name)
    return lost


@transaction.atomic
def groups_deleted(lost: Mapping[User, list[str]], *, by: User) -> None:
    """Whoever had no other role is no longer staff. lost: `members_of` the groups, before they were deleted."""
    for user, names in lost.items():
        if not roles_of(User.objects.get(pk=user.pk)):
            User.objects.filter(pk=user.pk).update(is_staff=False)
            sessions.end_all(user)
        announce(user, Change([], in_order(names)), by=by, fields=(), is_new=False)


def announce_rights(
    group: Group, given: Collection[Permission], taken: Collection[Permission], *, by: User
) -> None:
    """Email which rights of a group changed to its members and to all administrators."""
    changes = [*_rights(_("May now"), given), *_rights(_("May no longer"), taken)]
    if changes:
        active = group.user_set.filter(is_active=True)
        for user in {*active, *administrators()}:
            emails.send(user, "group_changed", group=group, by=by, changes=changes)


def _rights(intro: str, rights: Collection[Permission]) -> list[str]:
    pairs = {(right.content_type.app_label, right.codename) for right in rights}
    return [f"{intro}: {line}" for area in words.areas(pairs) for line in area.lines]


def announce(
    user: User,
    change: Change,
    *,
    by: User,
    fields: Collection[str],
    old_address: str = "",
    is_new: bool,
) -> None:
    """Email what changed to the owner and to all administrators. fields: of the form that changed.

    If the address changed, its owner also gets an email at the old one: someone else may have changed it.
    """
    changes = _sentences(user, change, fields, is_new=is_new)
    if not changes and not is_new:
        return
    for each in administrators():
        if each.pk != user.pk:
            emails.send(
                each, "colleague_changed", account=user, by=by, changes=changes, is_new=is_new
            )
    if not is_new:
        emails.send(user, "account_changed", by=by, changes=changes)
        if "email" in fields and old_address:
            emails.send(user, "address_changed", to=old_address, by=by)


def _sentences(user: User, change: Change, fields: Collection[str], *, is_new: bool) -> list[str]:
    sentences = []
    if change.given:
        sentences.append(_("New roles: %s.") % ", ".join(change.given))
    if change.taken:
        sentences.append(_("Roles taken away: %s.") % ", ".join(change.taken))
    if "is_active" in fields:
        active, inactive = _("The account is active again."), _("The account is deactivated.")
        sentences.append(active if user.is_active else inactive)
    if "email" in fields:
        words = _("Email address: %s") if is_new else _("New email address: %s")
        sentences.append(words % user.email if user.email else _("It has no email address now."))
    return sentences
