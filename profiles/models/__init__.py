"""People who are detained, and what is known of them: claims with a source and a date."""

from profiles.models.consent import Consent, ConsentQuerySet
from profiles.models.detainee import Detainee, DetaineeQuerySet, SlugHistory
from profiles.models.evidence import Event, Source, StatusClaim, StatusClaimQuerySet
from profiles.models.name import Name

__all__ = [
    "Consent",
    "ConsentQuerySet",
    "Detainee",
    "DetaineeQuerySet",
    "Event",
    "Name",
    "SlugHistory",
    "Source",
    "StatusClaim",
    "StatusClaimQuerySet",
]
