"""What the page behind an emailed link showed, carried by the form of its button.

Anyone who knows an address can sign with it again until it is confirmed. So what is stored may differ from what the
signer saw. The button counts what its own page showed, whatever was signed since. Otherwise a hundred hosts could change
the signature all the time, and its signer could never confirm what they saw.

If no form came since, what is stored counts: a signer may have changed it on their own page, or staff may have acted.

It is encrypted for the page's link. So no one can read it in a stored page, change it, or use it for another link.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from campaign.privacy.encryption import decrypt, encrypt
from petitions.models import QuarantineReason, Signature
from petitions.signing.tokens import Purpose, token_digest

PURPOSE = "petitions.shown"
# What a form sets. Signatures of one form differ in none of them.
_GIVEN = (
    "email", "details", "country", "visibility", "wants_updates", "consent_version", "language", "signed_at",
)  # fmt: skip
# Every reason is written this long. Otherwise the length of the field would tell who is quarantined.
_REASON = Signature._meta.get_field("quarantine_reason").max_length or 0

type Shown = dict[int, dict[str, Any]]  # by the id of a signature, the values of its fields


def to_form(token: str, signatures: Iterable[Signature]) -> str:
    """The value of the hidden field for these signatures. token: of the link."""
    given: dict[str, int] = {}  # the number of each, so that what is the same is written once
    chosen = []
    for each in signatures:
        values = json.dumps([getattr(each, name) for name in _GIVEN], default=str)
        number = given.setdefault(values, len(given))
        reason = each.quarantine_reason.ljust(_REASON)
        chosen.append([each.pk, each.signed_for_id, reason, number])
    return encrypt(json.dumps([list(given), chosen]), PURPOSE, token_digest(Purpose.CONFIRM, token))


def from_form(token: str, field: str) -> Shown:
    """Raises ValueError unless `to_form` wrote the field for this link."""
    given, chosen = json.loads(decrypt(field, PURPOSE, token_digest(Purpose.CONFIRM, token)))
    values = [dict(zip(_GIVEN, json.loads(each), strict=True)) for each in given]
    return {
        pk: values[number]
        | {
            "signed_for_id": person,
            "quarantine_reason": reason.rstrip(),
            "signed_at": datetime.fromisoformat(values[number]["signed_at"]),
        }
        for pk, person, reason, number in chosen
    }


def put_back(signature: Signature, shown: dict[str, Any]) -> None:
    """If a form came since, set these fields as they were shown. It saves nothing.

    Such a form quarantines the signature no more than it changes it, and staff who approved what it said have not
    approved what was shown. What was invalidated before stays quarantined. The time stays that of the newest form: by
    it an erasure knows the row in a backup (petitions/signing/erasure_marks.py).
    """
    if signature.signed_at == shown["signed_at"]:
        return
    was_invalidated = signature.quarantine_reason == QuarantineReason.AGAIN
    for name, value in shown.items():
        if name != "signed_at":
            setattr(signature, name, value)
    if was_invalidated:
        signature.quarantine_reason = QuarantineReason.AGAIN
