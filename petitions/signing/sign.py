"""Signing: the one row that the form writes. The worker makes signatures of it (petitions/signing/storing.py).

What must hold, whatever is killed and however many requests arrive at once:

- `sign_petitions` returns after the commit of one INSERT. The row holds the whole signing, encrypted. So an
  answered form is durable.
- It does the same work and returns nothing, whether or not the address has signed before: it reads no table.
  If the address has signed, only the owner of the mailbox learns it, by email.
- No two signers wait for each other, nor for anyone who works on the petition.
- A retry makes no second signature: the worker upserts, and the database's unique key allows one row for an
  address and petition.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self

from django.db import connection

from campaign.privacy.encryption import decrypt_bytes, encrypt_bytes
from petitions.addresses import canonical
from petitions.moderation.screening import Origin

PURPOSE = "petitions.intake.signing"


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
    reference: str = ""  # of the person to sign for, as typed
    consent_version: str
    language: str = "en"
    proven: bool = False  # petitions/moderation/proof_of_work.py
    came_from: Origin | None = field(default=None, repr=False)


_GIVEN = [each.name for each in fields(SignatureInput)]


@dataclass(frozen=True, slots=True)
class Signing:
    """One accepted form, as the intake stores it.

    petitions: the ids of the petitions that it signs, each once. digests: of its signature on each of them, as hex
    digits. seed: the secrets of its email are made from it.
    """

    petitions: list[int]
    digests: list[str] = field(repr=False)
    given: SignatureInput
    seed: str = field(repr=False)

    def encrypt(self, digests: Sequence[bytes | memoryview]) -> bytes:
        """For the intake's row with these digests, and no other."""
        content = {
            "petitions": self.petitions,
            "digests": self.digests,
            "given": {name: getattr(self.given, name) for name in _GIVEN},
            "seed": self.seed,
        }
        return encrypt_bytes(json.dumps(content, ensure_ascii=False).encode(), PURPOSE, *digests)

    @classmethod
    def decrypt(cls, encrypted: bytes | memoryview, digests: Sequence[bytes | memoryview]) -> Self:
        """Raises ValueError if no key of PII_KEYS fits, or if it is not of the row with these digests."""
        content: dict[str, Any] = json.loads(decrypt_bytes(encrypted, PURPOSE, *digests))
        given = content["given"]
        came_from = Origin(*given.pop("came_from")) if given["came_from"] else None
        return cls(
            petitions=content["petitions"],
            digests=content["digests"],
            given=SignatureInput(**given | {"came_from": came_from}),
            seed=content["seed"],
        )


def sign_petitions(petition_ids: Iterable[int], given: SignatureInput) -> None:
    """Accept a signing of these petitions: durable once this returns, outside a transaction.

    A petition that is among them twice is signed once.
    """
    petitions = list(dict.fromkeys(petition_ids))
    mailbox = canonical.canonicalise(given.address, canonical.recent_history().now)
    digests = [canonical.signature_digest(pk, mailbox) for pk in petitions]
    signing = Signing(petitions, [each.hex() for each in digests], given, secrets.token_hex(32))
    keys = [canonical.intake_digest(each) for each in digests]
    # A placeholder for each digest: psycopg needs three times as long for a list.
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO petitions_intake (digests, signing) VALUES (ARRAY[{places}]::bytea[], %s)",  # noqa: S608
            [*keys, signing.encrypt(keys)],
        )
