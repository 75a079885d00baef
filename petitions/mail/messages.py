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
    signatures: list[Signature], address: str, secret: MailSecret, seed: str
) -> EmailMessage:
    """The email that asks to confirm signatures, in the language that is active."""
    subject = ngettext(
        "Please confirm your signature", "Please confirm your signatures", len(signatures)
    )
    letters = tuple(
        Letter(each.petition.title, str(each.petition.addressee), each.petition.closes_at)
        for each in signatures
    )
    local, domain, headers = _headers(seed)
    return FramedEmail(
        subject,
        *_confirmation(get_language(), settings.SITE_URL, settings.CAMPAIGN_NAME, subject, letters),
        token=secret.token,
        code=secret.code,
        address=canonical.quoted(address),
        message_id=(local, domain),
        headers=headers,
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
    signatures: list[Signature], address: str, secret: MailSecret, seed: str, lives: timedelta
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
    return build_message(subject, "emails/reminder.txt", context, action, address, seed)


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
        _("You have already signed"), "emails/already_signed.txt", context, action, address, seed
    )


def build_message(
    subject: str,
    template: str,
    context: dict[str, object],
    action: str,
    address: str,
    seed: str,
    **headers: str,
) -> EmailMessage:
    """An email to a signer, in the language that is active.

    action: the words of the button in its HTML. seed: what its Message-ID is made from.
    """
    local, domain, its_headers = _headers(seed)
    text = render_to_string(template, context | {"campaign": settings.CAMPAIGN_NAME})
    return EmailMultiAlternatives(
        subject,
        text,
        to=[canonical.quoted(address)],
        headers={**its_headers, "Message-ID": f"<{local}@{domain}>", **headers},
        alternatives=[(to_html(subject, text, action), "text/html")],
    )


def _headers(seed: str) -> tuple[str, str, dict[str, str]]:
    """The two parts of the Message-ID, and the other headers.

    The Message-ID has our domain, not the machine's name. It stays the same when the email is sent again.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return digest("message-id", seed).hex()[:32], domain, {"Auto-Submitted": "auto-generated"}
