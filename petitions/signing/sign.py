"""Signing: storing signatures and queueing the email that asks to confirm them.

Confirming is in petitions/signing/confirm.py, erasing a signature in petitions/signers/erasure.py. What must hold,
whatever is killed and however many requests arrive at once:

- `sign_petitions` returns after the commit of one transaction that holds both the rows and the queued email.
- One address has one row per petition. The database's unique key enforces it, and a repeated signing is an
  upsert that changes only an unconfirmed row. So a retry makes no second signature, and no one can change
  a signature that was confirmed.
- `sign_petitions` does the same work and returns nothing, whether or not the address has signed before. If
  it has, only the owner of the mailbox learns it, by email.
- No two signers wait for each other, nor for anyone who works on the petition.
- A quarantined signer (petitions/moderation/screening.py) sees the same pages and gets the same emails as
  everyone else.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from campaign.privacy.encryption import encrypt
from petitions.addresses import canonical
from petitions.models import Petition, Signature
from petitions.moderation import screening
from petitions.moderation.screening import Origin

State = Signature.State


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureInput:
    """What a visitor typed, cleaned. Its repr may get into an error report, so it identifies no one."""

    name: str = field(repr=False)
    address: str = field(repr=False)  # from `canonical.clean_address`
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


# An upsert that leaves confirmed signatures alone, which the ORM's `update_conflicts` cannot express. What is
# quarantined stays so. What was invalidated may be signed again, and is quarantined for staff to review.
_SIGN = """
WITH given AS (
    SELECT * FROM unnest(%(petitions)s::bigint[], %(digests)s::bytea[], %(quarantine_reasons)s::text[],
        %(people)s::bigint[]) AS given (petition_id, email_digest, quarantine_reason, signed_for_id)
), signed AS (
    INSERT INTO petitions_signature AS signature (
        petition_id, email_digest, email, name, country, city, comment, visibility, wants_updates,
        signed_for_id, consent_version, language, state, signed_at, quarantine_reason
    )
    SELECT
        petition_id, email_digest, %(email)s, %(name)s, %(country)s, %(city)s, %(comment)s, %(visibility)s,
        %(wants_updates)s, signed_for_id, %(consent_version)s, %(language)s, 'pending', clock_timestamp(),
        quarantine_reason
    FROM given ORDER BY petition_id
    ON CONFLICT (petition_id, email_digest) DO UPDATE SET
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


def sign_petitions(petitions: Sequence[Petition], given: SignatureInput) -> None:
    """Store an unconfirmed signature on each petition, and queue the one email that asks to confirm them.

    A signature is given for the chosen person if its petition is about that person or about everyone. A
    petition that is among them twice is signed once.
    """
    petitions = list({petition.pk: petition for petition in petitions}.values())
    values = _sql_values(petitions, given)
    named = list(zip(values["petitions"], values["digests"], strict=True))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SIGN, values)
        app.configure_task("signing-mail", allow_unknown=False).defer(
            signatures=[[pk, digest.hex()] for pk, digest in named],
            encrypted_address=values["email"],
            seed=secrets.token_hex(32),
            language=given.language,
            came_from=list(given.came_from) if given.came_from else None,
        )


def _sql_values(petitions: Sequence[Petition], given: SignatureInput) -> dict[str, Any]:
    """The parameters of _SIGN."""
    ids = [petition.pk for petition in petitions]
    digests = canonical.digests_to_sign(ids, given.address)
    person = given.signed_for_id
    about_person = set(
        Petition.objects.filter(pk__in=ids).about(person).values_list("pk", flat=True)
        if person
        else ()
    )
    return {
        "petitions": ids,
        "digests": [digests[pk] for pk in ids],
        "quarantine_reasons": [
            screening.screen_form(petition, proven=given.proven) for petition in petitions
        ],
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
