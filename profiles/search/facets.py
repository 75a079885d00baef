"""How many people each choice would leave, for all filters at once.

The listing's bitmaps say who has which term, in blocks of some thousand people (profiles/models/listing.py). A
count is the number of bits that a term has in common with what else is chosen, so one statement over some
megabytes answers for every term, however many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Self

from django.db import connection
from django.utils import timezone

from profiles.models.listing import MARKED, NOBODY, PEOPLE_IN_A_BLOCK

EVERYBODY = "*"  # all who are listed, whatever is chosen
FOUND = ""  # those whom everything that is chosen leaves


# Nothing but numbers of ours is put in.
_EARLY = f"""
    SELECT detainee_id / {PEOPLE_IN_A_BLOCK} AS block, {MARKED.format("detainee_id")} AS bits
    FROM profiles_listing WHERE publish_at > %s GROUP BY 1
"""  # noqa: S608
_AMONG = f"""
    SELECT block, bits::bit({PEOPLE_IN_A_BLOCK})
    FROM unnest(%s::bigint[], %s::text[]) AS them (block, bits)
"""  # noqa: S608


Chosen = Mapping[str, Sequence[str]]  # terms by filter


class Marked:
    """Some people, as bits that stand in blocks."""

    def __init__(self, blocks: Mapping[int, str]) -> None:
        self.blocks = blocks

    @classmethod
    def of(cls, people: Iterable[int]) -> Self:
        """Made here, in a fraction of the time that Postgres takes to put one bit to another."""
        blocks = defaultdict[int, bytearray](lambda: bytearray(b"0" * PEOPLE_IN_A_BLOCK))
        for person in people:
            block, place = divmod(person, PEOPLE_IN_A_BLOCK)
            blocks[block][place] = ord("1")
        return cls({block: bits.decode() for block, bits in blocks.items()})

    def __contains__(self, person: int) -> bool:
        block, place = divmod(person, PEOPLE_IN_A_BLOCK)
        return block in self.blocks and self.blocks[block][place] == "1"


def those_who_meet(chosen: Chosen) -> Marked:
    """All who are seen and meet every filter; one of a filter's terms is enough."""
    masks = _Masks(chosen)
    with connection.cursor() as cursor:
        cursor.execute(masks.sql + "SELECT block, found::text FROM masks", masks.params)  # noqa: S608  as below
        return Marked(dict(cursor.fetchall()))


def count(chosen: Chosen, among: Iterable[int] | None = None) -> Mapping[str, int]:
    """The number of people by term, among those whom the *other* filters leave; by the name of a filter
    that is chosen, how many these are.

    chosen: one of a filter's terms is enough, and every filter must be met.
    among: the people a search has found, if there was one.
    """
    masks = _Masks(chosen, among)
    others = "".join(f" WHEN %s THEN {column}" for column in masks.but.values())
    sql = f"""
        {masks.sql}
        SELECT term, sum(bit_count(row.bits &
            {f"CASE split_part(term, '=', 1){others} ELSE found END" if others else "found"}
        ))::bigint
        FROM profiles_listingblock AS row JOIN masks USING (block) GROUP BY term
        {
        "".join(
            f"UNION ALL SELECT %s, coalesce(sum(bit_count({column})), 0)::bigint FROM masks "
            for column in ("everybody", *masks.but.values())
        )
    }
    """  # noqa: S608  nothing but names of ours is put in
    with connection.cursor() as cursor:
        cursor.execute(sql, (*masks.params, *masks.but, EVERYBODY, *masks.but))
        return dict(cursor.fetchall())


class _Masks:
    """A table expression `masks` of blocks in which are marked: everybody who is seen; `found`, who meets all
    that is chosen; and for each filter, in the column that `but` names, who meets all others."""

    def __init__(self, chosen: Chosen, among: Iterable[int] | None = None) -> None:
        parts = {
            "everybody": "SELECT block, bits FROM profiles_listingblock WHERE term = ''",
            # A person whose time has not come is in the bitmaps already.
            "early": _EARLY,
        }
        self.params: list[datetime | list[int] | list[str]] = [timezone.now()]
        limits = []
        if among is not None:
            parts["among"] = _AMONG
            marked = Marked.of(among).blocks
            self.params += [list(marked), list(marked.values())]
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
        self.but = {name: f"but_{part}" for name, part in met.items()}
        columns = {"found": [*limits, *met.values()]} | {
            self.but[name]: limits + [other for other in met.values() if other != part]
            for name, part in met.items()
        }
        seen = f"everybody.bits & ~coalesce(early.bits, {NOBODY})"
        bits = {
            column: " & ".join([seen, *(f"coalesce({part}.bits, {NOBODY})" for part in needed)])
            for column, needed in columns.items()
        }
        joins = " ".join(f"LEFT JOIN {part} USING (block)" for part in parts if part != "everybody")
        self.sql = f"""
            WITH {", ".join(f"{name} AS ({body})" for name, body in parts.items())},
            masks AS MATERIALIZED (
                SELECT everybody.block, {seen} AS everybody,
                    {", ".join(f"{value} AS {column}" for column, value in bits.items())}
                FROM everybody {joins}
            )
        """  # noqa: S608  nothing but names of ours is put in
