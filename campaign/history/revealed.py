"""Finds what a change would show to the public that was hidden or deleted before.

A row with a column `is_public` is shown if that is true. A model's `identifying_fields` lists the fields that identify a
person or a place. A new value in such a field of a shown row counts, because someone may have removed it on
purpose.
"""

from django.db import models

from campaign.history.changes import many_to_many_field
from campaign.history.models import Change

IS_SHOWN = "is_public"


def revealed(model: type[models.Model], change: Change, row: models.Model | None) -> set[str]:
    """The columns that the change shows again. row: the row as it is now, if it existed before."""
    after = change.after
    if after is None:
        return set()
    appears = change.before is None or change.moved_from is not None
    if hasattr(model, IS_SHOWN):
        if not after.get(IS_SHOWN, getattr(row, IS_SHOWN, True)):
            return set()
        appears = appears or IS_SHOWN in after
    elif appears:
        many = many_to_many_field(model)
        return set(after) if many and many.name in _reveals(many.model) else set()
    if appears:
        return set(after)
    return {name for name in _reveals(model) if after.get(name) not in {None, ""}}


def _reveals(model: type[models.Model]) -> tuple[str, ...]:
    return getattr(model, "identifying_fields", ())
