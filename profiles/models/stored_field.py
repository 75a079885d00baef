"""Generated columns."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage
from django.db import models


class StoredField(models.GeneratedField):
    """A generated column that Postgres stores in the row.

    Django's own field asks the server for its version in every check of the models. Commands that need no database
    must work without one. Every supported Postgres (15 or newer) has stored generated columns.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"db_persist": True})

    def _check_supported(self, databases: Iterable[str]) -> list[CheckMessage]:
        return []
