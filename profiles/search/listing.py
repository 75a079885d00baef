"""Comparing the listing with the profiles that it is made from.

Triggers keep the listing up to date. This checks them from outside, every night and on request: a stale listing would
find people who are withdrawn and miss people who are published.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from profiles.models.listing import BITS_OF_COLUMN, PEOPLE_IN_A_BLOCK

_STALE_PEOPLE = """
SELECT coalesce(listed.detainee_id, ought.detainee_id)
FROM profiles_listing listed
FULL JOIN profiles_listing_of(ARRAY(SELECT id FROM profiles_detainee)) ought USING (detainee_id)
WHERE (listed.publish_at, listed.fresh_at, listed.held_since, listed.terms, listed.names)
    IS DISTINCT FROM (ought.publish_at, ought.fresh_at, ought.held_since, ought.terms,
        ought.names)
ORDER BY 1
"""
_STALE_BLOCKS = f"""
WITH ought AS (
    SELECT term, detainee_id / {PEOPLE_IN_A_BLOCK} AS block,
        {BITS_OF_COLUMN.format("detainee_id")} AS bits
    FROM profiles_listing, unnest(terms || ''::text) term
    GROUP BY 1, 2
)
SELECT DISTINCT block
FROM profiles_listingblock FULL JOIN ought USING (term, block)
WHERE profiles_listingblock.bits IS DISTINCT FROM ought.bits
ORDER BY 1
"""  # noqa: S608  only numbers of ours are put into the SQL


@dataclass(frozen=True, slots=True)
class StaleRows:
    """The people whose row is stale, and the blocks whose bitmaps are. False if there are none."""

    people: list[int]
    blocks: list[int]

    def __bool__(self) -> bool:
        return bool(self.people or self.blocks)


def find_stale() -> StaleRows:
    return StaleRows(_numbers(_STALE_PEOPLE), _numbers(_STALE_BLOCKS))


def repair() -> StaleRows:
    """Rebuild stale rows and bitmaps; return what was stale."""
    with transaction.atomic():
        people = _numbers(_STALE_PEOPLE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT profiles_list_again(%s)", [people])
        blocks = _numbers(_STALE_BLOCKS)  # the rows of these people are right again by now
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT profiles_mark_again(array_agg(block * %s + place)) "
                "FROM unnest(%s::bigint[]) block, generate_series(0, %s - 1) place",
                [PEOPLE_IN_A_BLOCK, blocks, PEOPLE_IN_A_BLOCK],
            )
    return StaleRows(people, blocks)


def _numbers(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [number for (number,) in cursor.fetchall()]
