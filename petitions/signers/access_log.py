"""The log of who looked at signers. Every page and file of the desk that shows signers to staff writes to it.

A line is written before the page or the first row of the file leaves. If it cannot be written, no one is shown.
"""

from collections.abc import Generator, Iterable
from contextlib import closing

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaign.activity import log as activity
from petitions import periods
from petitions.models import Petition, SignerAccess

# The activity log refers to the line here, and keeps the reference when the line has expired.
_IN_ACTIVITY = {
    SignerAccess.Kind.EXPORT: activity.Kind.EXPORTED,
    SignerAccess.Kind.DOSSIER: activity.Kind.EXPORTED,
    SignerAccess.Kind.ERASE: activity.Kind.ERASED,
}


def record(
    author: User,
    kind: SignerAccess.Kind,
    *,
    reason: str,
    petition: int | None,
    filters: Iterable[str] = (),
    found: int | None,
) -> SignerAccess:
    """Log a look at signers.

    petition: the id in the page's URL, which may be of none; None for all. filters: their kinds ("country"), never a
    word that was searched for.
    """
    with transaction.atomic():
        entry = SignerAccess.objects.create(
            author=author, kind=kind, reason=reason, petition=Petition.objects.filter(pk=petition or 0).first(),
            filters=", ".join(sorted(set(filters))), found=found,
        )  # fmt: skip
        activity.record(
            _IN_ACTIVITY.get(kind, activity.Kind.SIGNERS), actor=author, subject=entry, detail=kind
        )
    return entry


def count_rows[R](rows: Generator[R], entry: SignerAccess) -> Generator[R]:
    """Pass the rows of a file through, and write down how many there were, also if it is broken off."""
    entry.found = 0
    try:
        # Close the generator before the line is written, or its transaction would roll that back.
        with closing(rows):
            for row in rows:
                yield row
                entry.found += 1
    finally:
        entry.save(update_fields=["found"])


def latest_exports() -> QuerySet[SignerAccess]:
    exports = SignerAccess.objects.filter(kind=SignerAccess.Kind.EXPORT)
    return exports.select_related("author", "petition")


def erase_expired() -> None:
    """Delete the lines that are older than the period."""
    SignerAccess.objects.filter(at__lt=timezone.now() - periods.ACCESS_LOG).delete()
