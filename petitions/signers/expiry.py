"""What becomes of signatures whose time is over (petitions/signers/retention.py says when).

Nobody withdraws here: whatever counted goes on counting, and the public log stays as it is. There is no
mark of it either, unlike that of an erasure which a signer asked for: a restored backup brings the dates
along by which it is done again.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from petitions.counting import tallies
from petitions.models import Petition, Signature
from petitions.signers import erasure

# The moments are rounded to the end of their day (UTC): to the second they could be held against what
# somebody else has noted of the line. They stay within the day of the tallies, and before no erasure that
# came before them.
_STRIP = """
UPDATE petitions_signature SET
    name = '', city = '', comment = '', visibility = 'counted', erased_at = statement_timestamp(),
    signed_at = date_trunc('day', confirmed_at, 'UTC') + interval '1 day - 1 microsecond',
    confirmed_at = date_trunc('day', confirmed_at, 'UTC') + interval '1 day - 1 microsecond',
    mailed_at = NULL, bounced_at = NULL, reminded_at = NULL
WHERE id = ANY(%s)
"""

# Added to the tallies as having no row any more, by which petitions/transparency/count_audit.py knows that they count.
_NOTE = """
WITH counted AS MATERIALIZED (
    SELECT petition_id, country, (confirmed_at AT TIME ZONE 'UTC')::date AS day, signed_for_id
    FROM petitions_signature WHERE id = ANY(%s) AND state = 'confirmed'
), by_country AS (
    INSERT INTO petitions_tally AS tally (petition_id, country, count, erased)
    SELECT petition_id, country, 0, count(*) FROM counted GROUP BY 1, 2
    ON CONFLICT (petition_id, country) DO UPDATE SET erased = tally.erased + EXCLUDED.erased
), by_day AS (
    INSERT INTO petitions_daytally AS tally (petition_id, kind, day, count, erased)
    SELECT petition_id, 'counted', day, 0, count(*) FROM counted GROUP BY 1, 3
    ON CONFLICT (petition_id, kind, day) DO UPDATE SET erased = tally.erased + EXCLUDED.erased
)
INSERT INTO petitions_persontally AS tally (detainee_id, count, erased)
SELECT signed_for_id, 0, count(*) FROM counted WHERE signed_for_id IS NOT NULL GROUP BY 1
ON CONFLICT (detainee_id) DO UPDATE SET erased = tally.erased + EXCLUDED.erased
"""

_FORGET_DOMAINS = """
DELETE FROM petitions_domain AS domain WHERE petition_id = %s AND NOT EXISTS (
    SELECT FROM petitions_signature AS signature
    WHERE signature.petition_id = domain.petition_id AND signature.domain_digest = domain.digest
        AND signature.erased_at IS NULL
)
"""


def expire(signatures: QuerySet[Signature], *, everything: bool) -> list[int]:
    """Erase of these what names anybody, in the caller's transaction; which they were, in their order.

    everything: with their rows, but for those who asked for news.
    """
    if everything:
        tallies.fold_alone()  # before the rows are locked: it changes the same tallies
    needed = signatures.only("email_digest", "wants_updates")
    locked = list(needed.select_for_update(of=("self",)))
    gone = [each for each in locked if everything and not each.wants_updates]
    _dissolve(gone)
    _strip({each.pk for each in locked} - {each.pk for each in gone})
    return [each.pk for each in locked]


def _strip(ids: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STRIP, [list(ids)])


def _dissolve(signatures: Sequence[Signature]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [[each.pk for each in signatures]])
    erasure.remove(signatures)


def forget_domains(petition: Petition) -> None:
    """The names of mail domains that nobody uses who is named still."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_DOMAINS, [petition.pk])
