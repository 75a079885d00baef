"""The mails to signers, written and sent by the worker.

Plain text, one link to our own site, and nothing in them that the person at the form has typed: the form
must not serve to send words of one's own to a stranger.
"""

import smtplib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.privacy.encryption import decrypt, digest
from petitions.addresses import canonical, mailboxes
from petitions.addresses.mailboxes import Turn
from petitions.counting import ledger
from petitions.mail.queue import Later, refused_for_good
from petitions.models import Kind, Signature
from petitions.moderation import screening
from petitions.moderation.screening import Origin
from petitions.signing import confirm, tokens
from petitions.signing.tokens import Mailed, Purpose

WITHDRAWN_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SigningMail:
    """What a job of the queue holds: whose signing is to be answered. The address is sealed in it."""

    signatures: list[tuple[int, bytes]]  # petition and digest of each
    sealed: str = field(repr=False)
    seed: str = field(repr=False)
    language: str
    came_from: Origin | None = field(default=None, repr=False)


def send_signing_mail(job: SigningMail) -> None:
    """Answer one signing by mail. Raises Later if its time has not come.

    The token is committed before the mail goes out, so that its link works even if the worker is killed
    right after. It is the receipt of the mail's turn too: sending the mail again, from the same seed,
    takes no second one. While the mail server is spoken to, no row is locked and no transaction open.
    """
    if not job.signatures:
        return  # erased while it was being sent
    address = decrypt(job.sealed)
    mailed = Mailed.of(job.seed)
    judged = None
    if not tokens.is_issued(mailed):
        judged = screening.screen(address, job.came_from, [pk for pk, _digest in job.signatures])
    with transaction.atomic():
        # Locked before the mailbox is, as in confirming: two must not wait for each other.
        signatures = _locked(job.signatures, address)
        unconfirmed = [each for each in signatures if each.confirmed_at is None]
        open_now = [each for each in unconfirmed if each.petition.is_published]
        if unconfirmed and not open_now:
            raise Later(timezone.now() + WITHDRAWN_WAIT)  # until it is back, or all this is erased
        to_confirm = list(filter(confirm.may_be_confirmed, open_now))
        # One that is confirmed is spoken of only if nothing else is to be said.
        known = [
            each for each in signatures if each not in unconfirmed and each.petition.is_published
        ]
        if not to_confirm and (unconfirmed or not known):
            return  # erased since, or too late
        mailbox = canonical.canonical(address, canonical.rules())
        may_go = take_turn(mailbox, mailed)
        if may_go is Turn.TOMORROW and to_confirm:
            raise Later(tomorrow())
        if may_go is not Turn.NOW:
            return
        if judged is not None:
            screening.save_results(unconfirmed, address, job.came_from, judged)
        # Its code holds whatever becomes of the rules.
        own_spelling = canonical.rule_independent_forms(address, canonical.rules())[-1]
        tokens.issue_confirmation(mailed, to_confirm or known, own_spelling)
    with translation.override(job.language):
        if to_confirm:
            message = confirm_message(to_confirm, address, mailed, job.seed)
        else:
            message = _known_message(known, address, job.seed)
    _send(message, to_confirm)


def _locked(named: list[tuple[int, bytes]], address: str) -> list[Signature]:
    """Those that a job names or, where staff have changed the rules since, those of its address."""
    mailboxes = canonical.mailboxes_of(address)
    today = [(pk, canonical.signature_digest(pk, each)) for pk, _ in named for each in mailboxes]
    found = (
        canonical.signatures_by_digest({*named, *today})
        .select_for_update(of=("self",))
        .select_related("petition__addressee")
    )
    by_petition: dict[int, Signature] = {}
    for signature in found:
        is_named = (signature.petition_id, bytes(signature.email_digest)) in named
        if is_named or signature.petition_id not in by_petition:
            by_petition[signature.petition_id] = signature
    return list(by_petition.values())


def _send(message: EmailMessage, asked: list[Signature]) -> None:
    """Send, and enter for each signature that its owner was asked, or that the provider will not have it."""
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        if refused_for_good(error):
            record_outcome(asked, Kind.BOUNCED, "bounced_at")
        raise
    record_outcome(asked, Kind.MAILED, "mailed_at")


def record_outcome(signatures: list[Signature], kind: Kind, column: str) -> None:
    """Once for each signature, however often it is mailed."""
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
        ledger.note(kind, petitions)


def take_turn(mailbox: str, mailed: Mailed, purpose: Purpose = Purpose.CONFIRM) -> Turn:
    if tokens.is_issued(mailed, purpose):  # it had its turn, and was not sent or not finished
        return Turn.NEVER if mailboxes.is_blocked(mailbox) else Turn.NOW
    return mailboxes.take_turn(mailbox)


def tomorrow() -> datetime:
    now = timezone.now()
    return datetime.combine(now.date() + timedelta(days=1), time(0, 5), tzinfo=now.tzinfo)


def confirm_message(
    signatures: list[Signature], address: str, mailed: Mailed, seed: str
) -> EmailMessage:
    subject = ngettext(
        "Please confirm your signature", "Please confirm your signatures", len(signatures)
    )
    context = _to_confirm(signatures, mailed, tokens.CONFIRM_LIVES)
    return message(subject, "emails/confirm.txt", context, address, seed)


def reminder(
    signatures: list[Signature], address: str, mailed: Mailed, seed: str, lives: timedelta
) -> EmailMessage:
    """lives: how long its link and code will work."""
    subject = ngettext(
        "Reminder: please confirm your signature",
        "Reminder: please confirm your signatures",
        len(signatures),
    )
    context = _to_confirm(signatures, mailed, lives)
    return message(subject, "emails/reminder.txt", context, address, seed)


def _to_confirm(signatures: list[Signature], mailed: Mailed, lives: timedelta) -> dict[str, Any]:
    return {
        "petitions": [signature.petition for signature in signatures],
        "link": settings.SITE_URL + reverse("petitions:confirm", args=[mailed.token]),
        "code": mailed.code,
        "days": lives.days,
    }


def _known_message(signatures: list[Signature], address: str, seed: str) -> EmailMessage:
    petitions = [signature.petition for signature in signatures]
    page = petitions[0].get_absolute_url() if len(petitions) == 1 else reverse("petitions:list")
    context = {"petitions": petitions, "link": settings.SITE_URL + page}
    return message(
        _("You have already signed"), "emails/already_signed.txt", context, address, seed
    )


def message(
    subject: str, template: str, context: dict[str, Any], address: str, seed: str, **headers: str
) -> EmailMessage:
    """A mail of ours to a signer, in the language that is active."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject,
        render_to_string(template, context | {"campaign": settings.CAMPAIGN_NAME}),
        to=[address],
        headers={
            "Auto-Submitted": "auto-generated",
            # Ours, not the machine's name; and the same again if the mail has to be sent again.
            "Message-ID": f"<{digest('message-id', seed).hex()[:32]}@{domain}>",
            **headers,
        },
    )
