"""The admin of petitions, with a package for each activity of staff. Importing it registers every model.

Open first: `petition/petition.py` (petitions, their dashboard and closing) and `signature/signature.py`
(finding, reviewing and exporting signatures). The package may import every other package of petitions.
"""

from petitions.admin.handover import delivery, dossier, paper_signatures, response
from petitions.admin.moderation import (
    access_rules,
    address_rules,
    count_check,
    invalidation,
    switches,
)
from petitions.admin.petition import first_page, letters, petition, update
from petitions.admin.signature import access_log, consent, signature

__all__ = [
    "access_log",
    "access_rules",
    "address_rules",
    "consent",
    "count_check",
    "delivery",
    "dossier",
    "first_page",
    "invalidation",
    "letters",
    "paper_signatures",
    "petition",
    "response",
    "signature",
    "switches",
    "update",
]
