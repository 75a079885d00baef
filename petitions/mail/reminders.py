"""One reminder, two days after the email that asked to confirm, to signers who have not pressed the button.

Only the owner of the mailbox learns anything from it. The rules of the first email hold for it too: the
limits of the mailbox, and no email to people who want none. Signers who are quarantined by a rule get the same
reminder as everyone else. Those above a limit get none: a flood shall not cause two emails for each form. It extends
nothing: its link works as long as the first one does.

A second reminder would be worse than none. So it is entered (`Signature.reminded_at`, and its link) before
it leaves, and taken back only if it certainly did not leave. A person who signs again gets no second
reminder: the email that then asks to confirm is enough.
"""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone, translation

from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.addresses.mailboxes import Turn
from petitions.mail import bounces, messages, smtp
from petitions.mail.smtp import SendOutcome
from petitions.models import Kind, MailedToken, Petition, QuarantineReason, Signature
from petitions.models.signature import lock_signatures
from petitions.moderation import switches
from petitions.signing import tokens
from petitions.signing.tokens import Confirmation, MailSecret, Purpose

BATCH = 20  # emails that are entered before they are sent
PAGE = 200  # links read at a time
CONNECTIONS = 4  # connections to the mail server at once


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is entered, and not sent yet."""

    link: MailedToken = field(repr=False)
    mailbox: str = field(repr=False)
    signatures: list[Signature]
    message: EmailMessage = field(repr=False)


def due() -> QuerySet[Any]:
    """Unconfirmed signatures on open petitions: mailed two days ago, with a link that works on for a while.

    Annotated with link_ends: when the newest of their links ends.
    """
    links = MailedToken.objects.filter(purpose=Purpose.CONFIRM, signatures=OuterRef("pk"))
    newest = links.order_by().values("purpose").annotate(ends=Max("expires_at")).values("ends")
    return (
        Signature.objects.filter(
            confirmed_at=None,
            reminded_at=None,
            bounced_at=None,
            mailed_at__isnull=False,
            email__isnull=False,
            signed_at__lte=Now() - periods.REMINDER_AFTER,
            petition__in=Petition.objects.open(),
        )
        .exclude(quarantine_reason__in=QuarantineReason.of_limits())
        .annotate(link_ends=Subquery(newest))
        .filter(
            link_ends__gt=Now() + periods.REMINDER_LEAVES,
            link_ends__lte=Now() + periods.CONFIRMATION_LINK - periods.REMINDER_AFTER,
        )
    )


def send_due(seconds: float) -> bool:
    """Send due reminders for about so many seconds. Returns whether more may be left for the next call.

    While signing is paused none are sent: staff pause it in a flood, and reminders would double its emails.
    """
    until = time.monotonic() + seconds
    if switches.switches_row().signing_paused or not due().exists():
        return False
    with smtp.open_connections(CONNECTIONS, smtp.BULK) as connections:
        entered = filter(None, map(_enter, _links()))
        while connections and time.monotonic() < until and (batch := list(islice(entered, BATCH))):
            _send(batch, connections)
    return time.monotonic() >= until


def _links() -> Iterator[MailedToken]:
    """The links of the emails that asked to confirm due signatures, each once, the oldest first."""
    links = MailedToken.objects.filter(purpose=Purpose.CONFIRM, signatures__in=due()).distinct()
    page = list(links.order_by("expires_at")[:PAGE])
    while page:
        yield from page
        page = list(links.filter(expires_at__gt=page[-1].expires_at).order_by("expires_at")[:PAGE])


def _enter(first: MailedToken) -> Reminder | None:
    """Enter the reminder of one email's signatures: from here on it counts as sent. None if it may not go out.

    first: the link of the email that asked to confirm.
    """
    with transaction.atomic():
        # Signatures are locked before the mailbox, as in confirming, so that no two wait for each other.
        signatures = list(
            due()
            .filter(tokens=first, link_ends=first.expires_at)
            .select_for_update(of=("self",))
            .select_related("petition__addressee")
            .order_by("petition_id", "pk")
        )
        if not signatures:
            return None
        address = str(signatures[0].email)
        mailbox = canonical.canonicalise(address, canonical.current_rules())
        seed = secrets.token_hex(32)
        secret = MailSecret.from_seed(seed)
        link = tokens.token_digest(Purpose.CONFIRM, secret.token)
        if mailboxes.take_turn(mailbox, link) is not Turn.NOW:
            return None
        [token] = tokens.issue_confirmations(
            [Confirmation(secret, signatures, address, ends=first.expires_at)]
        )
        _set_reminded_at(signatures, timezone.now())
    with translation.override(messages.newest_language(signatures)):
        left = first.expires_at - timezone.now()
        name = bounces.make_token(signatures[0], seed, timezone.now())
        message = messages.reminder_message(signatures, address, secret, name, left)
    return Reminder(token, mailbox, signatures, message)


def _set_reminded_at(signatures: list[Signature], at: datetime | None) -> None:
    Signature.objects.filter(pk__in=[each.pk for each in signatures]).update(reminded_at=at)


def _send(batch: list[Reminder], connections: list[BaseEmailBackend]) -> None:
    outcomes = smtp.send_batch(
        {number: each.message for number, each in enumerate(batch)}, connections
    )
    for number, outcome in outcomes.items():
        if outcome in {SendOutcome.NOT_NOW, SendOutcome.TURNED_AWAY, SendOutcome.UNTRIED}:
            _take_back(batch[number])
        elif outcome in {SendOutcome.REFUSED, SendOutcome.NO_MAILBOX}:
            messages.record_outcome(batch[number].signatures, Kind.BOUNCED, "bounced_at")
            if outcome is SendOutcome.NO_MAILBOX:
                mailboxes.mark_bounced([batch[number].mailbox])


def _take_back(reminder: Reminder) -> None:
    """Undo the entry of a reminder that certainly did not leave. It is due again."""
    with transaction.atomic():
        _set_reminded_at(lock_signatures(each.pk for each in reminder.signatures), None)
        reminder.link.delete()
        mailboxes.give_back_turn(reminder.mailbox)
