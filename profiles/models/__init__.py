"""The people who are detained, and what we know about them, with source and date.

Open `detainee.py` first: it has the person, and the QuerySet through which pages read people. The parts of a
profile (names, claims, events, consents …) are in files of their own and share the bases in `parts.py`.
`vocabulary.py` has the controlled words. Imports: `profiles/names` and the shared packages of campaign.
"""

from profiles.models.consent import Consent, ConsentQuerySet
from profiles.models.depiction import Depiction, DepictionQuerySet
from profiles.models.detainee import Detainee, DetaineeQuerySet, SlugHistory
from profiles.models.erased import ErasedAddress, ErasedPerson
from profiles.models.evidence import Event, Source, StatusClaim, StatusClaimQuerySet
from profiles.models.importing import ImportBatch, ImportFile, ImportLayout, ImportRow
from profiles.models.justice import LegalCase, Reason
from profiles.models.listing import Listing, ListingBlock, PublicChange
from profiles.models.name import Name, NameWord, SpellingGroup
from profiles.models.open_data import Due, OpenRecord
from profiles.models.record import Amendment, Distinct, ExternalRecord, Relationship
from profiles.models.shortfall import Shortfall
from profiles.models.tip import Tip, TipMessage
from profiles.models.translation import DetaineeTranslation
from profiles.models.voices import Quote, Reply

__all__ = [
    "Amendment",
    "Consent",
    "ConsentQuerySet",
    "Depiction",
    "DepictionQuerySet",
    "Detainee",
    "DetaineeQuerySet",
    "DetaineeTranslation",
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
    "Shortfall",
    "SlugHistory",
    "Source",
    "SpellingGroup",
    "StatusClaim",
    "StatusClaimQuerySet",
    "Tip",
    "TipMessage",
]
