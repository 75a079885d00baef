"""A signer's own page: what they signed, how they are shown, and to have it erased.

Whoever asks for it with an address is sent a link, if there is something to show; the answer at the
form is the same for every address, and so is the work. The address waits sealed in the link's row, for a
day: nothing else in the database leads from a signer to all that they signed. From the page behind a
confirmation link one leads to those signatures alone, since the address may not be known any more.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from campaign.privacy.encryption import decrypt, encrypt
from petitions.addresses import canonical, mailboxes
from petitions.addresses.mailboxes import Turn
from petitions.mail import messages
from petitions.mail.queue import Later
from petitions.models import MailedToken, Signature
from petitions.models.signature import lock_signatures
from petitions.signers import erasure
from petitions.signing import tokens
from petitions.signing.tokens import Mailed, Purpose

LIVES = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Mine:
    """What a link opens. It may have nothing any more, until its day is over."""

    row: MailedToken = field(repr=False)
    signatures: list[Signature]

    @property
    def knows_address(self) -> bool:
        return bool(self.row.address)


# --- The link ----------------------------------------------------------------------------------------------


def request_link(address: str, language: str) -> None:
    """Queue the mail. address: as `addresses.clean` returns it; whether it signed is not looked at here."""
    mailbox = canonical.canonical(address, canonical.rules())
    app.configure_task("mine-mail", allow_unknown=False).defer(
        sealed=encrypt(address),
        seed=secrets.token_hex(32),
        language=language,
        mailbox=mailboxes.digests(mailbox)[0].hex(),  # by which an erasure finds it
    )


def send_link(sealed: str, seed: str, language: str) -> None:
    """Answer one who asked, if there is anything to show. Raises Later if its time has not come."""
    if not sealed:
        return  # erased while it waited
    address = decrypt(sealed)
    mailed = Mailed.of(seed)
    mailbox = canonical.canonical(address, canonical.rules())
    with transaction.atomic():
        signatures = list(canonical.signatures_of(address).select_for_update())
        if not signatures:
            return
        turn = messages.take_turn(mailbox, mailed, Purpose.MINE)
        if turn is Turn.TOMORROW:
            raise Later(messages.tomorrow())
        if turn is not Turn.NOW:
            return
        tokens.issue_mine(mailed, LIVES, signatures, address)
    with translation.override(language):
        _message(address, mailed, seed).send()


def _message(address: str, mailed: Mailed, seed: str) -> EmailMessage:
    context = {"link": settings.SITE_URL + reverse("petitions:mine", args=[mailed.token])}
    return messages.message(_("Link to your signatures"), "emails/mine.txt", context, address, seed)


def link_for(signatures: Iterable[Signature]) -> str:
    """A token for these alone, for who has just shown that they are theirs."""
    return tokens.issue(Purpose.MINE, LIVES, signatures)


def find(token: str) -> Mine | None:
    """None if the link is not, or no longer, good. It changes nothing."""
    row = tokens.row_of(Purpose.MINE, token)
    return Mine(row, _signatures(row)) if row else None


def _signatures(row: MailedToken) -> list[Signature]:
    found = set(row.signatures.values_list("pk", flat=True))
    if row.address:
        found |= set(canonical.signatures_of(row.address).values_list("pk", flat=True))
    return list(
        Signature.objects.filter(pk__in=found)
        .select_related("petition__addressee")
        .order_by("-signed_at", "-pk")
    )


# --- What can be changed -----------------------------------------------------------------------------------


def change(
    mine: Mine, signature: Signature, visibility: str, wants_updates: bool, consent_version: str
) -> None:
    """How one of them is shown, and whether its signer gets updates.

    Updates are written to an address, so they begin only where this link knows it, or it is kept still.
    """
    with transaction.atomic():
        locked = Signature.objects.select_for_update().filter(pk=signature.pk).first()
        if locked is None:
            return
        if not locked.erased_at:  # while they looked at the page, that is
            locked.visibility = visibility
        if (
            wants_updates
            and not locked.wants_updates
            and (address := mine.row.address or locked.email)
        ):
            locked.email, locked.wants_updates = address, True
            locked.updates_consent, locked.updates_agreed_at = consent_version, timezone.now()
        elif not wants_updates:
            locked.wants_updates = False
            locked.updates_consent, locked.updates_agreed_at = "", None
            if locked.confirmed_at:
                locked.email = None
        locked.save(
            update_fields=[
                "visibility", "wants_updates", "email", "updates_consent", "updates_agreed_at"
            ]
        )  # fmt: skip
        _answered(mine)


def erase(mine: Mine, signatures: Iterable[Signature]) -> None:
    """Have these erased. What is left stays behind the link for its day.

    Their rows are locked before anything else is: in the order that all keep to, and because some may be
    erased already, from another window.
    """
    with transaction.atomic():
        mine.row.signatures.add(*lock_signatures(each.pk for each in mine.signatures))
        erasure.withdraw(*signatures, address=mine.row.address)
        _answered(mine)


def _answered(mine: Mine) -> None:
    if mine.row.address:
        mailboxes.clear_unanswered(canonical.canonical(mine.row.address, canonical.rules()))


def stop_updates(token: str) -> list[Signature]:
    """Write no more to who holds this link, and erase the address that was kept for it.

    The signatures it is about; none if the link is not good. Twice is the same as once.
    """
    with transaction.atomic():
        signatures = tokens.signatures_behind(Purpose.STOP, token, lock=True)
        for signature in signatures:
            signature.wants_updates = False
            if signature.confirmed_at is not None:
                signature.email = None
            signature.save(update_fields=["wants_updates", "email"])
        return signatures
