"""“Who may do what”: every role with its rights in words. Whoever may see accounts also sees who has which role."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.accounts.roles import membership, words
from campaign.accounts.views.pages import page
from campaign.roles import ADMINISTRATORS, ROLES


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    own = _rights_of_own_groups()
    return page(
        request,
        "accounts/roles",
        _("Who may do what"),
        acts=[(act, words.roles_with(right, own)) for act, right in words.ACTS],
        roles=[_described(name, own) for name in [*ROLES, *own]],
        members=_members() if request.user.has_perm("auth.view_user") else None,
    )


def _described(name: str, own: dict[str, set[words.Right]]) -> dict[str, Any]:
    rights = ROLES[name].codenames() if name in ROLES else own[name]
    return {
        "name": name,
        "purpose": ROLES[name].purpose if name in ROLES else "",
        "has_everything": name == ADMINISTRATORS,
        "areas": list(words.areas(rights)),
    }


def _rights_of_own_groups() -> dict[str, set[words.Right]]:
    """The groups that the organisation made, and what they allow."""
    groups = Group.objects.exclude(name__in=ROLES).order_by("name")
    found: dict[str, set[words.Right]] = {
        name: set() for name in groups.values_list("name", flat=True)
    }
    for name, app, codename in groups.exclude(permissions=None).values_list(
        "name", "permissions__content_type__app_label", "permissions__codename"
    ):
        found[name].add((app, codename))
    return found


def _members() -> list[tuple[str, list[User]]]:
    """Accounts that can log in, by role. Those with rights of their own have a line too: they have a right of no role."""
    accounts = User.objects.filter(is_active=True).order_by("username").prefetch_related("groups")
    by_role: dict[str, list[User]] = defaultdict(list)
    for user in accounts:
        for name in membership.roles_of(user):
            by_role[name].append(user)
    members = [(name, by_role[name]) for name in membership.in_order(by_role)]
    if apart := list(accounts.exclude(user_permissions=None).distinct()):
        members.append((_("Rights of no role"), apart))
    return members
