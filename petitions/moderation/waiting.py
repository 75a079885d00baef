"""Who waits for staff: confirmed signatures in quarantine, and signers whose email waits until staff approve them.

Signatures that wait for their own signer are not among them: an email has asked to confirm those, and staff can do nothing.
Petitions that are closed, or no longer public, are included. Their signers wait all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from petitions import periods
from petitions.models import Petition, QuarantineReason
from petitions.moderation import screening

MAX_COUNTED = 20_000  # of each kind and petition: the first page must open during a flood


@dataclass(frozen=True, slots=True)
class Queue:
    """So many wait (MAX_COUNTED at most), and since when the first of them does."""

    number: int = 0
    oldest: datetime | None = None

    def age(self, now: datetime) -> timedelta:
        return now - self.oldest if self.oldest else timedelta(0)

    def is_overdue(self, now: datetime) -> bool:
        return self.age(now) >= periods.REVIEW_WITHIN


@dataclass(frozen=True, slots=True)
class Waiting:
    """confirmed: they count as soon as they are approved. emails: they have got no email yet, so cannot confirm."""

    confirmed: Queue = Queue()
    emails: Queue = Queue()

    def __bool__(self) -> bool:
        return bool(self.confirmed.number or self.emails.number)

    def is_overdue(self, now: datetime) -> bool:
        return self.confirmed.is_overdue(now) or self.emails.is_overdue(now)


# The oldest first, so that a count that is cut off still has the true age. Signatures that are a week old and have no
# email are erased, so older ones need not be looked at (petitions/signers/unconfirmed.py).
_WAITING = """
SELECT petition.id, confirmed.number, confirmed.oldest, emails.number, emails.oldest
FROM petitions_petition AS petition
CROSS JOIN LATERAL (
    SELECT count(*) AS number, min(confirmed_at) AS oldest FROM (
        SELECT confirmed_at FROM petitions_signature
        WHERE petition_id = petition.id AND state = 'quarantined' ORDER BY confirmed_at LIMIT %(most)s
    ) AS of_them
) AS confirmed
CROSS JOIN LATERAL (
    SELECT count(*) AS number, min(signed_at) AS oldest FROM (
        SELECT signed_at FROM petitions_signature
        WHERE petition_id = petition.id AND state = 'pending' AND quarantine_reason <> ''
            AND quarantine_reason = ANY(%(reasons)s) AND mailed_at IS NULL AND bounced_at IS NULL
            AND signed_at > statement_timestamp() - %(lives)s
        ORDER BY signed_at LIMIT %(most)s
    ) AS of_them
) AS emails
WHERE (%(petitions)s::bigint[] IS NULL OR petition.id = ANY(%(petitions)s))
    AND (confirmed.number > 0 OR emails.number > 0)
"""


def of_petition(petition_id: int) -> Waiting:
    return _numbers([petition_id]).get(petition_id, Waiting())


def by_petition(ids: Iterable[int] | None = None) -> list[tuple[Petition, Waiting]]:
    """The petitions for which someone waits, with the one that waits longest first. ids: only of these; None for all."""
    numbers = _numbers(ids)
    petitions = Petition.objects.in_bulk(numbers)
    found = [(petitions[pk], waiting) for pk, waiting in numbers.items() if pk in petitions]
    return sorted(found, key=lambda each: _since(each[1]))


def _since(waiting: Waiting) -> datetime:
    return min(filter(None, (waiting.confirmed.oldest, waiting.emails.oldest)))


def _numbers(petitions: Iterable[int] | None = None) -> dict[int, Waiting]:
    values: dict[str, Any] = {
        "most": MAX_COUNTED,
        "reasons": QuarantineReason.of_waiting_emails(),
        "lives": periods.CONFIRMATION_LINK,
        "petitions": None if petitions is None else list(petitions),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, values)
        return {
            pk: Waiting(Queue(confirmed, oldest), Queue(emails, oldest_email))
            for pk, confirmed, oldest, emails, oldest_email in cursor.fetchall()
        }


def emails_over_limits() -> Queue:
    """Emails that wait for a limit of emails. Nothing speaks against their signers, so there is nothing to approve."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(received_at) FROM petitions_intake WHERE waits_for = ANY(%s)",
            [[str(limit) for limit in screening.OF_EMAILS]],
        )
        [(number, oldest)] = cursor.fetchall()
    return Queue(number, oldest)
