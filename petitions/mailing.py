"""The mails to signers, written and sent by the worker.

Plain text, one link to our own site, and nothing in them that the person at the form has typed: the form
must not serve to send words of one's own to a stranger.
"""

from datetime import datetime, time, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaign.sealing import digest, unseal
from petitions import addresses, mailboxes, signing
from petitions.mailboxes import Turn
from petitions.models import Petition, Signature
from petitions.signing import Mailed
from petitions.tasks import Later

WITHDRAWN_WAIT = timedelta(hours=1)


def send_signing_mail(
    petition_id: int, email_digest: bytes, sealed: str, seed: str, language: str
) -> None:
    """Answer one signing by mail. Raises Later if its time has not come.

    The token is committed before the mail goes out, so that its link works even if the worker is killed
    right after. It is the receipt of the mail's turn too: sending the mail again, from the same seed,
    takes no second one. While the mail server is spoken to, no row is locked and no transaction open.
    """
    address = unseal(sealed)
    mailed = Mailed.of(seed)
    with transaction.atomic():
        signature = (
            Signature.objects.select_related("petition__addressee")
            .filter(petition_id=petition_id, email_digest=email_digest)
            .first()
        )
        if signature is None:
            return  # erased since
        signed_before = signature.state == Signature.State.CONFIRMED
        if not signature.petition.is_published and not signed_before:
            raise Later(timezone.now() + WITHDRAWN_WAIT)  # until it is back, or all this is erased
        if not signing.may_be_confirmed(signature):
            return
        mailbox = addresses.canonical(address, addresses.rules())
        turn = _turn(mailbox, mailed)
        if turn is Turn.TOMORROW and not signed_before:
            raise Later(_tomorrow())
        if turn is not Turn.NOW:
            return
        signing.issue(mailed, signature, mailbox)
    with translation.override(language):
        _message(signature.petition, address, None if signed_before else mailed, seed).send()


def _turn(mailbox: str, mailed: Mailed) -> Turn:
    if signing.is_issued(mailed):  # it had its turn, and was not sent or not finished
        return Turn.NEVER if mailboxes.is_blocked(mailbox) else Turn.NOW
    return mailboxes.take_turn(mailbox)


def _tomorrow() -> datetime:
    now = timezone.now()
    return datetime.combine(now.date() + timedelta(days=1), time(0, 5), tzinfo=now.tzinfo)


def _message(petition: Petition, address: str, mailed: Mailed | None, seed: str) -> EmailMessage:
    """mailed: what to confirm with; None if that is done already."""
    context = {"petition": petition, "campaign": settings.CAMPAIGN_NAME}
    if mailed:
        subject = _("Please confirm your signature")
        template = "emails/confirm.txt"
        context |= {
            "link": settings.SITE_URL + reverse("petitions:confirm", args=[mailed.token]),
            "code": mailed.code,
            "days": signing.TOKEN_LIVES.days,
        }
    else:
        subject = _("You have already signed")
        template = "emails/already_signed.txt"
        context |= {"link": settings.SITE_URL + petition.get_absolute_url()}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject,
        render_to_string(template, context),
        to=[address],
        headers={
            "Auto-Submitted": "auto-generated",
            # Ours, not the machine's name; and the same again if the mail has to be sent again.
            "Message-ID": f"<{digest('message-id', seed).hex()[:32]}@{domain}>",
        },
    )
