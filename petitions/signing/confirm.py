"""Confirming: the emailed link or the typed code, and the button that makes a signature count.

- What counts is what was shown: the button confirms what its page showed (petitions/signing/shown.py).
- A signature counts once. Confirming locks it. Its new state, its +1 in the ledger and its line in the log
  are one transaction.
- In the same transaction the encrypted details go, and what the chosen visibility needs of them stays.
"""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.privacy.encryption import encrypted_field
from campaign.run.prepared import run_prepared
from campaign.text import codes
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.counting import ledger
from petitions.models import Kind, MailedToken, Petition, Signature
from petitions.models.details import Details
from petitions.signing import shown as shown_signatures
from petitions.signing import tokens
from petitions.signing.tokens import Purpose

State = Signature.State


class Behind(NamedTuple):
    """The signatures behind an emailed link.

    signatures: that can be confirmed or were confirmed. too_late: those whose petition has closed since. pressed: those
    that this press of the button confirmed. Only who pressed it may see more of them: a link gets forwarded.
    """

    signatures: list[Signature]
    too_late: list[Signature]
    pressed: Sequence[Signature] = ()


def find_signatures(token: str, *, lock: bool = False) -> Behind:
    """The signatures behind an emailed link. It changes nothing."""
    found = [
        each
        for each in tokens.signatures_behind(Purpose.CONFIRM, token, lock=lock)
        if each.petition.is_published
    ]
    in_time = list(filter(may_be_confirmed, found))
    return Behind(in_time, [each for each in found if each not in in_time])


def may_be_confirmed(signature: Signature) -> bool:
    """Whether its petition is public and, unless it is confirmed already, closed less than periods.CONFIRMED_AFTER_CLOSING ago."""
    petition = signature.petition
    return petition.is_published and (
        signature.confirmed_at is not None
        or petition.closes_at is None
        or timezone.now() < petition.closes_at + periods.CONFIRMED_AFTER_CLOSING
    )


def confirm_signatures(
    token: str,
    *,
    seen: str = "",
    chosen: Container[int] | None = None,
    parts: Mapping[int, bytes] | None = None,
) -> Behind:
    """Count the signatures behind an emailed link, and return them; none if the link is not (or no longer) valid.

    seen: what the page with the button showed (petitions/signing/shown.py). Without it, what is stored now counts.
    If one of the shown signatures can no longer be confirmed, or `seen` is of no such page, nothing is counted: the
    signatures come back unconfirmed, to be shown first. Pressing twice is the same as pressing once.

    chosen: the ids of the petitions that are ticked on that page; all of them without it. Someone else may have signed
    another letter with this address. The others stay unconfirmed until they expire, and no email reminds of them.

    parts: of the receipts, as the browser has drawn them, by petition id.
    """
    with transaction.atomic():
        found = find_signatures(token, lock=True)
        if not seen:
            asked = [
                each
                for each in found.signatures
                if each.confirmed_at is None and (chosen is None or each.petition_id in chosen)
            ]
            _confirm(asked, parts or {})
            return found._replace(pressed=asked)
        try:
            shown = shown_signatures.from_form(token, seen)
        except ValueError:
            return found
        if not shown.keys() <= {each.pk for each in found.signatures}:
            return found
        # One that was signed meanwhile was not shown. It stays as it is, and its own email asks about it.
        of_the_page = [each for each in found.signatures if each.pk in shown]
        ticked = [each for each in of_the_page if chosen is None or each.petition_id in chosen]
        if not ticked:
            return found
        asked = [each for each in ticked if each.confirmed_at is None]
        for signature in asked:
            shown_signatures.put_back(signature, shown[signature.pk])
        _confirm(asked, parts or {})
        _remind_no_more(each for each in of_the_page if each not in ticked)
        pressed = [each for each in ticked if _is_by_this_page(each, parts or {})]
        return Behind(ticked, found.too_late, pressed=pressed)


def _is_by_this_page(signature: Signature, parts: Mapping[int, bytes]) -> bool:
    """Whether it was confirmed just now: by this press, or by the first of two impatient clicks on one page.

    Another page of the same link has drawn another part, and would call the receipt a false one.
    """
    return (
        signature.confirmed_at is not None
        and timezone.now() < signature.confirmed_at + periods.RECEIPT_ON_PAGE
        and ledger.part_of_browser(signature) == parts.get(signature.petition_id, b"")
    )


def _remind_no_more(left: Iterable[Signature]) -> None:
    if ids := [each.pk for each in left if each.confirmed_at is None]:
        Signature.objects.filter(pk__in=ids, reminded_at=None).update(reminded_at=timezone.now())


def _confirm(signatures: Sequence[Signature], parts: Mapping[int, bytes]) -> None:
    """Confirm locked signatures of one address."""
    if not signatures:
        return
    now = timezone.now()
    addresses = {each.email for each in signatures if each.email}
    counted, events = [], []
    for signature in signatures:
        signature.confirmed_at = now
        shown = Details.from_json(signature.details).columns_for(signature.visibility)
        for column, text in shown.items():
            setattr(signature, column, text)
        events.append((Kind.CONFIRMED, signature.petition_id))
        if signature.state == State.PENDING and signature.quarantine_reason:
            signature.state = State.QUARANTINED
            events.append((Kind.QUARANTINED, signature.petition_id))
        elif signature.state == State.PENDING:
            signature.state = State.CONFIRMED
            counted.append(signature)
    ledger.add_all(counted, events=events, parts=parts)
    for signature in signatures:
        # One that does not count gets a receipt too, so that its signer sees what every signer sees.
        part = parts.get(signature.petition_id, b"")
        signature.receipt = signature.receipt or ledger.new_receipt(part)
    _save(signatures)
    mailboxes.clear_unanswered(*addresses)


_EMAIL = encrypted_field(Signature, "email")
# One JSON text, because every signer comes here: psycopg takes longer for sixteen arrays than Postgres for all of it.
_SAVE = """
UPDATE petitions_signature AS signature SET
    state = given.state, confirmed_at = given.confirmed_at, receipt = given.receipt, details = NULL,
    email = given.email, name = given.name, initials = given.initials, city = given.city, comment = given.comment,
    country = given.country, visibility = given.visibility, wants_updates = given.wants_updates,
    signed_for_id = given.signed_for_id, consent_version = given.consent_version, language = given.language,
    signed_at = given.signed_at, quarantine_reason = given.quarantine_reason
FROM jsonb_to_recordset(%s::jsonb) AS given (
    id bigint, state text, confirmed_at timestamptz, receipt bytea, email text, name text, initials text, city text,
    comment text, country text, visibility text, wants_updates boolean, signed_for_id bigint, consent_version text,
    language text, signed_at timestamptz, quarantine_reason text
)
WHERE signature.id = given.id
"""
_AS_THEY_ARE = (
    "id", "state", "confirmed_at", "name", "initials", "city", "comment", "country", "visibility", "wants_updates",
    "signed_for_id", "consent_version", "language", "signed_at", "quarantine_reason",
)  # fmt: skip


def _save(signatures: Sequence[Signature]) -> None:
    rows = [
        {name: getattr(each, name) for name in _AS_THEY_ARE}
        | {"receipt": f"\\x{bytes(each.receipt or b'').hex()}", "email": _stored_address(each)}
        for each in signatures
    ]
    run_prepared(_SAVE, [json.dumps(rows, default=str)])


def _stored_address(signature: Signature) -> str | None:
    """From here on it is stored only for signers who asked for updates."""
    if not signature.wants_updates or not signature.email:
        return None
    return _EMAIL.encrypt(signature.email, *_EMAIL.row_of(signature))


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
