"""Signing and confirming. How a signature goes again is in petitions/signers/erasure.py.

What must hold, whatever is killed and however many ask at once:

- `sign` returns after the commit of one transaction that holds both the rows and the queued mail.
- One address has one row per petition: the database's unique key sees to it, and a repeated signing
  is an upsert that touches only a row still waiting. So a retry makes no second signature, and nobody
  can change one that was confirmed.
- `sign` does the same work and returns nothing, whether or not the address has signed before: what
  there is to tell is told by mail, to the owner of the mailbox alone.
- What counts is what was shown: the button confirms the version that its page showed, and no other.
- A signature counts once: confirming locks it, and its new state, its +1 in the ledger and its line in
  the log are one transaction.
- No two signers wait for each other, nor for anybody who works on the petition.
- Whoever is held for review (petitions/moderation/screening.py) sees and is told what everybody is.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.privacy.encryption import encrypt
from campaign.text import codes
from petitions.addresses import canonical, mailboxes
from petitions.counting import ledger
from petitions.models import Kind, MailedToken, Petition, Signature
from petitions.moderation import screening
from petitions.moderation.screening import Origin, QuarantineReason
from petitions.signing import tokens
from petitions.signing.tokens import Purpose

GRACE = timedelta(hours=24)  # after a petition's closing, for mails that are still under way

State = Signature.State


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
    proven: bool = False  # petitions/moderation/proof_of_work.py
    came_from: Origin | None = field(default=None, repr=False)


# An upsert that leaves what was confirmed alone, which the ORM's `update_conflicts` cannot say. What was
# held stays so; what was invalidated may be signed afresh, and somebody looks at it first.
_SIGN = """
WITH given AS (
    SELECT * FROM unnest(%(petitions)s::bigint[], %(digests)s::bytea[], %(locals)s::bytea[],
        %(domains)s::bytea[], %(holds)s::text[], %(people)s::bigint[])
        AS given (petition_id, email_digest, local_digests, domain_digest, quarantine_reason, signed_for_id)
    WHERE %(change)s = (
        SELECT coalesce(max(id), 0) FROM petitions_rulechange WHERE begun_at IS NOT NULL
    )
), signed AS (
    INSERT INTO petitions_signature AS signature (
        petition_id, email_digest, local_digests, domain_digest, email, name, country, city, comment,
        visibility, wants_updates, signed_for_id, consent_version, language, state, signed_at,
        quarantine_reason
    )
    SELECT
        petition_id, email_digest, local_digests, domain_digest, %(email)s, %(name)s, %(country)s,
        %(city)s, %(comment)s, %(visibility)s, %(wants_updates)s, signed_for_id,
        %(consent_version)s, %(language)s, 'pending', clock_timestamp(), quarantine_reason
    FROM given ORDER BY petition_id
    ON CONFLICT (petition_id, email_digest) DO UPDATE SET
        local_digests = EXCLUDED.local_digests, domain_digest = EXCLUDED.domain_digest,
        email = EXCLUDED.email, name = EXCLUDED.name, country = EXCLUDED.country,
        city = EXCLUDED.city, comment = EXCLUDED.comment, visibility = EXCLUDED.visibility,
        wants_updates = EXCLUDED.wants_updates, signed_for_id = EXCLUDED.signed_for_id,
        consent_version = EXCLUDED.consent_version, language = EXCLUDED.language,
        signed_at = EXCLUDED.signed_at, state = 'pending', invalidation_id = NULL,
        bounced_at = NULL, updates_consent = '', updates_agreed_at = NULL,
        quarantine_reason = CASE
            WHEN signature.state = 'invalidated' THEN 'invalidated before'
            WHEN signature.quarantine_reason <> '' THEN signature.quarantine_reason
            ELSE EXCLUDED.quarantine_reason
        END
    WHERE signature.confirmed_at IS NULL
    RETURNING petition_id, xmax = 0 AS is_new
)
INSERT INTO petitions_ledgerentry (petition_id, kind, day, country, delta)
SELECT
    given.petition_id, CASE WHEN signed.is_new THEN 'signed' ELSE 'repeated' END,
    (clock_timestamp() AT TIME ZONE 'UTC')::date, '', 1
FROM given LEFT JOIN signed USING (petition_id)
"""


def sign(petitions: Sequence[Petition], given: Signing) -> None:
    """Keep a signature on each, to wait for its confirmation, and queue the one mail that asks for it.

    It is given for the person where the petition is about her, or about everybody. A petition that is
    among them twice is signed once.
    """
    petitions = list({petition.pk: petition for petition in petitions}.values())
    values = _values(petitions, given)
    while not _keep(given, values):
        pass  # staff changed a rule for addresses at this very moment


def _keep(given: Signing, values: dict[str, Any]) -> bool:
    """Whether it is kept: the rules that its digests were made by must be in force still."""
    standing = canonical.rules_in_force()
    mailbox = canonical.canonical(given.address, standing.rules)
    ids: list[int] = values["petitions"]
    digests = [canonical.signature_digest(pk, mailbox) for pk in ids]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SIGN, values | {"digests": digests, "change": standing.change})
        if cursor.rowcount < len(ids):
            return False
        # The digests go along, for staff may change the address rules before the mail is written.
        app.configure_task("signing-mail", allow_unknown=False).defer(
            signatures=[[pk, digest.hex()] for pk, digest in zip(ids, digests, strict=True)],
            sealed=values["email"],
            seed=secrets.token_hex(32),
            language=given.language,
            came_from=list(given.came_from) if given.came_from else None,
        )
    return True


def _values(petitions: Sequence[Petition], given: Signing) -> dict[str, Any]:
    """For _SIGN, all but the digests."""
    ids = [petition.pk for petition in petitions]
    parts = [canonical.Parts.of(pk, given.address) for pk in ids]
    person = given.signed_for_id
    about_person = set(
        Petition.objects.filter(pk__in=ids).about(person).values_list("pk", flat=True)
        if person
        else ()
    )
    return {
        "petitions": ids,
        "locals": [part.local_digests for part in parts],
        "domains": [part.domain_digest for part in parts],
        "holds": [screening.screen_form(petition, proven=given.proven) for petition in petitions],
        "email": encrypt(given.address),
        "name": given.name,
        "country": given.country,
        "city": given.city,
        "comment": given.comment,
        "visibility": given.visibility,
        "wants_updates": given.wants_updates,
        "people": [person if pk in about_person else None for pk in ids],
        "consent_version": given.consent_version,
        "language": given.language,
    }


# --- Confirming --------------------------------------------------------------------------------------------


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


# --- Updates -----------------------------------------------------------------------------------------------


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
