"""A record as entities of FollowTheMoney, the model of Aleph and OpenSanctions: the person, what happened to
her, and those of her relatives who have a record of their own.

https://followthemoney.tech/ says what schemata and properties there are. Its dates are a day or the
beginning of one (2017, 2017-06), so a span has a first and a last day instead. What the model has no place for
stays in the JSON. No topic is given: they mark risks, and nobody here is one.
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
# The longest beginning of a date that is no more than what is known.
EXACT = {"day": 10, "month": 7, "year": 4}
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
    alike: Counter[str] = Counter()
    for event in record["events"]:
        told = _digest(event)
        alike[told] += 1
        nth = f".{alike[told]}" if alike[told] > 1 else ""
        yield _entity(
            f"{person}.event.{told}{nth}", "Event", _event(event) | {"involved": [person]}
        )
    for relative in record["relatives"]:
        if relative["reference"]:
            yield _relation(person, relative["relation"], _id(relative["reference"]))


def _id(reference: str) -> str:
    return f"{urlsplit(settings.SITE_URL).hostname}.{reference}"


def _digest(event: dict[str, Any]) -> str:
    """Stands for what is told of an event, and for nothing else: not for its place among the others, which
    shifts, nor for its row, whose number tells how many are hidden."""
    when = event["when"] or {}
    told = [event["kind"], when.get("earliest"), when.get("latest")]
    told += [event["place"], event["description"]]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


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
        "birthDate": [_exact(record["birth"])],
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
    exact = _exact(when)
    return {
        "name": [str(words.EventKind(event["kind"]).label)],
        "date": [exact],
        "startDate": [None if exact or not when else when["earliest"]],
        "endDate": [None if exact or not when else when["latest"]],
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


def _exact(when: dict[str, Any] | None) -> str | None:
    if not when or when["about"] or when["precision"] not in EXACT:
        return None
    return str(when["earliest"])[: EXACT[when["precision"]]]
