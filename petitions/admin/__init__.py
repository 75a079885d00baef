"""The staff's desk for petitions, by what is done there."""

from petitions.admin import delivery, invalidation, paper, petition, rules, signature, update

__all__ = ["delivery", "invalidation", "paper", "petition", "rules", "signature", "update"]
