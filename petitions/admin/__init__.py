"""The desk for petitions, in a package for each activity; importing this package registers all of it."""

from petitions.admin.handover import delivery, dossier, paper_signatures
from petitions.admin.moderation import (
    access_rules,
    address_rules,
    count_check,
    invalidation,
    rule_change,
    switches,
)
from petitions.admin.petition import petition, update
from petitions.admin.signature import consent, signature

__all__ = [
    "access_rules",
    "address_rules",
    "consent",
    "count_check",
    "delivery",
    "dossier",
    "invalidation",
    "paper_signatures",
    "petition",
    "rule_change",
    "signature",
    "switches",
    "update",
]
