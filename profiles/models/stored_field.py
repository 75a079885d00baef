"""Columns that Postgres makes of others."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage
from django.db import models


class StoredField(models.GeneratedField):
    """A generated column that is kept in the row.

    Django would ask the server for its version in every check of the models, of which a command that needs
    no database must know nothing. Every Postgres that we take (15 or newer) has such columns.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"db_persist": True})

    def _check_supported(self, databases: Iterable[str]) -> list[CheckMessage]:
        return []
