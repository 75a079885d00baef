"""How many people each choice would leave, for all filters at once.

The listing's bitmaps say who has which term, in blocks of 1024 people (profiles/models/listing.py). A
count is the number of bits that a term has in common with what else is chosen, so one statement over some
megabytes answers for every term, however many people there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from profiles.models.listing import PEOPLE_IN_A_BLOCK

_NONE = f"repeat('0', {PEOPLE_IN_A_BLOCK})::bit({PEOPLE_IN_A_BLOCK})"
EVERYBODY = "*"  # all who are listed, whatever is chosen
FOUND = ""  # those whom everything that is chosen leaves


def _marked(person: str) -> str:
    """Blocks in which the bits of some people are set."""
    return (
        f"SELECT {person} / {PEOPLE_IN_A_BLOCK} AS block, "
        f"bit_or(set_bit({_NONE}, mod({person}, {PEOPLE_IN_A_BLOCK})::int, 1)) AS bits"
    )


def count(
    chosen: Mapping[str, Sequence[str]], among: Iterable[int] | None = None
) -> Mapping[str, int]:
    """The number of people by term, among those whom the *other* filters leave; by the name of a filter
    that is chosen, how many these are.

    chosen: terms by filter; one of a filter's terms is enough, and every filter must be met.
    among: the people a search has found, if there was one.
    """
    parts = {
        "everybody": "SELECT block, bits FROM profiles_listingblock WHERE term = ''",
        # A person whose time has not come is in the bitmaps already.
        "early": f"{_marked('detainee_id')} FROM profiles_listing WHERE publish_at > %s GROUP BY 1",
    }
    params: list[datetime | list[int] | list[str]] = [timezone.now()]
    limits = []
    if among is not None:
        parts["among"] = f"{_marked('id')} FROM unnest(%s::bigint[]) AS id GROUP BY 1"
        params.append(list(among))
        limits.append("among")
    masks = {}
    for number, (name, terms) in enumerate(chosen.items()):
        part = f"chosen_{number}"
        parts[part] = (
            "SELECT block, bit_or(bits) AS bits FROM profiles_listingblock WHERE term = ANY (%s) GROUP BY 1"
        )
        params.append(list(terms))
        masks[name] = part
    columns = {"found": [*limits, *masks.values()]} | {
        f"but_{part}": limits + [other for other in masks.values() if other != part]
        for part in masks.values()
    }
    seen = f"everybody.bits & ~coalesce(early.bits, {_NONE})"
    met = {
        column: " & ".join([seen, *(f"coalesce({part}.bits, {_NONE})" for part in needed)])
        for column, needed in columns.items()
    }
    joins = " ".join(f"LEFT JOIN {part} USING (block)" for part in parts if part != "everybody")
    mask_of = "".join(f" WHEN %s THEN but_{part}" for part in masks.values())
    sql = f"""
        WITH {", ".join(f"{name} AS ({body})" for name, body in parts.items())},
        masks AS MATERIALIZED (
            SELECT everybody.block, {seen} AS everybody,
                {", ".join(f"{bits} AS {column}" for column, bits in met.items())}
            FROM everybody {joins}
        )
        SELECT term, sum(bit_count(row.bits &
            {f"CASE split_part(term, '=', 1){mask_of} ELSE found END" if masks else "found"}
        ))::bigint
        FROM profiles_listingblock AS row JOIN masks USING (block) GROUP BY term
        {
        "".join(
            f"UNION ALL SELECT %s, coalesce(sum(bit_count({column})), 0)::bigint FROM masks "
            for column in ("everybody", *(f"but_{part}" for part in masks.values()))
        )
    }
    """  # noqa: S608  nothing but names of ours is put in
    with connection.cursor() as cursor:
        cursor.execute(sql, (*params, *masks, EVERYBODY, *masks))
        return dict(cursor.fetchall())
