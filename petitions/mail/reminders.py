"""One reminder, two days after the mail that asked to confirm, for whoever did not press the button.

It is for the owner of the mailbox alone, and keeps all that the first mail keeps: its limits, who wants no
mail, and that those who are held for review get what everybody gets. It prolongs nothing: its link works as
long as the first one does.

A reminder that came twice would be worse than none, so it is entered (`Signature.reminded_at`, and its
link) before it leaves, and taken back only if it certainly did not. Whoever signs again earns no second
one: the mail that then asks to confirm is enough.
"""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone, translation

from petitions.addresses import canonical, mailboxes
from petitions.addresses.mailboxes import Turn
from petitions.mail import at_most_once, messages
from petitions.mail.at_most_once import Outcome
from petitions.models import Kind, MailedToken, Petition, Signature
from petitions.models.signature import lock_signatures
from petitions.moderation import switches
from petitions.signing import tokens
from petitions.signing.tokens import Mailed, Purpose

AFTER = timedelta(days=2)
LEAST_LEFT = timedelta(days=1)  # of the link's life: later it would only press people
BATCH = 20  # mails that are entered before they are sent
PAGE = 200
LINES = 4  # connections to the mail server at once


@dataclass(frozen=True, slots=True)
class Reminder:
    """One that is entered, and not sent yet."""

    link: MailedToken = field(repr=False)
    mailbox: str = field(repr=False)
    signatures: list[Signature]
    message: EmailMessage = field(repr=False)


def due() -> QuerySet[Any]:
    """Whose mail went out two days ago, and whose link works on for a while, on petitions that are open.

    link_ends: when the newest of their links ends.
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
            signed_at__lte=Now() - AFTER,
            petition__in=Petition.objects.open(),
        )
        .annotate(link_ends=Subquery(newest))
        .filter(
            link_ends__gt=Now() + LEAST_LEFT,
            link_ends__lte=Now() + tokens.CONFIRM_LIVES - AFTER,
        )
    )


def send_due(seconds: float) -> None:
    """Send those that are due, for about so long; the next run goes on where this one ends.

    None while signing is paused: staff do that in a flood, whose mails are not to be doubled.
    """
    until = time.monotonic() + seconds
    if switches.switches_row().signing_paused or not due().exists():
        return
    with at_most_once.lines(LINES) as lines:
        entered = filter(None, map(_enter, _links()))
        while lines and time.monotonic() < until and (batch := list(islice(entered, BATCH))):
            _send(batch, lines)


def _links() -> Iterator[MailedToken]:
    """Of the mails that asked to confirm what is due, each once, the oldest first."""
    links = MailedToken.objects.filter(purpose=Purpose.CONFIRM, signatures__in=due()).distinct()
    page = list(links.order_by("expires_at")[:PAGE])
    while page:
        yield from page
        page = list(links.filter(expires_at__gt=page[-1].expires_at).order_by("expires_at")[:PAGE])


def _enter(first: MailedToken) -> Reminder | None:
    """The reminder of what was signed with one mail, from here on taken for sent; None if it may not be."""
    with transaction.atomic():
        # Locked before the mailbox is, as in confirming: two must not wait for each other.
        signatures = list(
            due()
            .filter(tokens=first, link_ends=first.expires_at)
            .select_for_update(of=("self",))
            .select_related("petition__addressee")
            .order_by("petition_id", "pk")
        )
        if not signatures:
            return None
        address, language = str(signatures[0].email), signatures[0].language
        mailbox = canonical.canonical(address, canonical.rules())
        if mailboxes.take_turn(mailbox) is not Turn.NOW:
            return None
        seed = secrets.token_hex(32)
        mailed = Mailed.of(seed)
        link = tokens.issue_confirmation(mailed, signatures, mailbox, ends=first.expires_at)
        _reminded(signatures, timezone.now())
    with translation.override(language):
        left = first.expires_at - timezone.now()
        message = messages.reminder(signatures, address, mailed, seed, left)
    return Reminder(link, mailbox, signatures, message)


def _reminded(signatures: list[Signature], at: datetime | None) -> None:
    Signature.objects.filter(pk__in=[each.pk for each in signatures]).update(reminded_at=at)


def _send(batch: list[Reminder], lines: list[BaseEmailBackend]) -> None:
    outcomes = at_most_once.post({n: each.message for n, each in enumerate(batch)}, lines)
    for number, outcome in outcomes.items():
        if outcome in {Outcome.NOT_NOW, Outcome.UNTRIED}:
            _take_back(batch[number])
        elif outcome is Outcome.REFUSED:
            messages.record_outcome(batch[number].signatures, Kind.BOUNCED, "bounced_at")


def _take_back(reminder: Reminder) -> None:
    """It certainly did not go out, and is due again."""
    with transaction.atomic():
        _reminded(lock_signatures(each.pk for each in reminder.signatures), None)
        reminder.link.delete()
        mailboxes.give_back(reminder.mailbox)
