"""Emails to staff about their account. The worker sends them, so that no page waits for the mail server.

A job holds the account and the encrypted text: a link in it opens an account. Templates are in templates/emails/staff/.
The first line is the subject.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.privacy.encryption import decrypt, encrypt

PURPOSE = "staff-email"


def send(user: User, template: str, *, to: str = "", **context: Any) -> None:
    """Queue an email, in the transaction of the caller. An account without an address gets none.

    to: an address that the account had before. Otherwise the email goes to the one that it has when it is sent.
    """
    if not (to or user.email):
        return
    text = render_to_string(
        f"emails/staff/{template}.txt",
        {
            "user": user,
            "campaign": settings.CAMPAIGN_NAME,
            "desk": settings.SITE_URL + reverse("admin:index"),
            "roles": settings.SITE_URL + reverse("admin:roles"),
            "forgot": settings.SITE_URL + reverse("admin:forgot"),
            "now": timezone.now(),
        }
        | context,
    )
    app.configure_task("email-staff", allow_unknown=False).defer(
        user=user.pk,
        text=encrypt(text.strip(), PURPOSE, user.pk),
        to=encrypt(to, PURPOSE, user.pk) if to else "",
    )


def deliver(user_pk: int, encrypted: str, encrypted_to: str) -> None:
    """Send a queued email to that address, or to the present one of the account, if there still is one."""
    user = User.objects.filter(pk=user_pk).first()
    to = decrypt(encrypted_to, PURPOSE, user_pk) if encrypted_to else user and user.email
    if not to:
        return
    subject, _newline, body = decrypt(encrypted, PURPOSE, user_pk).partition("\n")
    EmailMessage(
        " ".join(subject.split()),
        body.strip() + "\n",
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def ask_for_link(address: str) -> None:
    """Let the worker look for accounts with this address. It is stored encrypted, for the moment until then."""
    app.configure_task("email-new-password-link", allow_unknown=False).defer(
        address=encrypt(address, PURPOSE, 0)
    )


def address_of(encrypted: str) -> str:
    return decrypt(encrypted, PURPOSE, 0)
