"""The staff's desk for petitions, by what is done there."""

from petitions.admin import petition, rules, signature

__all__ = ["petition", "rules", "signature"]
