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


# --- Updates -----------------------------------------------------------------------------------------------
