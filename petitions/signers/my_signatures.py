"""A signer's own page: what they signed, how it is shown, and erasing it.

A visitor asks for the page with an address. A link is emailed if there is something to show. The answer to
the form is the same for every address, and so is the work.

The link's row stores the encrypted address for a day. Nothing in the database leads without the keys from a signer to
all of their signatures. No other link opens this page, because emails get forwarded.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

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
from petitions.models import Signature, Visibility
from petitions.models.details import NOTHING, Details
from petitions.signers import erasure
from petitions.signers.stopped_updates import end_updates
from petitions.signing import intake, tokens
from petitions.signing.erasure_marks import Signed
from petitions.signing.tokens import MailSecret, Purpose

JOB = "mine-mail.encrypted_address"  # what the address in a job is bound to, with its seed


@dataclass(frozen=True, slots=True)
class SignerPage:
    """What a link opens. All its signatures may be erased before its day is over."""

    address: str = field(repr=False)  # empty once all its signatures are erased
    signatures: list[Signature]


# --- The link ----------------------------------------------------------------------------------------------


def request_link(address: str, language: str) -> None:
    """Queue the email, without looking whether the address has signed. address: from `canonical.clean_address`."""
    mailbox = canonical.canonicalise(address, canonical.current_rules())
    seed = secrets.token_hex(32)
    app.configure_task("mine-mail", allow_unknown=False).defer(
        encrypted_address=encrypt(address, JOB, seed),
        seed=seed,
        language=language,
        mailbox=mailboxes.digests(mailbox)[0].hex(),  # by which an erasure finds it
    )


def send_link(encrypted_address: str, seed: str, language: str) -> None:
    """Email the link, if there is anything to show. Raises Later if the time for it has not come."""
    if not encrypted_address:
        return  # erased while the job waited
    address = decrypt(encrypted_address, JOB, seed)
    secret = MailSecret.from_seed(seed)
    mailbox = canonical.canonicalise(address, canonical.current_rules())
    with transaction.atomic():
        signatures = list(canonical.signatures_by_address(address).select_for_update())
        if not any(each.confirmed_at or each.mailed_at for each in signatures):
            # Nothing, or signings whose own email has not left. Those above a limit shall not cause another one.
            return
        # If its token is stored, it had its turn, but was not sent or not finished.
        had_its_turn = tokens.is_issued(secret, Purpose.MINE)
        turn = mailboxes.take_turn(mailbox, had_its_turn=had_its_turn)
        if turn is Turn.TOMORROW:
            raise Later(messages.tomorrow())
        if turn is not Turn.NOW:
            return
        tokens.issue_own_page(secret, signatures, address)
    with translation.override(language):
        _message(address, secret, seed).send()


def _message(address: str, secret: MailSecret, seed: str) -> EmailMessage:
    link = settings.SITE_URL + reverse("petitions:mine", args=[secret.token])
    context: dict[str, object] = {"link": link}
    return messages.build_message(
        _("Link to your signatures"),
        "emails/mine.txt",
        context,
        _("See your signatures"),
        address,
        messages.name_from_seed(seed),
    )


def find_page(token: str) -> SignerPage | None:
    """None if the link is not, or no longer, valid. It changes nothing."""
    link = tokens.find_token(Purpose.MINE, token)
    if link is None:
        return None
    if not link.address:
        return SignerPage("", [])
    signatures = canonical.signatures_by_address(link.address)
    newest_first = signatures.select_related("petition__addressee").order_by("-signed_at", "-pk")
    return SignerPage(link.address, list(newest_first))


# --- What can be changed -----------------------------------------------------------------------------------


def change_preferences(
    page: SignerPage,
    signature: Signature,
    visibility: str,
    details: Details,
    wants_updates: bool,
    consent_version: str,
) -> None:
    """Change how one signature is shown, and whether its signer gets updates.

    details: what they want to show. Of a confirmed signature only what the choice needs is stored, and the rest is
    deleted at once. Without a name their initials stay. Before it is confirmed, all that they typed stays encrypted.
    """
    with transaction.atomic():
        locked = Signature.objects.select_for_update().filter(pk=signature.pk).first()
        if locked is None:
            return
        if not locked.erased_at:  # it may have been erased since the page was opened
            _show_as(locked, visibility, details)
        if wants_updates and not locked.wants_updates:
            locked.email, locked.wants_updates = page.address, True
            locked.updates_consent, locked.updates_agreed_at = consent_version, timezone.now()
        elif not wants_updates:
            end_updates([locked])
        locked.save(
            update_fields=[
                "visibility", *NOTHING, "wants_updates", "email", "updates_consent",
                "updates_agreed_at",
            ]
        )  # fmt: skip
        _clear_unanswered(page)


def _show_as(signature: Signature, visibility: str, details: Details) -> None:
    if signature.confirmed_at is None:
        signature.visibility = visibility
        return
    columns = details.columns_for(visibility)
    if visibility == Visibility.INITIALS:
        columns["initials"] = columns["initials"] or signature.initials
    if visibility in {Visibility.NAME, Visibility.INITIALS} and not (
        columns["name"] or columns["initials"]
    ):
        return  # another window has just deleted the name that this one still showed
    signature.visibility = visibility
    for column, text in columns.items():
        setattr(signature, column, text)


def erase_signatures(page: SignerPage, signatures: Iterable[Signature]) -> None:
    """Withdraw these signatures. The link still shows the others for its day."""
    signatures = list(signatures)
    if not page.address:
        return
    with transaction.atomic():
        signed: list[Signed] = []
        if len(signatures) == len(page.signatures):
            # Then nothing may be left, not even what no worker has seen yet.
            keys = canonical.keys_of(page.address)
            signed = intake.erase(digest for _petition, digest in keys)
        erasure.withdraw(*signatures, address=page.address, signed=signed)
        _clear_unanswered(page)


def _clear_unanswered(page: SignerPage) -> None:
    """Its owner has used the emailed link, so the emails to this mailbox are answered."""
    mailboxes.clear_unanswered(canonical.canonicalise(page.address, canonical.current_rules()))


def stop_updates(token: str) -> list[Signature]:
    """Stop the updates to the signatures of this link, and erase the addresses stored for them.

    Returns the signatures; none if the link is not valid. Twice is the same as once.
    """
    with transaction.atomic():
        signatures = tokens.signatures_behind(Purpose.STOP, token, lock=True)
        end_updates(signatures)
        return signatures
