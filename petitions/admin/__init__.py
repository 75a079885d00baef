"""The staff's desk for petitions, by what is done there."""

from petitions.admin import (
    access,
    consent,
    delivery,
    invalidation,
    paper,
    petition,
    rules,
    signature,
    update,
)

__all__ = [
    "access",
    "consent",
    "delivery",
    "invalidation",
    "paper",
    "petition",
    "rules",
    "signature",
    "update",
]
