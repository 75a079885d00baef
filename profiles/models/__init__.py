"""People who are detained, and what is known of them: claims with a source and a date."""

from profiles.models.consent import Consent, ConsentQuerySet
from profiles.models.detainee import Detainee, DetaineeQuerySet, SlugHistory
from profiles.models.distinct import Distinct
from profiles.models.erased import ErasedAddress, ErasedPerson
from profiles.models.evidence import Event, Source, StatusClaim, StatusClaimQuerySet
from profiles.models.importing import ImportBatch, ImportFile, ImportLayout, ImportRow
from profiles.models.justice import LegalCase, Reason
from profiles.models.listing import Listing, ListingBlock, PublicChange
from profiles.models.name import Name, NameWord
from profiles.models.open_data import Due, OpenRecord
from profiles.models.record import Amendment, ExternalRecord, Relationship
from profiles.models.spelling import SpellingGroup
from profiles.models.tip import Tip, TipMessage
from profiles.models.voices import Quote, Reply

__all__ = [
    "Amendment",
    "Consent",
    "ConsentQuerySet",
    "Detainee",
    "DetaineeQuerySet",
    "Distinct",
    "Due",
    "ErasedAddress",
    "ErasedPerson",
    "Event",
    "ExternalRecord",
    "ImportBatch",
    "ImportFile",
    "ImportLayout",
    "ImportRow",
    "LegalCase",
    "Listing",
    "ListingBlock",
    "Name",
    "NameWord",
    "OpenRecord",
    "PublicChange",
    "Quote",
    "Reason",
    "Relationship",
    "Reply",
    "SlugHistory",
    "Source",
    "SpellingGroup",
    "StatusClaim",
    "StatusClaimQuerySet",
    "Tip",
    "TipMessage",
]
