"""Which pictures are closed: those that a closed record uses, also in a text, and those in which staff have named a closed person.

The models are found through their relations, so that another model with pictures needs no line here.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from campaign.closed_records.records import Closable
from campaign.images import in_texts
from campaign.images.models import Picture
from campaign.privacy import readers


def visible_pictures(pictures: QuerySet[Picture], user: Any) -> QuerySet[Picture]:
    """Without those that are closed to this user."""
    for used in _closed_uses(user):
        pictures = pictures.exclude(pk__in=used)
    return pictures


def closed_pictures(user: Any) -> QuerySet[Picture]:
    condition = Q(pk__in=[])
    for used in _closed_uses(user):
        condition |= Q(pk__in=used)
    return Picture.objects.filter(condition)


def _closed_uses(user: Any) -> Iterator[QuerySet[Any]]:
    """The pictures of the closed records, one query for each way to use a picture."""
    for owner in in_texts.models_with_texts():
        if _can_be_closed(owner):
            yield from in_texts.named_by(_closed(owner, user))
    relations: list[Any] = Picture._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not relation.one_to_many:
            continue
        model, name = relation.related_model, relation.field.name
        if issubclass(model, Closable):
            yield _pictures(_closed(model, user), name)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and _can_be_closed(field.related_model):
                closed = _closed(field.related_model, user).values("pk")
                yield _pictures(
                    model._default_manager.filter(**{f"{field.name}__in": closed}), name
                )


def _can_be_closed(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, Closable)


def _closed(model: Any, user: Any) -> QuerySet[Any]:
    closed: QuerySet[Any] = model._default_manager.closed_to(user)
    return closed


def _pictures(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    """Without NULL, which would make a NOT IN true of nothing."""
    return rows.filter(**{f"{name}__isnull": False}).order_by().values(name)


readers.close_rows(Picture, lambda user: closed_pictures(user).values_list("pk", flat=True))
