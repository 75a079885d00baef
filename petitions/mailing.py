"""The mails to signers, written and sent by the worker.

Plain text, links to our own site alone, and nothing in them that the person at the form has typed: the
form must not serve to send words of one's own to a stranger.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaign.sealing import unseal
from petitions import addresses, signing
from petitions.models import Mailbox, Petition, Signature

MOST_A_DAY = 3
MOST_UNANSWERED = 5


def send_signing_mail(petition_id: int, sealed: str, language: str) -> datetime | None:
    """Answer one signing by mail; the time to try again if the mailbox has had its share for today.

    Two transactions. The token is committed first, so that its link works even if the worker is killed
    right after the mail went out. The second holds the mailbox's row while the mail is handed over:
    mails to one address go one by one, and a mail that failed is not counted.
    """
    address = unseal(sealed)
    mailbox = addresses.canonical(address, addresses.rules())
    petition = Petition.objects.published().select_related("addressee").filter(pk=petition_id).first()
    signature = Signature.objects.filter(
        petition_id=petition_id, email_digest=addresses.signature_digest(petition_id, mailbox)
    ).first()
    if petition is None or signature is None:
        return None  # withdrawn or erased since
    mailed = None
    if signature.state == Signature.State.PENDING:
        mailed = signing.issue_token(signature, mailbox)
    try:
        with transaction.atomic():
            wait_until = _take_turn(mailbox)
            if wait_until is None:
                with translation.override(language):
                    _message(address, petition, mailed).send()
                return None
    except BaseException:
        if mailed:
            signing.withdraw_token(mailed)
        raise
    if mailed:
        signing.withdraw_token(mailed)
    return wait_until if wait_until != datetime.max else None


def _take_turn(mailbox: str) -> datetime | None:
    """Count one more mail to a mailbox; None if it may be sent, else when to ask again (max: never)."""
    now = timezone.now()
    row, _made = Mailbox.objects.select_for_update().get_or_create(
        digest=addresses.mailbox_digest(mailbox), defaults={"day": now.date()}
    )
    if row.blocked or row.unanswered >= MOST_UNANSWERED:
        return datetime.max
    if row.day == now.date() and row.sent_on_day >= MOST_A_DAY:
        return datetime.combine(now.date() + timedelta(days=1), time(0, 5), tzinfo=now.tzinfo)
    row.sent_on_day = 1 + (row.sent_on_day if row.day == now.date() else 0)
    row.day = now.date()
    row.unanswered += 1
    row.save()
    return None


def _message(address: str, petition: Petition, mailed: signing.Mailed | None) -> EmailMessage:
    context = {"petition": petition, "site_url": settings.SITE_URL}
    if mailed:
        subject = _("Please confirm your signature")
        template = "emails/confirm.txt"
        context |= {
            "link": settings.SITE_URL + reverse("petitions:confirm", args=[mailed.token]),
            "code": mailed.code,
            "code_page": settings.SITE_URL
            + reverse("petitions:check-your-email", args=[petition.slug]),
            "days": signing.TOKEN_LIVES.days,
        }
    else:
        subject = _("You have already signed")
        template = "emails/already_signed.txt"
        context |= {"page": settings.SITE_URL + petition.get_absolute_url()}
    return EmailMessage(
        subject,
        render_to_string(template, context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
