"""The roll of a petition: those who chose to be named, as they chose, in an order that tells nothing.

By country, then by what is shown: full names by the alphabet, then initials by theirs, and how many more
supporters there are from that country. When somebody signed cannot be read from it, nor what name is
behind initials.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django_countries import countries

from campaign.text.csv import csv_lines
from petitions.handover.export import initials
from petitions.models import Visibility

VOLUME = 20_000  # names in one document: it is set in a second, with 200 MB of memory
_NAMED = (
    "petition_id = %(petition)s AND state = 'confirmed' AND visibility <> 'counted' AND name <> ''"
)
_ROLL = f"""
SELECT country, visibility, name FROM petitions_signature WHERE {_NAMED}
ORDER BY array_position(%(countries)s::text[], country::text) NULLS LAST, country
"""  # noqa: S608 - no part of it comes from outside


@dataclass(slots=True)
class Group:
    """A country, or a part of it. more: supporters who are not named."""

    country: str
    names: list[str] = field(default_factory=list)
    more: int = 0


def count(petition_id: int) -> int:
    """How many are on the roll, named or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM petitions_signature WHERE {_NAMED}",  # noqa: S608
            {"petition": petition_id},
        )
        [(found,)] = cursor.fetchall()
    return int(found)


def size(volume: list[Group]) -> int:
    return sum(len(group.names) + group.more for group in volume)


def groups(petition_id: int) -> Iterator[Group]:
    """One a country, in the order of the countries' names in the language that is active."""
    values: dict[str, Any] = {
        "petition": petition_id,
        "countries": [code for code, _name in countries],
    }
    # A cursor of the server's, which outlives its transaction: a third of a million rows are read as they
    # are needed, and it may take minutes.
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROLL, values)
        for country, rows in groupby(cursor, key=itemgetter(0)):
            yield _group(str(country), rows)


def _group(country: str, rows: Iterable[tuple[str, str, str]]) -> Group:
    group, letters = Group(country), list[str]()
    for _country, visibility, name in rows:
        if visibility == Visibility.NAME:
            group.names.append(name)
        elif visibility == Visibility.INITIALS:
            letters.append(initials(name))
        else:
            group.more += 1
    group.names = sorted(group.names, key=alphabetical) + sorted(letters, key=alphabetical)
    return group


def alphabetical(name: str) -> tuple[str, str]:
    """Without regard to case and accents, as a list is read; not every Postgres knows such an order."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(filter(str.isalnum, apart)), name


def volumes(petition_id: int) -> Iterator[list[Group]]:
    """Parts of at most VOLUME names; a country that is larger goes on in the next."""
    volume, room = list[Group](), VOLUME
    for group in groups(petition_id):
        names = group.names
        while len(names) > room:
            volume.append(Group(group.country, names[:room]))
            names = names[room:]
            yield volume
            volume, room = [], VOLUME
        volume.append(Group(group.country, names, group.more))
        room -= len(names)
    if volume:
        yield volume


def csv(petition_id: int) -> Iterator[bytes]:
    """country,shown as,number: a line for each name, and one for all others of a country."""
    return csv_lines(("country", "shown as", "number"), _rows(petition_id))


def _rows(petition_id: int) -> Iterator[tuple[str, str, int]]:
    for group in groups(petition_id):
        yield from ((group.country, name, 1) for name in group.names)
        if group.more:
            yield group.country, _("A supporter"), group.more
