"""Receipts: how a signer can check that the log holds their signature."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from petitions.counting import ledger
from petitions.models import Leaf, Petition, Signature
from petitions.models.log import Line
from petitions.transparency import log


def receipt_for(signature: Signature) -> dict[str, Any]:
    """What its signer can check the log with; {} if it was never confirmed."""
    if not signature.receipt:
        return {}
    return receipt_of(signature.petition, bytes(signature.receipt))


def receipt_of(petition: Petition, secret: bytes) -> dict[str, Any]:
    """In the shape of docs/verifying.md, with the proof from the first head on that covers the line.

    Of a signature that is held it looks like one whose line still waits, and of one that was invalidated
    like any other: what became of a signature is not told here.
    """
    receipt: dict[str, Any] = {
        "format": "signature-receipt/1",
        "petition": petition.slug,
        "published_at": settings.SITE_URL + reverse("petitions:integrity", args=[petition.slug]),
        "receipt": secret.hex(),
    }
    head = log.last_head(petition)
    leaf = head and log.placed(petition).filter(
        action=Leaf.Action.ADD,
        commitment=ledger.commitment(petition.slug, secret),
        position__lt=head.size,
    ).first()  # fmt: skip
    if head and leaf and leaf.position is not None and leaf.day is not None:
        proof = log.inclusion_proof(petition, leaf.position, head.size)
        receipt |= {
            "line": str(Line(leaf.action, leaf.day, bytes(leaf.commitment))),
            "position": leaf.position,
            "proof": [hashed.hex() for hashed in proof],
            "head": log.head_shape(head),
        }
    return receipt


def shown(receipt: dict[str, Any]) -> dict[str, Any]:
    """For petitions/_receipt.html: the file to download, whether it holds its proof already, its heads' page."""
    return {
        "file": f"receipt-{receipt['petition']}.json",
        "text": json.dumps(receipt, indent=1) + "\n",
        "is_proven": "proof" in receipt,
        "slug": receipt["petition"],
    }
