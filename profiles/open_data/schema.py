"""The JSON Schema of profiles.json, generated from the declared fields."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from profiles.open_data.fields import ALL, VERSION
from profiles.open_data.types import DATE_SCHEMA, Schema, schema_of

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}


def schema() -> Schema:
    head = {
        "publisher": _TEXT,
        "about": _TEXT | {"format": "uri"},
        "licence": _TEXT,
        "note": _TEXT_OR_NULL,
        "schema": _TEXT | {"format": "uri"},
        "version": _TEXT | {"pattern": r"^\d+\.\d+\.\d+$"},
        "changed_at": _TEXT_OR_NULL | {"format": "date-time"},
        "people": {"type": "array", "items": {"$ref": "#/$defs/person"}},
        "count": {"type": "integer", "minimum": 0},
    }
    of_query = {
        "asked": {"type": "object", "additionalProperties": _TEXT},
        "next": _TEXT_OR_NULL | {"format": "uri"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": settings.SITE_URL + reverse("open_data:profiles.schema.json"),
        "title": "profiles.json",
        "version": VERSION,
        "type": "object",
        "properties": head | of_query,
        "required": list(head),
        "additionalProperties": False,
        "$defs": {"person": schema_of(ALL), "date": DATE_SCHEMA},
    }


def as_file() -> bytes:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{json.dumps(schema(), ensure_ascii=False, indent=2)}\n".encode()
