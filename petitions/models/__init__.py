"""The tables of petitions.

Open `petition.py`, `signature.py` and `count.py` first. The other files: `abuse.py` (access rules, network
traces, invalidations), `alert.py`, `checkpoint.py` (what is signed about
the log), `delivery.py` (hand-over and paper), `log.py` (the public log), `log_gap.py` (gaps in
it), `retention.py`, `rule.py` (address rules), `signer_access.py` (who looked at signers), `translation.py` and `update.py`. Models import
only `profiles` and the packages that all apps share.
"""

from petitions.models.abuse import (
    AccessRule,
    Domain,
    Invalidation,
    Trace,
)
from petitions.models.alert import Alert
from petitions.models.bounce_reports import BounceReports
from petitions.models.checkpoint import Checkpoint, CheckpointSignature, TimeStamp
from petitions.models.count import (
    CountCheck,
    DayTally,
    Kind,
    LedgerEntry,
    PersonTally,
    Publication,
    PublishedCountry,
    PublishedPerson,
    PublishedPetition,
    Switches,
    Tally,
)
from petitions.models.delivery import Delivery, Dossier, PaperBatch, Response
from petitions.models.intake import Intake
from petitions.models.log import Leaf, Tile, TreeHead
from petitions.models.log_gap import LogGap, LogStop
from petitions.models.petition import Addressee, Petition, PetitionQuerySet
from petitions.models.retention import ScheduledErasure
from petitions.models.rule import AddressRule, RuleChange, Twin
from petitions.models.signature import (
    ConsentText,
    Erasure,
    Mailbox,
    MailedToken,
    QuarantineReason,
    Signature,
    Visibility,
)
from petitions.models.signer_access import SignerAccess
from petitions.models.translation import PetitionTranslation
from petitions.models.update import Update

__all__ = [
    "AccessRule",
    "AddressRule",
    "Addressee",
    "Alert",
    "BounceReports",
    "Checkpoint",
    "CheckpointSignature",
    "ConsentText",
    "CountCheck",
    "DayTally",
    "Delivery",
    "Domain",
    "Dossier",
    "Erasure",
    "Intake",
    "Invalidation",
    "Kind",
    "Leaf",
    "LedgerEntry",
    "LogGap",
    "LogStop",
    "Mailbox",
    "MailedToken",
    "PaperBatch",
    "PersonTally",
    "Petition",
    "PetitionQuerySet",
    "PetitionTranslation",
    "Publication",
    "PublishedCountry",
    "PublishedPerson",
    "PublishedPetition",
    "QuarantineReason",
    "Response",
    "RuleChange",
    "ScheduledErasure",
    "Signature",
    "SignerAccess",
    "Switches",
    "Tally",
    "Tile",
    "TimeStamp",
    "Trace",
    "TreeHead",
    "Twin",
    "Update",
    "Visibility",
]
