"""The emails to signers, built by the worker.

Plain text, the same as HTML (petitions/mail/html.py), one link to our own site, and no words that were typed into the
form: no one may use the form to send words of their own to a stranger.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from campaign.privacy.encryption import digest
from petitions import periods
from petitions.addresses import canonical
from petitions.counting import ledger
from petitions.mail import frames
from petitions.mail.frames import FramedEmail
from petitions.mail.html import to_html
from petitions.models import Kind, Signature
from petitions.signing.tokens import MailSecret


def record_outcome(signatures: list[Signature], kind: Kind, column: str) -> None:
    """Enter it once for each signature, however many emails it gets. column: where its time is stored."""
    with transaction.atomic():
        first = (
            Signature.objects.select_for_update()
            .filter(
                pk__in=[signature.pk for signature in signatures], **{f"{column}__isnull": True}
            )
            .order_by("petition_id", "pk")
        )
        petitions = list(first.values_list("petition_id", flat=True))
        first.update(**{column: timezone.now()})
        ledger.record_events(kind, petitions)


def newest_language(signatures: Iterable[Signature]) -> str:
    """The language for an email about these signatures: the one in which their signer signed last."""
    return max(signatures, key=lambda each: (each.signed_at, each.pk)).language


def tomorrow() -> datetime:
    """Shortly after midnight (UTC), when the limit of the day begins anew."""
    now = timezone.now()
    return datetime.combine(now.date() + timedelta(days=1), time(0, 5), tzinfo=now.tzinfo)


def confirmation_message(
    signatures: list[Signature], address: str, secret: MailSecret, name: str
) -> EmailMessage:
    """The email that asks to confirm signatures, in the language that is active. name: its name, see `build_message`."""
    subject = ngettext(
        "Please confirm your signature", "Please confirm your signatures", len(signatures)
    )
    letters = tuple(
        Letter(each.petition.title, str(each.petition.addressee), each.petition.closes_at)
        for each in signatures
    )
    return FramedEmail(
        subject,
        *_confirmation(get_language(), settings.SITE_URL, settings.CAMPAIGN_NAME, subject, letters),
        token=secret.token,
        code=secret.code,
        address=canonical.quoted(address),
        message_id=(_id_of(name), _our_domain()),
        from_email=envelope_sender(name),
        headers=_headers(),
    )


class Letter(NamedTuple):
    """What the text of an email says of a petition."""

    title: str
    addressee: str
    closes_at: datetime | None


@lru_cache(maxsize=64)
def _confirmation(
    language: str | None, site_url: str, campaign: str, subject: str, letters: tuple[Letter, ...]
) -> tuple[str, str]:
    """Text and HTML for signers of the same letters, with placeholders for link and code."""
    context = {
        "petitions": letters,
        "link": site_url + reverse("petitions:confirm", args=[frames.TOKEN]),
        "code": frames.CODE,
        "days": periods.CONFIRMATION_LINK.days,
        "campaign": campaign,
    }
    text = render_to_string("emails/confirm.txt", context)
    return text, to_html(subject, text, _confirm_action(len(letters)))


def _confirm_action(number: int) -> str:
    return ngettext("Confirm my signature", "Confirm my signatures", number)


def reminder_message(
    signatures: list[Signature], address: str, secret: MailSecret, name: str, lives: timedelta
) -> EmailMessage:
    """lives: how long its link and code will work."""
    subject = ngettext(
        "Reminder: please confirm your signature",
        "Reminder: please confirm your signatures",
        len(signatures),
    )
    context: dict[str, object] = {
        "petitions": [signature.petition for signature in signatures],
        "link": settings.SITE_URL + reverse("petitions:confirm", args=[secret.token]),
        "code": secret.code,
        "days": lives.days,
    }
    action = _confirm_action(len(signatures))
    return build_message(subject, "emails/reminder.txt", context, action, address, name)


def already_signed_message(signatures: list[Signature], address: str, seed: str) -> EmailMessage:
    petitions = [signature.petition for signature in signatures]
    page = petitions[0].get_absolute_url() if len(petitions) == 1 else reverse("petitions:list")
    context: dict[str, object] = {
        "petitions": petitions,
        "link": settings.SITE_URL + page,
        "looked_at_first": any(each.is_looked_at_first for each in signatures),
    }
    action = ngettext("Read the letter", "See our petitions", len(petitions))
    return build_message(
        _("You have already signed"),
        "emails/already_signed.txt",
        context,
        action,
        address,
        name_from_seed(seed),
    )


def build_message(
    subject: str,
    template: str,
    context: dict[str, object],
    action: str,
    address: str,
    name: str,
    **headers: str,
) -> EmailMessage:
    """An email to a signer, in the language that is active.

    action: the words of the button in its HTML. name: by which it is known if it comes back (petitions/mail/bounces.py).
    It is in the envelope sender, or else in the Message-ID, and stays the same when the email is sent again.
    """
    text = render_to_string(template, context | {"campaign": settings.CAMPAIGN_NAME})
    return EmailMultiAlternatives(
        subject,
        text,
        envelope_sender(name),
        to=[canonical.quoted(address)],
        headers={**_headers(), "Message-ID": f"<{_id_of(name)}@{_our_domain()}>", **headers},
        alternatives=[(to_html(subject, text, action), "text/html")],
    )


def name_from_seed(seed: str) -> str:
    """The name of an email that need not be known if it comes back."""
    return digest("message-id", seed).hex()[:32]


def _id_of(name: str) -> str:
    """For the Message-ID, which others see if the email is answered. With a BOUNCE_ADDRESS it does not tell the name."""
    return name_from_seed(name) if settings.BOUNCE_ADDRESS else name


def envelope_sender(name: str) -> str:
    """The address that is told if this email cannot be delivered. The reader sees that of the header."""
    local, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{name}@{domain}" if at else settings.DEFAULT_FROM_EMAIL


def _our_domain() -> str:
    """For the Message-ID: not the machine's name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _headers() -> dict[str, str]:
    return {"From": settings.DEFAULT_FROM_EMAIL, "Auto-Submitted": "auto-generated"}
