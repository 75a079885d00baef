"""The supporters of a petition for the dossier: people who chose to be named, as they chose.

The list is ordered by country. Within a country, full names come first in alphabetical order, then initials,
then the number of further supporters. So the order reveals neither when a person signed nor the name behind
initials.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db import connection
from django.utils.translation import gettext as _
from django_countries import countries

from campaign.text.csv import csv_lines

NAMES_PER_VOLUME = 20_000  # names in one PDF: typesetting takes a second and 200 MB of memory
_LISTED = "petition_id = %(petition)s AND state = 'confirmed' AND visibility <> 'counted'"
_SUPPORTERS = f"""
SELECT country, name, initials FROM petitions_signature WHERE {_LISTED}
ORDER BY array_position(%(countries)s::text[], country::text) NULLS LAST, country
"""  # noqa: S608 - no part of it is user input


@dataclass(slots=True)
class Group:
    """The supporters from one country, or a part of them. more: supporters without initials or a name shown."""

    country: str
    names: list[str] = field(default_factory=list)
    more: int = 0

    @property
    def country_name(self) -> str:
        """In the active language."""
        return countries.name(self.country) or self.country


def supporter_count(petition_id: int) -> int:
    """How many supporters the list covers, named or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM petitions_signature WHERE {_LISTED}",  # noqa: S608
            {"petition": petition_id},
        )
        [(found,)] = cursor.fetchall()
    return int(found)


def volume_size(volume: list[Group]) -> int:
    return sum(len(group.names) + group.more for group in volume)


def country_groups(petition_id: int) -> Iterator[Group]:
    """One group for each country, in the order of the countries' names in the active language."""
    codes = [code for code, _name in countries]
    # A server-side cursor that outlives its transaction. It reads a third of a million rows as they are
    # needed, which may take minutes.
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SUPPORTERS, {"petition": petition_id, "countries": codes})
        for country, rows in groupby(cursor, key=itemgetter(0)):
            yield _group(str(country), rows)


def _group(country: str, rows: Iterable[tuple[str, str, str]]) -> Group:
    group, all_initials = Group(country), list[str]()
    for _country, name, initials in rows:
        if name:
            group.names.append(name)
        elif initials:
            all_initials.append(initials)
        else:
            group.more += 1
    group.names = sorted(group.names, key=sort_key) + sorted(all_initials, key=sort_key)
    return group


def sort_key(name: str) -> tuple[str, str]:
    """For alphabetical order without case and accents. Not every Postgres has a collation for this."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(filter(str.isalnum, decomposed)), name


def volumes(petition_id: int) -> Iterator[list[Group]]:
    """Parts of at most NAMES_PER_VOLUME names. A larger country continues in the next part."""
    volume, room = list[Group](), NAMES_PER_VOLUME
    for group in country_groups(petition_id):
        names = group.names
        while len(names) > room:
            volume.append(Group(group.country, names[:room]))
            names = names[room:]
            yield volume
            volume, room = [], NAMES_PER_VOLUME
        volume.append(Group(group.country, names, group.more))
        room -= len(names)
    if volume:
        yield volume


def supporters_csv(petition_id: int) -> Iterator[bytes]:
    """For spreadsheets. One line for each name, and one for a country's other supporters."""
    header = ("code", "country", "shown as", "number")
    return csv_lines(header, _rows(petition_id), for_spreadsheets=True)


def _rows(petition_id: int) -> Iterator[tuple[str, str, str, int]]:
    for group in country_groups(petition_id):
        country = group.country, group.country_name
        yield from ((*country, name, 1) for name in group.names)
        if group.more:
            yield *country, _("A supporter"), group.more
