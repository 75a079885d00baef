"""Reads and writes rows as the history holds them: as JSON, with values as they are stored.

Encrypted values are never decrypted on the way. `revert.py` and the working versions write rows with this.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

type Row = dict[str, Any]
type Key = tuple[type[models.Model], int]


def write_all(current: Mapping[Key, Row | None], target: Mapping[Key, Row | None]) -> None:
    """Turn these rows into those of `target`. None means that the row does not exist.

    Rows are deleted first, so that unique values are free. Foreign keys are checked at the end.
    """
    changed = [key for key, row in target.items() if row != current[key]]
    for model, pk in changed:
        if target[model, pk] is None:
            model._base_manager.filter(pk=pk).delete()
    for model, pk in changed:
        if (row := target[model, pk]) is not None:
            _write(model, pk, current[model, pk], row)


def read(model: type[models.Model], pk: int) -> Row | None:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(it) FROM {table} it WHERE id = %s", [pk])  # noqa: S608
        found = cursor.fetchone()
    return json.loads(found[0]) if found else None


def _default(field: Any) -> Any:
    is_time_of_writing = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return timezone.now() if is_time_of_writing else field.get_default()


def _write(model: type[models.Model], pk: int, current: Row | None, target: Row) -> None:
    """Write a row from JSON. Postgres converts the values, as it made the JSON from them."""
    stored = [each for each in model._meta.concrete_fields if not each.generated]
    if current is None:  # columns added after the row was deleted get their defaults
        missing = [each for each in stored if each.column not in target]
        defaults = {str(each.column): each.get_prep_value(_default(each)) for each in missing}
        target = target | defaults
    changed = [
        each.column
        for each in stored
        if each.column in target
        and (current is None or target[each.column] != current.get(each.column))
    ]
    if not changed:
        return
    table, *columns = map(connection.ops.quote_name, (model._meta.db_table, *changed))
    names = ", ".join(columns)
    values = f"SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s)"  # noqa: S608
    data = json.dumps(target, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        if current is None:
            cursor.execute(f"INSERT INTO {table} ({names}) {values}", [data])
        else:
            cursor.execute(f"UPDATE {table} SET ({names}) = ({values}) WHERE id = %s", [data, pk])  # noqa: S608
