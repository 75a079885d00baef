"""Canaries: a marked word in every text field of a row. The fields come from the model itself."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from campaign.text.partial_dates import PartialDateField
from profiles.models import Consent, LegalCase, Quote
from tests.ciphertexts import CIPHERTEXT, open_with_keys

CANARY = "Kanarienvogel"
# What the database asks of a row beyond its texts.
COMPLETE: dict[type[models.Model], dict[str, Any]] = {
    LegalCase: {"charge_language": "ug"},
    Quote: {"original_language": "ug"},
    Consent: {"obtained": "12 March 2021", "obtained_by": "call", "covers_name": True},
}
TEXT = (models.CharField, models.TextField, models.FileField, models.JSONField, ArrayField)


def text_fields(model: type[models.Model]) -> set[str]:
    """The fields that can hold text that someone wrote."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT)
        and not field.choices
        and not field.name.endswith("_precision")
        and not (
            isinstance(field, ArrayField) and not isinstance(field.base_field, models.CharField)
        )
    }


def plant[M: models.Model](model: type[M], **fields: Any) -> M:
    """Create a row with the word in every text field, except those given in `fields`."""
    return model._base_manager.create(**canary_values(model) | fields)


def canary_values(model: type[models.Model], word: str = CANARY) -> dict[str, Any]:
    """The word for every text field, and the first choice for required fields with choices."""
    values: dict[str, Any] = {
        field.name: field.choices[0][0]
        for field in model._meta.concrete_fields
        if field.choices and not field.blank and not field.has_default()
    }
    for name in text_fields(model):
        field: Any = model._meta.get_field(name)
        if field.generated or isinstance(field, PartialDateField):
            continue  # computed from other fields, or takes only dates
        many = isinstance(field, models.JSONField | ArrayField)
        value = word.lower() if isinstance(field, models.SlugField) else word
        if isinstance(field, models.URLField):
            value = f"https://example.org/{word}"
        values[name] = [value] if many else value
    return values | COMPLETE.get(model, {})


def find_rows_with(*words: str) -> list[tuple[str, str]]:
    """All rows of the database that contain one of these words, as (table, row). Encrypted text is decrypted."""
    found = []
    for table in tables():
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
            rows = b"".join(map(bytes, copied)).decode().splitlines()
        decrypted = [CIPHERTEXT.sub(lambda it: open_with_keys(it[0]), row) for row in rows]
        found += [
            (table, row) for row in decrypted if any(word.lower() in row.lower() for word in words)
        ]
    return found


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        return [table for (table,) in cursor.fetchall()]
