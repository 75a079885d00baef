"""Pictures within Markdown: which texts show which pictures, and the HTML of one.

A text names a picture by its number, `![](picture:12)`. No column leads from one to the other, so the database searches
the texts. That is slow in a large table, so only pages of the desk do it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Func, IntegerField, Q, QuerySet, Value
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from campaign.images import renditions
from campaign.images.models import Picture
from campaign.privacy.readers import is_closed_here
from campaign.text import markdown
from campaign.text.fields import MarkdownField

SIZES = "(min-width: 60rem) 40rem, 100vw"

type UrlsOf = Callable[[Picture], renditions.UrlFor]


class _Numbers(Func):
    """The numbers of the pictures that a text names, one row for each."""

    template = "((regexp_matches(%(expressions)s, 'g'))[1])::integer"
    output_field = IntegerField()
    set_returning = True


def models_with_texts() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if markdown_fields(model))


def markdown_fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, MarkdownField)]


def naming(model: type[models.Model], numbers: Collection[int]) -> Q:
    """The items whose text names one of these pictures."""
    pattern = markdown.PICTURE_PATTERN.format("|".join(map(str, numbers)))
    found = Q(pk__in=[])
    for name in markdown_fields(model) if numbers else ():
        found |= Q(**{f"{name}__regex": pattern})
    return found


def items_naming(numbers: Collection[int]) -> Iterator[models.Model]:
    """All items whose text names one of these pictures, public or not."""
    for model in models_with_texts():
        yield from model._default_manager.filter(naming(model, numbers))


def named_by(items: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """The numbers of the pictures in the texts of these items, one query for each field."""
    pattern = Value(markdown.PICTURE_PATTERN.format("[1-9][0-9]{0,8}"))
    for name in markdown_fields(items.model):
        rows = items.filter(**{f"{name}__contains": "(picture:"}).order_by()
        yield rows.values_list(_Numbers(F(name), pattern), flat=True)


def numbers_of(item: models.Model) -> list[int]:
    """The numbers of the pictures in the texts of this item."""
    texts = (getattr(item, name) for name in markdown_fields(type(item)))
    return list(
        dict.fromkeys(number for text in texts for number in markdown.picture_numbers(text))
    )


def words_beside(text: str) -> list[str]:
    """What the public reads with the pictures of a text: their descriptions and credits."""
    if not (numbers := markdown.picture_numbers(text)):
        return []
    rows = Picture.objects.filter(pk__in=numbers).values_list("alt", "credit")
    return [words for row in rows for words in row]


def render(text: str, pictures: QuerySet[Picture], urls_of: UrlsOf) -> SafeString:
    """The text with its pictures, read in one query. pictures: those that may be shown."""
    if not (numbers := markdown.picture_numbers(text)):
        return markdown.render(text)
    shown = pictures.filter(pk__in=numbers).defer("likeness_by", "provenance").in_bulk()

    def figure(mark: markdown.PictureMark) -> SafeString:
        picture = shown.get(mark.number)
        if picture is None or is_closed_here(picture):
            return SafeString("")
        return _figure(picture, mark, urls_of(picture))

    return markdown.render(text, figure)


def _figure(picture: Picture, mark: markdown.PictureMark, url: renditions.UrlFor) -> SafeString:
    shown = renditions.rendition(picture, url)
    context = {
        "picture": replace(shown, alt=mark.alt or shown.alt),
        "sizes": SIZES,
        "caption": mark.caption,
    }
    return SafeString(render_to_string("includes/figure.html", context))
