"""Confirming: the mailed link or the typed code, and the button that makes a signature count.

- What counts is what was shown: the button confirms the version that its page showed, and no other.
- A signature counts once. Confirming locks it; its new state, its +1 in the ledger and its line in the log
  are one transaction.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.text import codes
from petitions.addresses import canonical, mailboxes
from petitions.counting import ledger
from petitions.models import Kind, MailedToken, Petition, QuarantineReason, Signature
from petitions.signing import tokens
from petitions.signing.tokens import Purpose

State = Signature.State


GRACE = timedelta(hours=24)  # after a petition's closing, for mails that are still under way


def find(token: str) -> list[Signature]:
    """The signatures a mailed link is about that can be confirmed or were; it changes nothing."""
    return list(filter(may_be_confirmed, tokens.signatures_behind(Purpose.CONFIRM, token)))


def closed_meanwhile(token: str) -> list[Signature]:
    """The signatures that a mailed link could not confirm any more when it was opened."""
    return [
        signature
        for signature in tokens.signatures_behind(Purpose.CONFIRM, token)
        if signature.petition.is_published and not may_be_confirmed(signature)
    ]


def may_be_confirmed(signature: Signature) -> bool:
    petition = signature.petition
    return petition.is_published and (
        signature.confirmed_at is not None
        or petition.closes_at is None
        or timezone.now() < petition.closes_at + GRACE
    )


def version(signatures: Iterable[Signature]) -> str:
    """Another one after each signing, to tell what somebody was shown from what is there now."""
    return " ".join(signature.signed_at.isoformat() for signature in signatures)


def confirm(token: str, *, seen: str = "") -> list[Signature]:
    """Count the signatures behind a mailed link; none if the link is not (or no longer) good.

    seen: the version that was shown beside the button. Whoever knows an address can sign with it again
    until it is confirmed, so if there is another version by now, nothing is counted and the signatures
    come back still unconfirmed, to be shown first. Pressing twice is the same as pressing once.
    """
    with transaction.atomic():
        signatures = list(
            filter(may_be_confirmed, tokens.signatures_behind(Purpose.CONFIRM, token, lock=True))
        )
        if seen in {"", version(signatures)}:
            for signature in signatures:
                if signature.confirmed_at is None:
                    _confirm(signature)
        return signatures


def _confirm(signature: Signature) -> None:
    in_question = bool(signature.email) and canonical.is_in_question(str(signature.email))
    if signature.email:
        mailboxes.clear_unanswered(canonical.canonical(signature.email, canonical.rules()))
    signature.confirmed_at = timezone.now()
    if not signature.wants_updates:
        signature.email = None  # from here on it is kept only for who asked for updates
    kinds = [Kind.CONFIRMED]
    if signature.state == State.PENDING and signature.quarantine_reason:
        signature.state = State.QUARANTINED
        kinds.append(Kind.QUARANTINED)
    elif signature.state == State.PENDING and in_question:
        # Nobody has to decide: it counts by itself once the change is applied (petitions/rule_changes/apply.py).
        signature.state, signature.quarantine_reason = (
            State.QUARANTINED,
            QuarantineReason.RULE_CHANGING,
        )
    elif signature.state == State.PENDING:
        signature.state = State.CONFIRMED
        ledger.count(signature)
    # One that is not counted as well, so that its signer is shown what every signer is.
    signature.receipt = signature.receipt or ledger.new_receipt()
    signature.save(update_fields=["state", "quarantine_reason", "confirmed_at", "email", "receipt"])
    for kind in kinds:
        ledger.note(kind, [signature.petition_id])


def token_for_code(petition: Petition, address: str, code: str) -> str | None:
    """A link for who typed the short code from the mail: it opens the same page as the mailed one.

    None for a wrong code, too many tries, and an address that never signed alike, after the same work.
    """
    standing = canonical.rules_in_force()  # read once: all of this is by the rules of one moment
    mailbox = canonical.canonical(address, standing.rules)
    if not mailboxes.try_code(mailbox, standing.rules):
        return None
    typed, spellings = (
        codes.normalise_code(code),
        {mailbox, *canonical.alias_group(address, standing.rules)},
    )
    mail = tokens.live(Purpose.CONFIRM).filter(
        code_digest__in=[tokens.code_digest(each, typed) for each in spellings],
        signatures__petition=petition,
        signatures__email_digest__in=[
            canonical.signature_digest(petition.pk, each)
            for each in canonical.mailboxes_of(address, standing)
        ],
    ).first()  # fmt: skip
    if mail is None:
        return None
    token = tokens.new()
    try:
        with transaction.atomic():
            row = MailedToken.objects.create(
                digest=tokens.token_digest(Purpose.CONFIRM, token),
                code_digest=mail.code_digest,
                purpose=mail.purpose,
                expires_at=mail.expires_at,
            )
            row.signatures.set(mail.signatures.all())
    except IntegrityError:
        return None  # erased at this very moment
    return token
