"""Whether the listing is in step with what it is made of.

The triggers see to that by themselves. This looks at it from outside, every night and whenever somebody
asks, since a listing that lags would find people who are withdrawn and miss those who are there.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from profiles.models.listing import MARKED, PEOPLE_IN_A_BLOCK

_PEOPLE = """
SELECT coalesce(listed.detainee_id, ought.detainee_id)
FROM profiles_listing listed
FULL JOIN profiles_listing_of(ARRAY(SELECT id FROM profiles_detainee)) ought USING (detainee_id)
WHERE (listed.publish_at, listed.fresh_at, listed.held_since, listed.terms, listed.names)
    IS DISTINCT FROM (ought.publish_at, ought.fresh_at, ought.held_since, ought.terms,
        ought.names)
ORDER BY 1
"""
_BLOCKS = f"""
WITH ought AS (
    SELECT term, detainee_id / {PEOPLE_IN_A_BLOCK} AS block, {MARKED.format("detainee_id")} AS bits
    FROM profiles_listing, unnest(terms || ''::text) term
    GROUP BY 1, 2
)
SELECT DISTINCT block
FROM profiles_listingblock FULL JOIN ought USING (term, block)
WHERE profiles_listingblock.bits IS DISTINCT FROM ought.bits
ORDER BY 1
"""  # noqa: S608  nothing but numbers of ours is put in


@dataclass(frozen=True, slots=True)
class Lag:
    """People whose row, and blocks whose bitmaps, are not what they ought to be."""

    people: list[int]
    blocks: list[int]

    def __bool__(self) -> bool:
        return bool(self.people or self.blocks)


def lag() -> Lag:
    return Lag(_numbers(_PEOPLE), _numbers(_BLOCKS))


def repair() -> Lag:
    """Make again whatever lags; what was found."""
    with transaction.atomic():
        people = _numbers(_PEOPLE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT profiles_list_again(%s)", [people])
        blocks = _numbers(_BLOCKS)  # those of these people are in step by now
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT profiles_mark_again(array_agg(block * %s + place)) "
                "FROM unnest(%s::bigint[]) block, generate_series(0, %s - 1) place",
                [PEOPLE_IN_A_BLOCK, blocks, PEOPLE_IN_A_BLOCK],
            )
    return Lag(people, blocks)


def _numbers(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [number for (number,) in cursor.fetchall()]
