"""The staff's desk for petitions, by what is done there."""

from petitions.admin import (
    access,
    check,
    consent,
    delivery,
    dossier,
    invalidation,
    paper,
    petition,
    rule_change,
    rules,
    signature,
    switches,
    update,
)

__all__ = [
    "access",
    "check",
    "consent",
    "delivery",
    "dossier",
    "invalidation",
    "paper",
    "petition",
    "rule_change",
    "rules",
    "signature",
    "switches",
    "update",
]
