"""What a change shows to the public, or will show with the rest, that was hidden or gone before it.

A row with a column `is_public` is shown where that is true. A model's `identifying_fields` are the fields that say who
somebody is, or where: whatever they hold anew in a row that is shown, somebody may have taken out on purpose.
"""

from typing import Any

from django.db import models

from campaign.history.changes import many_of
from campaign.history.models import Change

IS_SHOWN = "is_public"


def revealed(model: type[models.Model], change: Change, row: Any) -> set[str]:
    """The columns that it shows anew. row: as it is after the change, if it was there before."""
    after = change.after
    if after is None:
        return set()
    comes = change.before is None or change.moved_from is not None
    if hasattr(model, IS_SHOWN):
        if not after.get(IS_SHOWN, getattr(row, IS_SHOWN, True)):
            return set()
        comes = comes or IS_SHOWN in after
    elif comes:
        many = many_of(model)
        return set(after) if many and many.name in _reveals(many.model) else set()
    if comes:
        return set(after)
    return {name for name in _reveals(model) if after.get(name) not in {None, ""}}


def _reveals(model: type[models.Model]) -> tuple[str, ...]:
    return getattr(model, "identifying_fields", ())
