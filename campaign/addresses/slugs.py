"""The last part of an address, made from a title if staff leave it empty."""

from itertools import chain, count
from typing import Any

from django.utils.text import slugify

from campaign.addresses.models import FormerAddress

NUMBER = 6  # characters that are left for a number


def free_slug(model: Any, title: str, *, but: int | None = None) -> str:
    """The title in Latin letters, or such as `news-15` if it has none; with a number if the address is taken.

    model: derives from Publishable. but: the row that may have it already.
    """
    longest = model._meta.get_field("slug").max_length - NUMBER
    wanted = slugify(title)[:longest].strip("-") or f"{model.slug_from[1]}-{_next_number(model)}"
    others = model._default_manager.exclude(pk=but).filter(slug__startswith=wanted)
    former = (
        FormerAddress.objects.of(model).exclude(subject_pk=but or 0).filter(slug__startswith=wanted)
    )
    taken = {*others.values_list("slug", flat=True), *former.values_list("slug", flat=True)}
    taken |= model.reserved_slugs
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)


def _next_number(model: Any) -> int:
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (newest or 0) + 1
