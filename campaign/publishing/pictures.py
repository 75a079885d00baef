"""Finds what the public sees a picture with, so that one person shows no hidden picture (four_eyes.py)."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from campaign.images.models import Picture
from campaign.publishing.four_eyes import applies_to, unread
from campaign.publishing.workflow import Publishable, State


def public_uses(pictures: Collection[int]) -> Iterator[QuerySet[Any]]:
    """Of each model, the items that use one of these pictures and are public, or will be."""
    relations: list[Any] = Picture._meta.get_fields(include_hidden=True)
    for relation in relations:
        model = relation.related_model
        if relation.one_to_many and issubclass(model, Publishable):
            shown = {f"{relation.field.name}__in": pictures, "state": State.PUBLISHED}
            yield model._default_manager.filter(**shown)


def refuse_lone_showing(pictures: Collection[int]) -> None:
    """Raise ValidationError if something public now shows one of these pictures. The caller rolls back.

    pictures: those that this transaction has made visible.
    """
    for items in public_uses(pictures) if pictures else ():
        for item in items:
            if applies_to(item) and item.is_shown:
                raise ValidationError(unread(item))
