"""Counting people by filter value, for all filters at once.

The bitmaps of the listing say which people have which term, in blocks of some thousand people
(profiles/models/listing.py). A count is the number of bits that a term shares with everything else that is chosen. So
one statement over some megabytes counts every term, however many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Self

from django.db import connection
from django.utils import timezone

from profiles.models.listing import BITS_OF_COLUMN, EMPTY_BLOCK, PEOPLE_IN_A_BLOCK

# Keys of `count_by_term` beside the terms: all listed people, and those who meet everything that is chosen.
ALL_LISTED, ALL_MATCHING = "*", ""


# Only numbers of ours are put into the SQL.
_EARLY = f"""
    SELECT detainee_id / {PEOPLE_IN_A_BLOCK} AS block, {BITS_OF_COLUMN.format("detainee_id")} AS bits
    FROM profiles_listing WHERE publish_at > %s GROUP BY 1
"""  # noqa: S608
_AMONG = f"""
    SELECT block, bits::bit({PEOPLE_IN_A_BLOCK})
    FROM unnest(%s::bigint[], %s::text[]) AS them (block, bits)
"""  # noqa: S608


ChosenTerms = Mapping[str, Sequence[str]]  # terms by the name of their filter


class PersonBitmap:
    """A set of people, as a string of bits for each block."""

    def __init__(self, blocks: Mapping[int, str]) -> None:
        self.blocks = blocks

    @classmethod
    def from_people(cls, people: Iterable[int]) -> Self:
        """From primary keys. Python makes it much faster than Postgres, which adds bit by bit."""
        blocks = defaultdict[int, bytearray](lambda: bytearray(b"0" * PEOPLE_IN_A_BLOCK))
        for person in people:
            block, place = divmod(person, PEOPLE_IN_A_BLOCK)
            blocks[block][place] = ord("1")
        return cls({block: bits.decode() for block, bits in blocks.items()})

    def __contains__(self, person: int) -> bool:
        block, place = divmod(person, PEOPLE_IN_A_BLOCK)
        return block in self.blocks and self.blocks[block][place] == "1"


def people_with(chosen: ChosenTerms) -> PersonBitmap:
    """All published people who meet every filter. One of the terms of a filter is enough."""
    masks = _Masks(chosen)
    with connection.cursor() as cursor:
        cursor.execute(masks.sql + "SELECT block, matching::text FROM masks", masks.params)  # noqa: S608  as below
        return PersonBitmap(dict(cursor.fetchall()))


def count_by_term(chosen: ChosenTerms, among: Iterable[int] | None = None) -> Mapping[str, int]:
    """The number of people by term, among the people who meet the *other* filters.

    The result has three more kinds of keys: `ALL_LISTED`, `ALL_MATCHING`, and the name of each chosen filter
    with the number of people who meet all other filters.

    chosen: one of the terms of a filter is enough, and every filter must be met.
    among: the people whom a search found, if there was a search.
    """
    masks = _Masks(chosen, among)
    others = "".join(f" WHEN %s THEN {column}" for column in masks.without.values())
    sql = f"""
        {masks.sql}
        SELECT term, sum(bit_count(row.bits &
            {f"CASE split_part(term, '=', 1){others} ELSE matching END" if others else "matching"}
        ))::bigint
        FROM profiles_listingblock AS row JOIN masks USING (block) GROUP BY term
        {
        "".join(
            f"UNION ALL SELECT %s, coalesce(sum(bit_count({column})), 0)::bigint FROM masks "
            for column in ("listed", *masks.without.values())
        )
    }
    """  # noqa: S608  only names of ours are put into the SQL
    with connection.cursor() as cursor:
        cursor.execute(sql, (*masks.params, *masks.without, ALL_LISTED, *masks.without))
        return dict(cursor.fetchall())


class _Masks:
    """A table expression `masks`, with a row a block and these columns of bits.

    listed: all published people. matching: the people who meet everything that is chosen. For each chosen filter,
    the column that `without` names: the people who meet all other filters.
    """

    def __init__(self, chosen: ChosenTerms, among: Iterable[int] | None = None) -> None:
        parts = {
            "listed": "SELECT block, bits FROM profiles_listingblock WHERE term = ''",
            # The bitmaps already include people who will be published later.
            "early": _EARLY,
        }
        self.params: list[datetime | list[int] | list[str]] = [timezone.now()]
        limits = []
        if among is not None:
            parts["among"] = _AMONG
            blocks = PersonBitmap.from_people(among).blocks
            self.params += [list(blocks), list(blocks.values())]
            limits.append("among")
        met = {}
        for number, (name, terms) in enumerate(chosen.items()):
            part = f"chosen_{number}"
            parts[part] = (
                "SELECT block, bit_or(bits) AS bits FROM profiles_listingblock "
                "WHERE term = ANY (%s) GROUP BY 1"
            )
            self.params.append(list(terms))
            met[name] = part
        self.without = {name: f"without_{part}" for name, part in met.items()}
        columns = {"matching": [*limits, *met.values()]} | {
            self.without[name]: limits + [other for other in met.values() if other != part]
            for name, part in met.items()
        }
        published = f"listed.bits & ~coalesce(early.bits, {EMPTY_BLOCK})"
        bits = {
            column: " & ".join(
                [published, *(f"coalesce({part}.bits, {EMPTY_BLOCK})" for part in needed)]
            )
            for column, needed in columns.items()
        }
        joins = " ".join(f"LEFT JOIN {part} USING (block)" for part in parts if part != "listed")
        self.sql = f"""
            WITH {", ".join(f"{name} AS ({body})" for name, body in parts.items())},
            masks AS MATERIALIZED (
                SELECT listed.block, {published} AS listed,
                    {", ".join(f"{value} AS {column}" for column, value in bits.items())}
                FROM listed {joins}
            )
        """  # noqa: S608  only names of ours are put into the SQL
