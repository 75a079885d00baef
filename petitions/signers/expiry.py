"""What happens to signatures whose time is over (petitions/signers/retention.py decides when).

No one withdraws here: what counted still counts, and the public log stays as it is. Unlike an erasure that a
signer asked for, this leaves no mark: a restored backup brings back the dates by which it is done again.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from petitions.counting import tallies
from petitions.models import Signature
from petitions.signers import erasure

# The moments are rounded to the end of their day (UTC). To the second, they could be matched with notes that
# someone else took of the line in the log. They stay within the day of the tallies. And they never move before
# an earlier erasure, which would then erase them in a replay.
_STRIP = """
UPDATE petitions_signature SET
    name = '', initials = '', city = '', comment = '', visibility = 'counted', erased_at = statement_timestamp(),
    signed_at = date_trunc('day', confirmed_at, 'UTC') + interval '1 day - 1 microsecond',
    confirmed_at = date_trunc('day', confirmed_at, 'UTC') + interval '1 day - 1 microsecond',
    mailed_at = NULL, bounced_at = NULL, reminded_at = NULL
WHERE id = ANY(%s)
"""

# The tallies record how many signatures have no row any more: petitions/transparency/count_audit.py needs it.
_RECORD_ERASED = """
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


def expire(signatures: QuerySet[Signature], *, everything: bool) -> list[int]:
    """Erase what identifies these signers, in the caller's transaction. Returns the ids, in their order.

    everything: delete the rows too, except those of signers who want updates.
    """
    if everything:
        tallies.lock_folding()  # before the rows are locked, because it changes the same tallies
    needed = signatures.only("email_digest", "wants_updates")
    locked = list(needed.select_for_update(of=("self",)))
    gone = [each for each in locked if everything and not each.wants_updates]
    _delete_rows(gone)
    _strip_personal_data({each.pk for each in locked} - {each.pk for each in gone})
    return [each.pk for each in locked]


def _strip_personal_data(ids: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STRIP, [list(ids)])


def _delete_rows(signatures: Sequence[Signature]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_ERASED, [[each.pk for each in signatures]])
    erasure.delete_without_marks(signatures)
