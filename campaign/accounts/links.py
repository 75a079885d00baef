"""One-use links in emails, with which someone sets a password: invitations, and for a password that was forgotten.

A link is 144 random bits, of which only a digest is stored. Opening it changes nothing. It ends with its time, when the
password is set, and when a newer one is made.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from campaign.accounts import emails, events, throttle
from campaign.accounts.events import Kind
from campaign.accounts.models import EmailedLink
from campaign.privacy.encryption import digest
from campaign.web.models import Use

Purpose = EmailedLink.Purpose
LIFETIMES = {Purpose.INVITATION: timedelta(days=7), Purpose.FORGOTTEN: timedelta(hours=1)}


@transaction.atomic
def invite(user: User, *, by: User | None) -> None:
    """Email someone a link with which they set their first password. Also to send it again.

    Colleagues who lost their password in a break-in get other words: an invitation would look like phishing to them.
    """
    events.record(Kind.INVITED, user, by=by)
    took_at = events.shut_out_at(user)
    emails.send(
        user, "after_break_in" if took_at else "invited", link=make(user, Purpose.INVITATION),
        days=LIFETIMES[Purpose.INVITATION].days, by=by, took_at=took_at, site=settings.SITE_URL,
    )  # fmt: skip


def email_new_password_links(address: str) -> None:
    """Email a link to each account with this address. The worker does it, so that the page tells nothing.

    An account whose password was taken away waits for an administrator: its mailbox may be in the wrong hands.
    """
    for user in User.objects.filter(email__iexact=address, is_active=True, is_staff=True):
        if not user.has_usable_password() and not _is_invited(user):
            continue
        try:
            throttle.take(throttle.of_account(Use.RESETS, user.get_username()))
        except throttle.TooManyTries:
            continue
        with transaction.atomic():
            events.record(Kind.LINK_SENT, user)
            lifetime = LIFETIMES[Purpose.FORGOTTEN]
            minutes = lifetime // timedelta(minutes=1)
            emails.send(user, "forgotten", link=make(user, Purpose.FORGOTTEN), minutes=minutes)


def find(token: str) -> EmailedLink | None:
    """The link with this token, if it still works."""
    return (
        EmailedLink.objects.select_related("user")
        .filter(digest=_digest(token), expires_at__gt=Now(), user__is_active=True)
        .first()
    )


@transaction.atomic
def set_password(token: str, password: str) -> EmailedLink | None:
    """Set the password and use up the link. None if another request was quicker. Ends every session of the account."""
    locked = EmailedLink.objects.select_for_update().filter(digest=_digest(token))
    if not locked.exists() or (link := find(token)) is None:
        return None
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    password_changed(link.user, is_first=link.purpose == Purpose.INVITATION)
    return link


def password_changed(user: User, *, is_first: bool = False) -> None:
    """Tell the owner. Links that were sent before end, and with the password all other sessions."""
    EmailedLink.objects.filter(user=user).delete()
    events.record(Kind.PASSWORD_CHANGED, user)
    if not is_first:
        emails.send(user, "password_changed")


def delete_expired() -> None:
    EmailedLink.objects.filter(expires_at__lte=Now()).delete()


def _is_invited(user: User) -> bool:
    return EmailedLink.objects.filter(user=user, expires_at__gt=Now()).exists()


def make(user: User, purpose: EmailedLink.Purpose) -> str:
    """A new link. Earlier ones of the account end."""
    token = secrets.token_urlsafe(18)
    EmailedLink.objects.filter(user=user).delete()
    EmailedLink.objects.create(
        user=user, digest=_digest(token), purpose=purpose, expires_at=Now() + LIFETIMES[purpose]
    )
    return settings.SITE_URL + reverse("admin:set_password", args=[token])


def _digest(token: str) -> bytes:
    return digest("password-link", token)
