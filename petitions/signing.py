"""Signing, confirming, refusing: the only code that writes signatures.

What must hold, whatever is killed and however many ask at once:

- `sign` returns after the commit of one transaction that holds both the row and the queued mail.
- One address has one row per petition: the database's unique key sees to it, and a repeated signing
  is an upsert that touches only a row still waiting. So a retry makes no second signature, and nobody
  can change one that was confirmed.
- `sign` does the same work and returns nothing, whether or not the address has signed before: what
  there is to tell is told by mail, to the owner of the mailbox alone.
- A signature counts once: the update that confirms it and its +1 in the ledger are one transaction,
  and the update matches only a row that still waits.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils import timezone

from campaign.sealing import digest, seal
from petitions import addresses
from petitions.models import CountDelta, Mailbox, MailedToken, Petition, Signature
from petitions.tasks import signing_mail

TOKEN_LIVES = timedelta(days=7)
GRACE = timedelta(hours=24)  # after closing, for mails that are still under way
MOST_CODE_ATTEMPTS = 10  # guesses at 40 bits, for each mail that was sent
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing to mix up


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a visitor gave, cleaned."""

    name: str
    address: str  # as `addresses.clean` returns it
    country: str
    city: str = ""
    comment: str = ""
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
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'pending', now())
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
    sealed = seal(given.address)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _SIGN,
            [
                petition.pk,
                addresses.signature_digest(petition.pk, mailbox),
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
        signing_mail.defer(petition_id=petition.pk, sealed=sealed, language=given.language)


# --- What was mailed ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mailed:
    """The two forms of one secret, as they stand in the mail; they are stored nowhere."""

    token: str
    code: str


def issue_token(signature: Signature, mailbox: str) -> Mailed:
    """A new token for one mail: 256 random bits for the link, 40 for typing (with few attempts)."""
    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    MailedToken.objects.create(
        digest=_token_digest(token),
        code_digest=_code_digest(signature.petition_id, mailbox, code),
        purpose=MailedToken.Purpose.CONFIRM,
        signature=signature,
        expires_at=timezone.now() + TOKEN_LIVES,
    )
    return Mailed(token, f"{code[:4]}-{code[4:]}")


def withdraw_token(mailed: Mailed) -> None:
    """Of a mail that could not be sent."""
    MailedToken.objects.filter(digest=_token_digest(mailed.token)).delete()


def find(token: str) -> Signature | None:
    """The signature a mailed link is about, while the link is good; it changes nothing."""
    found = (
        MailedToken.objects.select_related("signature__petition__addressee")
        .filter(
            digest=_token_digest(token),
            purpose=MailedToken.Purpose.CONFIRM,
            expires_at__gt=timezone.now(),
        )
        .first()
    )
    if found is None or not _may_be_confirmed(found.signature, timezone.now()):
        return None
    return found.signature


def confirm(token: str) -> Signature | None:
    """Count the signature behind a mailed link; None if the link is not (or no longer) good.

    Pressing twice is the same as pressing once.
    """
    with transaction.atomic():
        if signature := find(token):
            _confirm(signature)
        return signature


def confirm_by_code(petition: Petition, address: str, code: str) -> Signature | None:
    """The same with the short code that stands in the mail, for people who do not trust links.

    None for a wrong code, too many attempts, and an address that never signed alike.
    """
    mailbox = addresses.canonical(address, addresses.rules())
    typed = code.upper().translate(str.maketrans("ILOU", "110V", " -–"))
    wanted = _code_digest(petition.pk, mailbox, typed)
    live = MailedToken.objects.filter(
        signature__petition=petition,
        signature__email_digest=addresses.signature_digest(petition.pk, mailbox),
        purpose=MailedToken.Purpose.CONFIRM,
        expires_at__gt=timezone.now(),
    )
    # Counted before it is compared, and committed whatever comes of it: guesses sent at the same
    # instant cannot share one attempt.
    live.filter(code_attempts__lte=MOST_CODE_ATTEMPTS).update(code_attempts=F("code_attempts") + 1)
    found = (
        live.filter(code_digest=wanted, code_attempts__lte=MOST_CODE_ATTEMPTS)
        .select_related("signature__petition")
        .first()
    )
    if found is None or not _may_be_confirmed(found.signature, timezone.now()):
        return None
    with transaction.atomic():
        _confirm(found.signature)
    return found.signature


def refuse(token: str) -> Signature | None:
    """“It was not me”: erase the waiting signature and send that mailbox nothing more.

    A confirmed signature stays: somebody who can read the mailbox pressed the button before.
    """
    with transaction.atomic():
        signature = find(token)
        if signature is None or signature.state != Signature.State.PENDING:
            return None
        if signature.email:
            mailbox = addresses.canonical(signature.email, addresses.rules())
            Mailbox.objects.update_or_create(
                digest=addresses.mailbox_digest(mailbox),
                defaults={"blocked": True},
                create_defaults={"blocked": True, "day": timezone.now().date()},
            )
        signature.delete()
        return signature


def _may_be_confirmed(signature: Signature, now: datetime) -> bool:
    petition = signature.petition
    return petition.is_published and (
        petition.closes_at is None or now < petition.closes_at + GRACE
    )


def _confirm(signature: Signature) -> None:
    counted = Signature.objects.filter(pk=signature.pk, state=Signature.State.PENDING).update(
        state=Signature.State.CONFIRMED,
        confirmed_at=timezone.now(),
        # From here on the address is kept only for who asked for updates.
        email=Case(When(wants_updates=True, then=F("email")), default=Value(None)),
    )
    if not counted:
        return
    CountDelta.objects.create(
        petition_id=signature.petition_id, country=str(signature.country), delta=1
    )
    if signature.email:
        mailbox = addresses.canonical(signature.email, addresses.rules())
        Mailbox.objects.filter(digest=addresses.mailbox_digest(mailbox)).update(unanswered=0)


def forget_unconfirmed(now: datetime | None = None) -> int:
    """Erase what was not confirmed in time, spent tokens, and old counts of mails; rows erased."""
    now = now or timezone.now()
    tokens, _ = MailedToken.objects.filter(expires_at__lte=now).delete()
    # A mail may have been late: a signature whose link still works is left alone.
    unconfirmed, _ = Signature.objects.filter(
        ~Exists(MailedToken.objects.filter(signature=OuterRef("pk"))),
        state=Signature.State.PENDING,
        signed_at__lte=now - TOKEN_LIVES,
    ).delete()
    mailboxes, _ = Mailbox.objects.filter(
        blocked=False, day__lt=(now - timedelta(days=30)).date()
    ).delete()
    return tokens + unconfirmed + mailboxes


def _token_digest(token: str) -> bytes:
    return digest("confirm-token", token)


def _code_digest(petition_id: int, mailbox: str, code: str) -> bytes:
    return digest("confirm-code", str(petition_id), mailbox, code)
