"""The JSON Schema of profiles.json, made of the declared fields."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from profiles.open_data.fields import ALL, VERSION
from profiles.open_data.types import DATE_SCHEMA, Schema, schema_of

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}


def schema() -> Schema:
    head = {
        "publisher": _TEXT,
        "about": _TEXT | {"format": "uri"},
        "licence": _TEXT,
        "note": _MAYBE,
        "schema": _TEXT | {"format": "uri"},
        "version": _TEXT | {"pattern": r"^\d+\.\d+\.\d+$"},
        "changed_at": _MAYBE | {"format": "date-time"},
        "people": {"type": "array", "items": {"$ref": "#/$defs/person"}},
        "count": {"type": "integer", "minimum": 0},
    }
    of_a_part = {
        "asked": {"type": "object", "additionalProperties": _TEXT},
        "next": _MAYBE | {"format": "uri"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": settings.SITE_URL + reverse("open_data:profiles.schema.json"),
        "title": "profiles.json",
        "version": VERSION,
        "type": "object",
        "properties": head | of_a_part,
        "required": list(head),
        "additionalProperties": False,
        "$defs": {"person": schema_of(ALL), "date": DATE_SCHEMA},
    }


def as_file() -> bytes:
    with translation.override(settings.LANGUAGE_CODE):
        made: Any = schema()
        return f"{json.dumps(made, ensure_ascii=False, indent=2)}\n".encode()
