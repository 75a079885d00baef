"""Finds what the public sees a picture with, so that one person shows no hidden picture (four_eyes.py)."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from campaign.history.changes import TrackChanges
from campaign.images import in_texts
from campaign.images.models import Picture
from campaign.publishing.four_eyes import applies_to, unread
from campaign.publishing.workflow import Publishable, State


def public_uses(pictures: Collection[int]) -> Iterator[QuerySet[Any]]:
    """Of each model, the items that use one of these pictures, also in a text, and are public, or will be."""
    uses = {model: in_texts.naming(model, pictures) for model in in_texts.models_with_texts()}
    relations: list[Any] = Picture._meta.get_fields(include_hidden=True)
    for relation in relations:
        if relation.one_to_many:
            used = Q(**{f"{relation.field.name}__in": pictures})
            uses[relation.related_model] = uses.get(relation.related_model, Q()) | used
    for model, used in uses.items():
        rows = model._default_manager.filter(used)
        if issubclass(model, Publishable):
            yield rows.filter(state=State.PUBLISHED)
        elif owner := _owner(model):  # a row of a public item, such as a spokesperson
            owners = owner.related_model._default_manager.filter(state=State.PUBLISHED)
            yield owners.filter(pk__in=rows.values(owner.name))


def _owner(model: type[Model]) -> Any:
    """The foreign key to the item on whose page rows of this model stand."""
    for check in model._meta.constraints:
        if isinstance(check, TrackChanges) and check.of:
            key: Any = model._meta.get_field(check.of)
            return key if issubclass(key.related_model, Publishable) else None
    return None


def refuse_lone_showing(pictures: Collection[int]) -> None:
    """Raise ValidationError if something public now shows one of these pictures. The caller rolls back.

    pictures: those that this transaction has made visible.
    """
    for items in public_uses(pictures) if pictures else ():
        for item in items:
            if applies_to(item) and item.is_shown:
                raise ValidationError(unread(item))
