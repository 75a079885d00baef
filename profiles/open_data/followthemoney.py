"""A record as entities of FollowTheMoney, the data model of Aleph and OpenSanctions.

A record becomes a Person, an Event for each event, and a link to each relative who has a record too.
https://followthemoney.tech/ documents the schemata and their properties. Its dates are prefixes of a day (2017,
2017-06), so a longer span becomes startDate and endDate. What the model has no property for is in the JSON only.
No topics are set: they mark people as risks.
"""

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from profiles.models import vocabulary as words

COUNTRY = "cn"
GENDERS = {"female", "male", "other"}
# How many characters of an ISO date are known, by precision.
KNOWN_LENGTH = {"day": 10, "month": 7, "year": 4}
ALIASES = {"also_known_as", "religious", "pen", "nickname"}
NOT_KIN: dict[str, str] = {
    words.Relation.TEACHER: "teacher",
    words.Relation.STUDENT: "student",
    words.Relation.COLLEAGUE: "colleague",
    words.Relation.FRIEND: "friend",
    words.Relation.SAME_CASE: "detained in the same case",
}

type Entity = dict[str, Any]
type Properties = dict[str, list[Any]]


def entities(record: dict[str, Any]) -> Iterator[Entity]:
    person = _id(record["reference"])
    yield _entity(person, "Person", _person(record))
    seen: Counter[str] = Counter()
    for event in record["events"]:
        digest = _digest(event)
        seen[digest] += 1
        nth = f".{seen[digest]}" if seen[digest] > 1 else ""
        yield _entity(
            f"{person}.event.{digest}{nth}", "Event", _event(event) | {"involved": [person]}
        )
    for relative in record["relatives"]:
        if relative["reference"]:
            yield _relation(person, relative["relation"], _id(relative["reference"]))


def _id(reference: str) -> str:
    return f"{urlsplit(settings.SITE_URL).hostname}.{reference}"


def _digest(event: dict[str, Any]) -> str:
    """Identify an event by its public content alone.

    Its position among the events changes, and its primary key would show how many events are hidden.
    """
    when = event["when"] or {}
    content = [event["kind"], when.get("earliest"), when.get("latest")]
    content += [event["place"], event["description"]]
    return sha256(json.dumps(content).encode()).hexdigest()[:16]


def _entity(identifier: str, schema: str, properties: Properties) -> Entity:
    known = {name: list(filter(None, values)) for name, values in properties.items()}
    return {
        "id": identifier,
        "schema": schema,
        "properties": {name: values for name, values in known.items() if values},
    }


def _person(record: dict[str, Any]) -> Properties:
    names = record["names"]
    first, other = [record["name"]], [name for name in names if name["text"] != record["name"]]
    return {
        "name": first + [name["text"] for name in other if name["kind"] not in _OTHER],
        "alias": [name["text"] for name in other if name["kind"] in ALIASES],
        "previousName": [name["text"] for name in other if name["kind"] == "maiden"],
        "weakAlias": [name["text"] for name in other if name["kind"] == "misspelling"],
        "gender": [record["gender"] if record["gender"] in GENDERS else None],
        "birthDate": [_known_date(record["birth"])],
        "ethnicity": record["ethnicities"],
        "country": [COUNTRY],
        "address": [record["home"] and record["home"]["name"]],
        "profession": [record["occupation"]],
        "status": [record["status"]],
        "summary": [record["summary"]],
        "sourceUrl": [record["url"]],
        "publisher": [settings.CAMPAIGN_NAME],
        "wikidataId": [
            entry["number"]
            for entry in record["external_records"]
            if entry["registry"] == "wikidata"
        ],
        "modifiedAt": [record["changed_at"][:10]],
    }


_OTHER = {*ALIASES, "maiden", "misspelling"}


def _event(event: dict[str, Any]) -> Properties:
    when = event["when"]
    date = _known_date(when)
    return {
        "name": [str(words.EventKind(event["kind"]).label)],
        "date": [date],
        "startDate": [None if date or not when else when["earliest"]],
        "endDate": [None if date or not when else when["latest"]],
        "country": [COUNTRY],
        "location": [event["place"]],
        "summary": [event["description"]],
    }


def _relation(person: str, relation: str, other: str) -> Entity:
    identifier = f"{person}.{relation}.{other.rpartition('.')[2]}"
    if relation in NOT_KIN:
        ends = {"person": [person], "associate": [other], "relationship": [NOT_KIN[relation]]}
        return _entity(identifier, "Associate", ends)
    ends = {"person": [person], "relative": [other], "relationship": [relation.replace("_", " ")]}
    return _entity(identifier, "Family", ends)


def _known_date(when: dict[str, Any] | None) -> str | None:
    if not when or when["about"] or when["precision"] not in KNOWN_LENGTH:
        return None
    return str(when["earliest"])[: KNOWN_LENGTH[when["precision"]]]
