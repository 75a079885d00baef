"""Receipts: how a signer can check that the log holds their signature.

A receipt is 32 random bytes of the server and, if the signer's browser runs JavaScript, 32 of the browser.
petitions/counting/ledger.py makes it when a signature is confirmed, and petitions/views/receipts.py carries it to the
thank-you page. This module makes the file that shows it.
"""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from petitions.counting import ledger
from petitions.models import Leaf, Petition, Signature
from petitions.models.log import LogLine
from petitions.transparency import log


def signature_receipt(signature: Signature) -> dict[str, Any]:
    """The receipt of a signature; {} if it was never confirmed."""
    if not signature.receipt:
        return {}
    return receipt_json(signature.petition, bytes(signature.receipt))


def receipt_json(petition: Petition, secret: bytes) -> dict[str, Any]:
    """A receipt in the format of docs/verifying.md. It has a proof once a head covers its line.

    A receipt does not reveal a signature's state. For a quarantined signature it looks as if its line were
    still waiting. For an invalidated one it looks like any other.
    """
    receipt: dict[str, Any] = {
        "format": "signature-receipt/1",
        "petition": petition.name_in_log,
        "published_at": settings.SITE_URL
        + reverse("petitions:integrity", args=[petition.name_in_log]),
        "receipt": secret.hex(),
    }
    head = log.last_head(petition)
    leaf = head and log.placed_leaves(petition).filter(
        action=Leaf.Action.ADD,
        commitment=ledger.commitment(petition.name_in_log, secret),
        position__lt=head.size,
    ).first()  # fmt: skip
    if head and leaf and leaf.position is not None and leaf.day is not None:
        proof = log.inclusion_proof(petition, leaf.position, head.size)
        receipt |= {
            "line": str(LogLine(leaf.action, leaf.day, bytes(leaf.commitment))),
            "position": leaf.position,
            "proof": [hashed.hex() for hashed in proof],
            "head": log.head_json(head),
        }
    return receipt


def receipt_context(receipt: dict[str, Any]) -> dict[str, object]:
    """For petitions/_receipt.html: the file to download, whether it has a proof, and the petition's slug."""
    return {
        "file": f"receipt-{receipt['petition']}.json",
        "text": json.dumps(receipt, indent=1) + "\n",
        "is_proven": "proof" in receipt,
        "has_part": len(receipt["receipt"]) > 2 * ledger.RECEIPT_BYTES,
        "slug": receipt["petition"],
    }
