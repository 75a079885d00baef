"""The published figures: everything finer than the total of a petition.

The total on a page is live. If finer figures were, anyone could watch them and see from which country the next
signature came, or for whom it was given. So they are rows that move together, for all petitions at one moment,
once a day, and each only by MIN_MOVE or more:

- signatures by petition and country. Countries whose last published count is below MIN_SHOWN are shown together.
- how many countries there are. A new one would show that someone from a new country signed that day.
- signatures by the person they were given for.

A figure goes down by the same rule, so a single withdrawal does not show. Between its moves a figure is wrong by
MIN_MOVE - 1 at most, whether signatures came, were withdrawn or were invalidated. The total of a petition at that
moment is published beside them. What it has more than the countries shown is the remainder, "other": it follows
from numbers that everyone has, so it tells nothing else.

The moment is the first time that the job runs on a day (UTC). It may run late, twice, in two processes at once, or
not for days. While staff have paused counting nothing moves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from campaign.web import page_cache
from petitions.counting.tallies import MIN_SHOWN, OTHER, rows
from petitions.models import PublishedPerson

MIN_MOVE = 10  # signatures, or countries, by which a figure moves at least

# Begins the publication of today, if no other process has. Whoever comes second waits for the row, then reads it as it
# is now. The switch's row is locked, so that staff cannot pause counting between this and the moves.
_BEGIN = """
WITH switch AS MATERIALIZED (
    SELECT counting_paused_at IS NOT NULL AS is_off FROM petitions_switches FOR SHARE
)
INSERT INTO petitions_publication AS publication (id, figures_at)
SELECT 1, %(now)s WHERE NOT coalesce((SELECT is_off FROM switch), false)
ON CONFLICT (id) DO UPDATE SET figures_at = EXCLUDED.figures_at
WHERE publication.figures_at IS NULL OR publication.figures_at < %(since)s
RETURNING id
"""

# One statement, and so one snapshot: all figures are of one moment.
_MOVE = """
WITH current AS MATERIALIZED (
    SELECT petition_id, country, sum(part)::bigint AS count FROM petitions_count GROUP BY 1, 2
), petition AS (
    SELECT petition_id, sum(count)::bigint AS total, count(*) FILTER (WHERE count > 0)::int AS countries
    FROM current GROUP BY 1
), person AS (
    SELECT coalesce(detainee.merged_into_id, detainee.id) AS detainee_id, sum(part)::bigint AS count
    FROM petitions_personcount JOIN profiles_detainee AS detainee ON detainee.id = detainee_id GROUP BY 1
), by_country AS (
    INSERT INTO petitions_publishedcountry (petition_id, country, count)
    SELECT petition_id, country, current.count
    FROM current LEFT JOIN petitions_publishedcountry AS figure USING (petition_id, country)
    WHERE abs(current.count - coalesce(figure.count, 0)) >= %(least)s
    ON CONFLICT (petition_id, country) DO UPDATE SET count = EXCLUDED.count
), by_person AS (
    INSERT INTO petitions_publishedperson (detainee_id, count)
    SELECT detainee_id, person.count
    FROM person LEFT JOIN petitions_publishedperson AS figure USING (detainee_id)
    WHERE abs(person.count - coalesce(figure.count, 0)) >= %(least)s
    ON CONFLICT (detainee_id) DO UPDATE SET count = EXCLUDED.count
), by_petition AS (
    INSERT INTO petitions_publishedpetition (petition_id, total, countries)
    SELECT petition_id, petition.total, CASE
        WHEN abs(petition.countries - coalesce(figure.countries, 0)) >= %(least)s THEN petition.countries
        ELSE coalesce(figure.countries, 0)
    END
    FROM petition LEFT JOIN petitions_publishedpetition AS figure USING (petition_id)
    ON CONFLICT (petition_id) DO UPDATE SET total = EXCLUDED.total, countries = EXCLUDED.countries
)
SELECT
"""

# A row without a petition says the moment where there is nothing else to say.
_READ = """
SELECT publication.figures_at, figure.petition_id, figure.total, figure.countries, shown.country, shown.count
FROM petitions_publication AS publication
LEFT JOIN petitions_publishedpetition AS figure ON figure.petition_id = ANY(%(ids)s)
LEFT JOIN petitions_publishedcountry AS shown
    ON shown.petition_id = figure.petition_id AND shown.count >= %(least)s
ORDER BY shown.count DESC, shown.country
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """The published figures of a petition.

    total: signatures at that moment. countries: how many countries, 0 for too few to say. by_country: counts by
    country code, the largest first; the remainder under OTHER, at the end.
    """

    total: int = 0
    countries: int = 0
    by_country: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """as_of: the moment of all figures; None before the first."""

    as_of: datetime | None
    by_petition: dict[int, Figures]


def read(petition_ids: Iterable[int]) -> Published:
    """The published figures of these petitions, all of one moment."""
    ids = list(petition_ids)
    totals: dict[int, tuple[int, int]] = {}
    shown: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    given = rows(_READ, ids=ids, least=MIN_SHOWN)
    for _as_of, pk, total, countries, country, count in given:
        if pk is not None:
            totals[pk] = (total, countries)
        if country is not None:
            shown[pk][country] = count
    found = dict.fromkeys(ids, Figures())
    found |= {pk: _figures(*numbers, shown[pk]) for pk, numbers in totals.items()}
    return Published(given[0][0] if given else None, found)


def _figures(total: int, countries: int, shown: dict[str, int]) -> Figures:
    """The remainder is left out where withdrawals since have made it nothing or less."""
    countries = max(countries, len(shown))
    if (rest := total - sum(shown.values())) > 0:
        shown[OTHER] = rest
    return Figures(total, countries, shown)


def count_for_person(detainee_id: int) -> int:
    """Signatures given for a person over all petitions, as published; 0 for fewer than MIN_MOVE."""
    figure = PublishedPerson.objects.filter(pk=detainee_id).values_list("count", flat=True)
    return figure.first() or 0


def publish() -> bool:
    """Move all figures, unless they have moved today. Returns whether they did."""
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _publish(unless_since=today)


def publish_now() -> None:
    """Move all figures, also if they have moved today: after the demonstration was loaded, and in tests."""
    _publish(unless_since=timezone.now())


def _publish(*, unless_since: datetime) -> bool:
    """Whole or not at all, in one transaction."""
    with transaction.atomic():
        if not rows(_BEGIN, now=timezone.now(), since=unless_since):
            return False
        rows(_MOVE, least=MIN_MOVE)
        page_cache.invalidate_after_commit()  # so that no page shows yesterday's beside today's
    return True
