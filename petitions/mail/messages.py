"""The emails to signers, built and sent by the worker.

Plain text, one link to our own site, and no words that were typed into the form: no one may use the form to
send words of their own to a stranger.
"""

import smtplib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.privacy.encryption import decrypt, digest
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.addresses.mailboxes import Turn
from petitions.counting import ledger
from petitions.mail.queue import Later, refused_for_good
from petitions.models import Kind, Signature, Trace
from petitions.moderation import screening
from petitions.moderation.screening import Origin, Screened
from petitions.signing import confirm, tokens
from petitions.signing.tokens import MailSecret, Purpose

WITHDRAWN_WAIT = timedelta(hours=1)


# --- The answer to a signing -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SigningJob:
    """The arguments of a queued job that answers one signing by email."""

    signatures: list[tuple[int, bytes]]  # petition id and digest of each
    encrypted_address: str = field(repr=False)
    seed: str = field(repr=False)
    language: str
    came_from: Origin | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the email is about: signatures to confirm or, if there are none, those confirmed before.

    unconfirmed: every unconfirmed signature of the job, also on petitions that are closed.
    """

    unconfirmed: list[Signature]
    to_confirm: list[Signature]
    confirmed: list[Signature]

    @property
    def signatures(self) -> list[Signature]:
        return self.to_confirm or self.confirmed


def send_signing_mail(job: SigningJob) -> None:
    """Answer one signing by email. Raises Later if the time for it has not come.

    The order is what makes this safe:

    1. Screening comes first, in a transaction of its own. It is skipped if this job has issued its token before.
    2. In one transaction the signatures are locked first and the mailbox second, as in confirming. So two
       processes never wait for each other.
    3. The token is committed before the email leaves. So its link works even if the worker is killed right
       after. The token also records that the email had its turn: a second attempt, from the same seed, takes
       no second turn.
    4. While the mail server is spoken to, no row is locked and no transaction is open.
    """
    if not job.signatures:
        return  # erased while the job was running
    address = decrypt(job.encrypted_address)
    secret = MailSecret.from_seed(job.seed)
    screened = None
    with transaction.atomic():
        signatures = _lock_signatures(job.signatures, address)
        if signatures and not tokens.is_issued(secret):
            screened = _screen(signatures, address, job.came_from)
    if screened and screened.mail_waits:
        raise Later(timezone.now() + screened.wait)
    with transaction.atomic():
        answer = _choose_answer(_lock_signatures(job.signatures, address))
        if answer is None or not _may_send(answer, address, secret):
            return
        # The code is stored under this form, so that it stays valid after any change of the rules.
        own_form = canonical.rule_independent_forms(address, canonical.current_rules())[-1]
        tokens.issue_confirmation(secret, answer.signatures, own_form)
    with translation.override(job.language):
        if answer.to_confirm:
            message = confirmation_message(answer.to_confirm, address, secret, job.seed)
        else:
            message = _already_signed_message(answer.confirmed, address, job.seed)
    _send(message, answer.to_confirm)


def _screen(signatures: list[Signature], address: str, came_from: Origin | None) -> Screened:
    """Screen the signing that these signatures are of, and save the result. Their rows are locked."""
    unconfirmed = [each for each in signatures if each.confirmed_at is None]
    reasons = {each.petition_id: each.quarantine_reason for each in unconfirmed or signatures}
    signing = screening.Signing(address, came_from, reasons)
    # A signature with a trace was screened before, and its email waits.
    if Trace.objects.filter(signature__in=unconfirmed).exists():
        signing = screening.Signing(
            address, came_from, reasons, screening.limit_of(reasons.values())
        )
    [screened] = screening.screen([signing])
    screening.save_results(unconfirmed, address, came_from, screened.reasons)
    return screened


def _lock_signatures(named: list[tuple[int, bytes]], address: str) -> list[Signature]:
    """The signatures that a job names or, if staff have changed the rules since, those of its address."""
    forms = canonical.canonical_forms(address)
    today = [(pk, canonical.signature_digest(pk, form)) for pk, _ in named for form in forms]
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


def _choose_answer(signatures: list[Signature]) -> _Answer | None:
    """None if there is nothing to say: they were erased since, or it is too late to confirm them.

    Raises Later while the petitions are withdrawn.
    """
    unconfirmed = [each for each in signatures if each.confirmed_at is None]
    published = [each for each in unconfirmed if each.petition.is_published]
    if unconfirmed and not published:
        raise Later(timezone.now() + WITHDRAWN_WAIT)  # until a petition is back, or all is erased
    to_confirm = list(filter(confirm.may_be_confirmed, published))
    # The email speaks of confirmed signatures only if it has nothing else to say.
    confirmed = [
        each for each in signatures if each not in unconfirmed and each.petition.is_published
    ]
    if not to_confirm and (unconfirmed or not confirmed):
        return None
    return _Answer(unconfirmed, to_confirm, confirmed)


def _may_send(answer: _Answer, address: str, secret: MailSecret) -> bool:
    """Take the mailbox's turn. Raises Later if a confirmation has to wait until tomorrow."""
    mailbox = canonical.canonicalise(address, canonical.current_rules())
    turn = take_turn(mailbox, secret)
    if turn is Turn.TOMORROW and answer.to_confirm:
        raise Later(tomorrow())
    return turn is Turn.NOW


def _send(message: EmailMessage, asked: list[Signature]) -> None:
    """Send, and enter for each signature that its owner was asked, or that the provider refused the email."""
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        if refused_for_good(error):
            record_outcome(asked, Kind.BOUNCED, "bounced_at")
        raise
    record_outcome(asked, Kind.MAILED, "mailed_at")


# --- What all emails share ---------------------------------------------------------------------------------


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


def take_turn(mailbox: str, secret: MailSecret, purpose: Purpose = Purpose.CONFIRM) -> Turn:
    """As `mailboxes.take_turn`, but an email that is sent again takes no second turn."""
    if tokens.is_issued(secret, purpose):  # it had its turn, and was not sent or not finished
        return Turn.NEVER if mailboxes.is_blocked(mailbox) else Turn.NOW
    return mailboxes.take_turn(mailbox)


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
    context = _confirmation_context(signatures, secret, periods.CONFIRMATION_LINK)
    return build_message(subject, "emails/confirm.txt", context, address, seed)


def reminder_message(
    signatures: list[Signature], address: str, secret: MailSecret, seed: str, lives: timedelta
) -> EmailMessage:
    """lives: how long its link and code will work."""
    subject = ngettext(
        "Reminder: please confirm your signature",
        "Reminder: please confirm your signatures",
        len(signatures),
    )
    context = _confirmation_context(signatures, secret, lives)
    return build_message(subject, "emails/reminder.txt", context, address, seed)


def _confirmation_context(
    signatures: list[Signature], secret: MailSecret, lives: timedelta
) -> dict[str, object]:
    return {
        "petitions": [signature.petition for signature in signatures],
        "link": settings.SITE_URL + reverse("petitions:confirm", args=[secret.token]),
        "code": secret.code,
        "days": lives.days,
    }


def _already_signed_message(signatures: list[Signature], address: str, seed: str) -> EmailMessage:
    petitions = [signature.petition for signature in signatures]
    page = petitions[0].get_absolute_url() if len(petitions) == 1 else reverse("petitions:list")
    context: dict[str, object] = {"petitions": petitions, "link": settings.SITE_URL + page}
    return build_message(
        _("You have already signed"), "emails/already_signed.txt", context, address, seed
    )


def build_message(
    subject: str,
    template: str,
    context: dict[str, object],
    address: str,
    seed: str,
    **headers: str,
) -> EmailMessage:
    """An email to a signer, in the language that is active. seed: what its Message-ID is made from."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject,
        render_to_string(template, context | {"campaign": settings.CAMPAIGN_NAME}),
        to=[address],
        headers={
            "Auto-Submitted": "auto-generated",
            # With our domain, not the machine's name. It stays the same when the email is sent again.
            "Message-ID": f"<{digest('message-id', seed).hex()[:32]}@{domain}>",
            **headers,
        },
    )
