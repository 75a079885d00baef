"""Confirming: the emailed link or the typed code, and the button that makes a signature count.

- What counts is what was shown: the button confirms the version that its page showed, and no other.
- A signature counts once. Confirming locks it. Its new state, its +1 in the ledger and its line in the log
  are one transaction.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.text import codes
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.counting import ledger
from petitions.models import Kind, MailedToken, Petition, Signature
from petitions.signing import tokens
from petitions.signing.tokens import Purpose

State = Signature.State


def find_signatures(token: str) -> list[Signature]:
    """The signatures behind an emailed link that can be confirmed or were confirmed. It changes nothing."""
    return list(filter(may_be_confirmed, tokens.signatures_behind(Purpose.CONFIRM, token)))


def signatures_too_late(token: str) -> list[Signature]:
    """The signatures behind an emailed link that it can no longer confirm: their petition has closed."""
    return [
        signature
        for signature in tokens.signatures_behind(Purpose.CONFIRM, token)
        if signature.petition.is_published and not may_be_confirmed(signature)
    ]


def may_be_confirmed(signature: Signature) -> bool:
    """Whether its petition is public and, unless it is confirmed already, closed less than periods.CONFIRMED_AFTER_CLOSING ago."""
    petition = signature.petition
    return petition.is_published and (
        signature.confirmed_at is not None
        or petition.closes_at is None
        or timezone.now() < petition.closes_at + periods.CONFIRMED_AFTER_CLOSING
    )


def shown_version(signatures: Iterable[Signature]) -> str:
    """A version that changes with each signing, to compare what a page showed with what is stored now."""
    return " ".join(signature.signed_at.isoformat() for signature in signatures)


def confirm_signatures(token: str, *, seen: str = "") -> list[Signature]:
    """Count the signatures behind an emailed link. Returns them; none if the link is not (or no longer) valid.

    seen: the version that the page with the button showed. Anyone who knows an address can sign with it
    again until it is confirmed. So if there is another version by now, nothing is counted: the signatures
    come back unconfirmed, to be shown first. Pressing twice is the same as pressing once.
    """
    with transaction.atomic():
        signatures = list(
            filter(may_be_confirmed, tokens.signatures_behind(Purpose.CONFIRM, token, lock=True))
        )
        if seen in {"", shown_version(signatures)}:
            for signature in signatures:
                if signature.confirmed_at is None:
                    _confirm(signature)
        return signatures


def _confirm(signature: Signature) -> None:
    if signature.email:
        rules = canonical.current_rules()
        mailboxes.clear_unanswered(canonical.canonicalise(signature.email, rules))
    signature.confirmed_at = timezone.now()
    if not signature.wants_updates:
        signature.email = None  # from here on it is stored only for signers who asked for updates
    kinds = [Kind.CONFIRMED]
    if signature.state == State.PENDING and signature.quarantine_reason:
        signature.state = State.QUARANTINED
        kinds.append(Kind.QUARANTINED)
    elif signature.state == State.PENDING:
        signature.state = State.CONFIRMED
        ledger.add(signature)
    # A signature that does not count gets a receipt too, so that its signer sees what every signer sees.
    signature.receipt = signature.receipt or ledger.new_receipt()
    signature.save(update_fields=["state", "confirmed_at", "email", "receipt"])
    for kind in kinds:
        ledger.record_events(kind, [signature.petition_id])


def token_for_code(petition: Petition, address: str, code: str) -> str | None:
    """A link for a visitor who typed the short code of the email. It opens the same page as the emailed one.

    None for a wrong code, after too many tries, and for an address that never signed. All of them take the
    same work, so that the time of the answer tells nothing.
    """
    forms = canonical.canonical_forms(address)
    if not mailboxes.count_code_attempt(forms[0]):
        return None
    typed = codes.normalise_code(code)
    emailed = tokens.valid_tokens(Purpose.CONFIRM).filter(
        code_digest__in=[tokens.code_digest(each, typed) for each in forms],
        signatures__petition=petition,
        signatures__email_digest__in=[
            canonical.signature_digest(petition.pk, each) for each in forms
        ],
    ).first()  # fmt: skip
    if emailed is None:
        return None
    token = tokens.new_token()
    try:
        with transaction.atomic():
            row = MailedToken.objects.create(
                digest=tokens.token_digest(Purpose.CONFIRM, token),
                code_digest=emailed.code_digest,
                purpose=emailed.purpose,
                expires_at=emailed.expires_at,
            )
            row.signatures.set(emailed.signatures.all())
    except IntegrityError:
        return None  # the signature was erased at this very moment
    return token
