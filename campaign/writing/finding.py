"""Finds what a text may show or lead to: our pictures, and the pages of people, petitions, news and the site."""

from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from typing import Any, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst

from campaign.admin.pictures import picture_url
from campaign.admin.publishable import PublishableAdmin
from campaign.images.models import Picture
from profiles.public.text_pictures import public_pictures

MAX_PICTURES = 24
MAX_LINKS = 12


def find_pictures(request: HttpRequest, words: str) -> list[dict[str, Any]]:
    """The newest pictures that may be shown in public and are open to the user."""
    desk = admin.site.get_model_admin(Picture)
    if not desk.has_view_permission(request):
        return []
    rows, _twice = desk.get_search_results(request, desk.get_queryset(request), words)
    rows = rows.filter(pk__in=public_pictures().values("pk"))
    return [
        {
            "number": picture.pk,
            "alt": picture.alt,
            "credit": picture.credit,
            "src": picture_url(picture)(min(picture.widths), "jpg"),
        }
        for picture in rows.defer("likeness_by", "provenance")[:MAX_PICTURES]
    ]


@transaction.atomic  # the search for people needs a transaction
def find_links(request: HttpRequest, words: str) -> list[dict[str, str]]:
    """Of each kind of page in turn, those that match. Only what the user may see at the desk."""
    if not words:
        return []
    found = [list(_matches(request, desk, words)) for desk in _desks(request)]
    in_turn = chain.from_iterable(zip_longest(*found))
    return list(islice(filter(None, in_turn), MAX_LINKS))


def _desks(request: HttpRequest) -> Iterator[PublishableAdmin]:
    for desk in admin.site._registry.values():
        is_page = isinstance(desk, PublishableAdmin) and _has_page(desk.model)
        if is_page and desk.has_view_permission(request):
            yield cast(PublishableAdmin, desk)


def _has_page(model: type[Model]) -> bool:
    """Whether each item has a page of its own, unlike a delivery, which stands on that of its petition."""
    return any(field.name == "slug" for field in model._meta.fields)


def _matches(request: HttpRequest, desk: PublishableAdmin, words: str) -> Iterator[dict[str, str]]:
    rows, _twice = desk.get_search_results(request, desk.get_queryset(request), words)
    for item in rows.exclude(slug=None).exclude(slug="")[:MAX_LINKS]:
        yield {
            "kind": capfirst(str(desk.opts.verbose_name)),
            "name": str(item),
            "address": item.get_absolute_url(),
            "stage": "" if item.is_shown else str(item.get_state_display()),
        }
