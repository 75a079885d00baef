"""Ends every way into the desk at once, for all accounts. Afterwards each account begins anew, with a link.

All of it is one transaction, and doing it again does no harm. The desk has no other keys: no API tokens, and no cookie that logs
in without a session.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction

from campaign.accounts import events, links
from campaign.accounts.events import Kind
from campaign.accounts.models import (
    AuthenticatorApp,
    EmailedLink,
    KnownBrowser,
    Passkey,
    RecoveryCodes,
    StaffSession,
)
from campaign.activity import log
from campaign.preview_links import links as preview_links

# Sessions first: whoever changes a password meanwhile holds the lock of their session (campaign/admin/adminsite.py), so it is
# taken away from them afterwards.
KEYS: tuple[Any, ...] = (
    StaffSession,
    EmailedLink,
    KnownBrowser,
    RecoveryCodes,
    Passkey,
    AuthenticatorApp,
)


@transaction.atomic
def end_break_in(*, by: User | None, invite: Collection[int] = ()) -> int:
    """End all sessions, passwords, factors, browsers, and links of both kinds: to the desk, and to readers outside. Returns how many accounts there were.

    by: None for the command on the server. invite: the primary keys of the accounts that get an email with a link. The others
    wait until an administrator invites them: "forgotten password" does not help them (campaign/accounts/links.py).
    """
    for model in KEYS:
        model._default_manager.all().delete()
    accounts = list(User.objects.select_for_update().order_by("pk"))
    for user in accounts:
        user.password = make_password(
            None
        )  # unusable, and different each time: it ends sessions too
    User.objects.bulk_update(accounts, ["password"])
    for user in accounts:
        events.record(Kind.BREAK_IN, user, by=by)
    preview_links.revoke_all(by=by)
    log.record(log.Kind.BREAK_IN, actor=by, subject=User)
    for user in accounts:
        if user.pk in invite and user.is_active and user.is_staff:
            links.invite(user, by=by)
    return len(accounts)


@transaction.atomic
def way_back(user: User) -> str:
    """A link that works once, for the screen of whoever runs the server: email may be down, or read by others."""
    events.record(Kind.INVITED, user, by=None)
    return links.make(user, links.Purpose.INVITATION)
