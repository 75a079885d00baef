"""Whether the count is what it claims to be: compared with the signatures themselves, every night.

In one statement, and so at one moment, while people go on signing: each confirmed signature stands in
the tallies (or in the ledger's lines that are not folded yet) under its petition, its country, its day
and the person it was given for, and once more in the public log. Then the lines of the log are compared with
every head that was published (petitions/transparency/log_audit.py). The expected number of differences is none.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django_countries import countries

from petitions.counting import tallies
from petitions.models import CountCheck, Petition
from petitions.transparency import log_audit

logger = logging.getLogger(__name__)

MOST_TOLD = 100  # sentences in one check; one fault may show in thousands of places

# The audit reads the tables and not the views of the count (petitions_count …), because it checks what the views
# add up, and because a repair needs the unfolded lines by themselves.
#
# What the signatures say, with those whose rows are gone (petitions/signers/expiry.py), and what is not folded
# into the tallies yet: so many of a kind ("what") under a petition and a key. The bits of `grouping` are set
# for what a row is not grouped by.
_BOTH = """
named AS (
    SELECT
        CASE grouping(petition_id, country, day, signed_for_id)
            WHEN 7 THEN 'total' WHEN 3 THEN 'country' WHEN 5 THEN 'day' ELSE 'person'
        END AS what,
        coalesce(petition_id, 0) AS petition_id,
        coalesce(country, day::text, signed_for_id::text, '') AS key,
        count(*) AS number
    FROM (
        SELECT petition_id, country, (confirmed_at AT TIME ZONE 'UTC')::date AS day, signed_for_id
        FROM petitions_signature WHERE state = 'confirmed'
    ) AS signature
    GROUP BY GROUPING SETS (
        (petition_id), (petition_id, country), (petition_id, day), (signed_for_id)
    )
    HAVING grouping(signed_for_id) = 1 OR signed_for_id IS NOT NULL
), erased AS (
    SELECT 'country' AS what, petition_id, country AS key, erased AS number FROM petitions_tally
    UNION ALL SELECT 'total', petition_id, '', erased FROM petitions_tally
    UNION ALL SELECT 'day', petition_id, day::text, erased FROM petitions_daytally
    WHERE kind = 'counted'
    UNION ALL SELECT 'person', 0, detainee_id::text, erased FROM petitions_persontally
), confirmed AS (
    SELECT what, petition_id, key, sum(number)::bigint AS number
    FROM (TABLE named UNION ALL SELECT * FROM erased WHERE number <> 0) AS parts
    GROUP BY what, petition_id, key
), line AS MATERIALIZED (
    SELECT petition_id, country, day, signed_for, delta
    FROM petitions_ledgerentry WHERE kind = 'counted'
), unfolded AS (
    SELECT 'country' AS what, petition_id, country AS key, delta AS number FROM line
    UNION ALL SELECT 'day', petition_id, day::text, delta FROM line
    UNION ALL SELECT 'person', 0, signed_for::text, delta FROM line WHERE signed_for IS NOT NULL
)
"""

_DIFFERENCES = f"""
WITH {_BOTH}, tally AS (
    SELECT 'country' AS what, petition_id, country AS key, count AS number FROM petitions_tally
    UNION ALL SELECT 'day', petition_id, day::text, count FROM petitions_daytally
    WHERE kind = 'counted'
    UNION ALL SELECT 'person', 0, detainee_id::text, count FROM petitions_persontally
    UNION ALL TABLE unfolded
), log AS (
    SELECT petition_id, sum(CASE action WHEN 'add' THEN 1 ELSE -1 END) AS number
    FROM petitions_leaf GROUP BY petition_id
), counted AS (
    SELECT what, petition_id, key, sum(number) AS number FROM tally GROUP BY what, petition_id, key
    UNION ALL SELECT 'total', petition_id, '', sum(number) FROM tally
    WHERE what = 'country' GROUP BY petition_id
    UNION ALL SELECT 'log', petition_id, '', number FROM log
), expected AS (
    TABLE confirmed
    UNION ALL SELECT 'log', petition_id, key, number FROM confirmed WHERE what = 'total'
)
SELECT
    what, petition_id, key,
    coalesce(counted.number, 0)::bigint, coalesce(expected.number, 0)::bigint
FROM counted FULL JOIN expected USING (what, petition_id, key)
WHERE coalesce(counted.number, 0) <> coalesce(expected.number, 0)
ORDER BY array_position(ARRAY['total', 'log', 'country', 'day', 'person'], what), petition_id, key
"""  # noqa: S608 - no part of it comes from outside

# A tally is what the signatures say without what is still to be folded: that comes by itself.
_REPAIR = f"""
WITH {_BOTH}, parts AS (
    SELECT what, petition_id, key, number, false AS is_there FROM confirmed
    UNION ALL SELECT what, petition_id, key, -number, false FROM unfolded
    UNION ALL SELECT 'country', petition_id, country, 0, true FROM petitions_tally
    UNION ALL SELECT 'day', petition_id, day::text, 0, true FROM petitions_daytally
    WHERE kind = 'counted'
    UNION ALL SELECT 'person', 0, detainee_id::text, 0, true FROM petitions_persontally
), right_one AS MATERIALIZED (
    SELECT what, petition_id, key, sum(number)::bigint AS number FROM parts
    GROUP BY what, petition_id, key HAVING sum(number) <> 0 OR bool_or(is_there)
), by_country AS (
    INSERT INTO petitions_tally AS tally (petition_id, country, count)
    SELECT petition_id, key, number FROM right_one WHERE what = 'country'
    ON CONFLICT (petition_id, country) DO UPDATE SET count = EXCLUDED.count
    WHERE tally.count <> EXCLUDED.count
    RETURNING 1
), by_day AS (
    INSERT INTO petitions_daytally AS tally (petition_id, kind, day, count)
    SELECT petition_id, 'counted', key::date, number FROM right_one WHERE what = 'day'
    ON CONFLICT (petition_id, kind, day) DO UPDATE SET count = EXCLUDED.count
    WHERE tally.count <> EXCLUDED.count
    RETURNING 1
), by_person AS (
    INSERT INTO petitions_persontally AS tally (detainee_id, count)
    SELECT key::bigint, number FROM right_one WHERE what = 'person'
    ON CONFLICT (detainee_id) DO UPDATE SET count = EXCLUDED.count
    WHERE tally.count <> EXCLUDED.count
    RETURNING 1
)
SELECT (SELECT count(*) FROM by_country) + (SELECT count(*) FROM by_day)
    + (SELECT count(*) FROM by_person)
"""  # noqa: S608 - no part of it comes from outside


@dataclass(frozen=True, slots=True)
class Difference:
    """what: "total", "log", "country", "day" or "person". key: which country, day (UTC) or person's id.

    counted: what the tallies and the ledger, or the log, say. confirmed: what the signatures say.
    """

    what: str
    petition_id: int  # 0 for a person: they are counted over all petitions
    key: str
    counted: int
    confirmed: int


def differences() -> list[Difference]:
    """All there are now, those of whole petitions first."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return [Difference(*row) for row in cursor.fetchall()]


def check() -> CountCheck:
    """Compare, keep what came of it, and raise the alarm if it is not nothing."""
    begun = time.monotonic()
    found = differences()
    faults = log_audit.broken_logs()
    milliseconds = round(1000 * (time.monotonic() - begun))
    # The desk and a mail to ADMINS tell of it too (petitions/moderation/alerts.py).
    if found:
        logger.error("The count is wrong in %d places. See docs/operators.md.", len(found))
    if faults:
        logger.error("The public log is wrong in %d places. See docs/operators.md.", len(faults))
    return CountCheck.objects.create(
        petitions=Petition.objects.count(),
        differences=_told(found) + faults[:MOST_TOLD],
        milliseconds=milliseconds,
    )


def repair() -> int:
    """Set the tallies to what the signatures say; the number of tallies that were wrong.

    It may run at any time. Nothing is folded meanwhile, and those who sign go on: their lines wait in the
    ledger. The public log is never changed; a difference there is for people to look into.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        tallies.lock_folding()
        cursor.execute(_REPAIR)
        [(repaired,)] = cursor.fetchall()
    return int(repaired)


def _told(found: list[Difference]) -> list[str]:
    titles = dict(Petition.objects.values_list("pk", "title"))
    sentences = [_sentence(each, titles) for each in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        sentences.append(_("… and %(more)d more.") % {"more": len(found) - MOST_TOLD})
    return sentences


def _sentence(each: Difference, titles: dict[int, str]) -> str:
    words: dict[str, Any] = {
        "petition": titles.get(each.petition_id, f"#{each.petition_id}"),
        "counted": each.counted,
        "confirmed": each.confirmed,
    }
    match each.what:
        case "total":
            said = _("%(petition)s: the count is %(counted)d, and %(confirmed)d are confirmed.")
        case "log":
            said = _("%(petition)s: the log says %(counted)d, and %(confirmed)d are confirmed.")
        case "person":
            words["person"] = f"P-{int(each.key):04d}"
            said = _("Signed for %(person)s: counted %(counted)d, confirmed %(confirmed)d.")
        case _:
            words["where"] = countries.name(each.key) if each.what == "country" else each.key
            said = _("%(petition)s, %(where)s: counted %(counted)d, confirmed %(confirmed)d.")
    return said % words
