"""Signing, confirming, refusing: the only code that writes signatures.

What must hold, whatever is killed and however many ask at once:

- `sign` returns after the commit of one transaction that holds both the row and the queued mail.
- One address has one row per petition: the database's unique key sees to it, and a repeated signing
  is an upsert that touches only a row still waiting. So a retry makes no second signature, and nobody
  can change one that was confirmed.
- `sign` does the same work and returns nothing, whether or not the address has signed before: what
  there is to tell is told by mail, to the owner of the mailbox alone.
- What counts is what was shown: the button confirms the version that its page showed, and no other.
- A signature counts once: confirming locks it, and its new state and its +1 in the ledger are one
  transaction.
- No two signers wait for each other, nor for anybody who works on the petition.
"""

import secrets
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from campaign.sealing import digest, seal
from petitions import addresses, mailboxes
from petitions.models import CountDelta, MailedToken, Petition, Signature
from petitions.tasks import signing_mail

TOKEN_LIVES = timedelta(days=7)
GRACE = timedelta(hours=24)  # after a petition's closing, for mails that are still under way
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing to mix up


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a visitor gave, cleaned. Its repr, which may get into a report of an error, names nobody."""

    name: str = field(repr=False)
    address: str = field(repr=False)  # as `addresses.clean` returns it
    country: str
    city: str = field(default="", repr=False)
    comment: str = field(default="", repr=False)
    visibility: str = "counted"
    wants_updates: bool = False
    signed_for_id: int | None = None
    consent_version: str
    language: str = "en"


# An upsert that leaves confirmed rows alone, which the ORM's `update_conflicts` cannot say.
_SIGN = """
INSERT INTO petitions_signature (
    petition_id, email_digest, email, name, country, city, comment, visibility, wants_updates,
    signed_for_id, consent_version, language, state, signed_at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'pending', clock_timestamp())
ON CONFLICT (petition_id, email_digest) DO UPDATE SET
    email = EXCLUDED.email, name = EXCLUDED.name, country = EXCLUDED.country, city = EXCLUDED.city,
    comment = EXCLUDED.comment, visibility = EXCLUDED.visibility,
    wants_updates = EXCLUDED.wants_updates, signed_for_id = EXCLUDED.signed_for_id,
    consent_version = EXCLUDED.consent_version, language = EXCLUDED.language,
    signed_at = EXCLUDED.signed_at
WHERE petitions_signature.state = 'pending'
"""


def sign(petition: Petition, given: Signing) -> None:
    """Keep a signature that waits for its confirmation, and queue the mail that asks for it."""
    mailbox = addresses.canonical(given.address, addresses.rules())
    email_digest = addresses.signature_digest(petition.pk, mailbox)
    sealed = seal(given.address)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _SIGN,
            [
                petition.pk,
                email_digest,
                sealed,
                given.name,
                given.country,
                given.city,
                given.comment,
                given.visibility,
                given.wants_updates,
                given.signed_for_id,
                given.consent_version,
                given.language,
            ],
        )
        # The digest goes along, for staff may change the address rules before the mail is written.
        signing_mail.defer(
            petition_id=petition.pk,
            email_digest=email_digest.hex(),
            sealed=sealed,
            seed=secrets.token_hex(32),
            language=given.language,
        )


# --- What is mailed ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mailed:
    """The two forms of one mail's secret, as they stand in the mail; they are stored nowhere.

    They are worked out from a random seed that waits in the queue with the mail, so a mail that has to
    be sent again is the same mail. Without PEPPER nobody can work them out, and the seed goes with the
    job.
    """

    token: str = field(repr=False)  # 144 bits, for the link
    code: str = field(repr=False)  # 40 bits, for typing, with few tries

    @classmethod
    def of(cls, seed: str) -> Self:
        letters = "".join(CODE_LETTERS[byte % 32] for byte in digest("mailed-code", seed)[:8])
        return cls(_token(digest("mailed-token", seed)), f"{letters[:4]}-{letters[4:]}")


def is_issued(mailed: Mailed) -> bool:
    return MailedToken.objects.filter(digest=_token_digest(mailed.token)).exists()


def issue(mailed: Mailed, signature: Signature, mailbox: str) -> None:
    """Make a mail's secret good from now on, also when the mail is sent a second time."""
    expires_at = Now() + TOKEN_LIVES
    MailedToken.objects.update_or_create(
        digest=_token_digest(mailed.token),
        defaults={"expires_at": expires_at},
        create_defaults={
            "code_digest": _code_digest(signature.petition_id, mailbox, mailed.code),
            "purpose": MailedToken.Purpose.CONFIRM,
            "signature": signature,
            "expires_at": expires_at,
        },
    )


# --- Confirming --------------------------------------------------------------------------------------------


def find(token: str) -> Signature | None:
    """The signature a mailed link is about, while it can be confirmed or was; it changes nothing."""
    signature = _behind(token)
    return signature if signature and may_be_confirmed(signature) else None


def may_be_confirmed(signature: Signature) -> bool:
    petition = signature.petition
    return petition.is_published and (
        signature.state == Signature.State.CONFIRMED
        or petition.closes_at is None
        or timezone.now() < petition.closes_at + GRACE
    )


def version(signature: Signature) -> str:
    """Another one after each signing, to tell what somebody was shown from what is there now."""
    return signature.signed_at.isoformat()


def confirm(token: str, *, seen: str = "") -> Signature | None:
    """Count the signature behind a mailed link; None if the link is not (or no longer) good.

    seen: the version that was shown beside the button. Whoever knows an address can sign with it again
    until it is confirmed, so if there is another version by now, nothing is counted and the signature
    comes back still pending, to be shown first. Pressing twice is the same as pressing once.
    """
    with transaction.atomic():
        signature = _behind(token, lock=True)
        if signature is None or not may_be_confirmed(signature):
            return None
        if signature.state == Signature.State.PENDING and seen in {"", version(signature)}:
            _count(signature)
        return signature


def token_for_code(petition: Petition, address: str, code: str) -> str | None:
    """A link for who typed the short code from the mail: it opens the same page as the mailed one.

    None for a wrong code, too many tries, and an address that never signed alike, after the same work.
    """
    mailbox = addresses.canonical(address, addresses.rules())
    if not mailboxes.try_code(mailbox):
        return None
    mail = _live().filter(
        code_digest=_code_digest(petition.pk, mailbox, _as_written(code)),
        signature__petition=petition,
        signature__email_digest=addresses.signature_digest(petition.pk, mailbox),
    ).first()  # fmt: skip
    if mail is None:
        return None
    token = _token(secrets.token_bytes())
    try:
        MailedToken.objects.create(
            digest=_token_digest(token),
            code_digest=mail.code_digest,
            purpose=mail.purpose,
            signature_id=mail.signature_id,
            expires_at=mail.expires_at,
        )
    except IntegrityError:
        return None  # erased at this very moment
    return token


def refuse(token: str) -> bool:
    """“It was not me”: erase the waiting signature and send that mailbox nothing more.

    Whatever became of the petition meanwhile. A confirmed signature stays: somebody who can read the
    mailbox pressed the button before.
    """
    with transaction.atomic():
        signature = _behind(token, lock=True)
        if signature is None or signature.state != Signature.State.PENDING:
            return False
        if signature.email:
            mailboxes.block(addresses.canonical(signature.email, addresses.rules()))
        signature.delete()
        return True


def withdraw(signature: Signature) -> None:
    """Erase a signature, as its signer wishes; if it counted, it counts no longer."""
    with transaction.atomic():
        locked = Signature.objects.select_for_update().filter(pk=signature.pk).first()
        if locked is None:
            return  # twice is the same as once
        if locked.state == Signature.State.CONFIRMED:
            _enter(locked, -1)
        locked.delete()


def _live() -> QuerySet[MailedToken]:
    """By the database's clock, as everything here that ends by itself."""
    return MailedToken.objects.filter(
        purpose=MailedToken.Purpose.CONFIRM, expires_at__gt=Now()
    ).select_related("signature__petition__addressee")


def _behind(token: str, *, lock: bool = False) -> Signature | None:
    mails = _live().filter(digest=_token_digest(token))
    if lock:
        # The signature alone, and with its key: no link is added to one that is being erased.
        mails = mails.select_for_update(of=("signature",))
    mail = mails.first()
    return mail.signature if mail else None


def _count(signature: Signature) -> None:
    if signature.email:
        mailboxes.answered(addresses.canonical(signature.email, addresses.rules()))
    signature.state = Signature.State.CONFIRMED
    signature.confirmed_at = timezone.now()
    if not signature.wants_updates:
        signature.email = None  # from here on it is kept only for who asked for updates
    signature.save(update_fields=["state", "confirmed_at", "email"])
    _enter(signature, 1)


def _enter(signature: Signature, delta: int) -> None:
    """A line of the ledger, in the transaction of what it counts."""
    CountDelta.objects.create(
        petition_id=signature.petition_id, country=str(signature.country), delta=delta
    )


# --- Forgetting --------------------------------------------------------------------------------------------

# One statement: a signature that is given afresh at this very moment is looked at again and stays. One
# whose mail was late still has a link that works, and stays as well.
_FORGET = """
DELETE FROM petitions_signature AS signature
WHERE state = 'pending' AND signed_at <= statement_timestamp() - make_interval(secs => %s)
    AND NOT EXISTS (SELECT FROM petitions_mailedtoken WHERE signature_id = signature.id)
"""


def forget_unconfirmed() -> None:
    """Erase spent links, and the signatures that were not confirmed in time."""
    MailedToken.objects.filter(expires_at__lte=Now()).delete()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [TOKEN_LIVES.total_seconds()])


# --- Secrets -----------------------------------------------------------------------------------------------


def _token(secret: bytes) -> str:
    """24 letters: with them, the link in a mail fits on a line that no mail programme breaks."""
    return urlsafe_b64encode(secret[:18]).decode()


def _token_digest(token: str) -> bytes:
    return digest("confirm-token", token)


def _code_digest(petition_id: int, mailbox: str, code: str) -> bytes:
    return digest("confirm-code", str(petition_id), mailbox, code)


def _as_written(typed: str) -> str:
    """A code as it stands in the mail, however it was typed."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed).upper()))
    letters = letters.translate(str.maketrans("ILOU", "110V"))
    return f"{letters[:4]}-{letters[4:]}"
