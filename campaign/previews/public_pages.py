"""How the public page of each model is made for an item that is not public.

The pages differ in nothing but the addresses of their pictures and files: those of the public answer only while the item is
public. Whoever shows a preview says who may open its addresses, and serves them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from campaign.images.in_texts import UrlsOf


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a preview has its pictures and files.

    file: by the file's path below the public page, such as "press-pack.zip". It returns "" if the preview has no such file.
    """

    picture: UrlsOf
    file: Callable[[str], str] = lambda _path: ""


def _no_files(request: HttpRequest, item: Any, path: str, addresses: Addresses) -> HttpResponseBase:
    raise Http404


@dataclass(frozen=True, slots=True)
class PublicPage:
    """template: of the public page. context: its context. file: answers with a file of the item, or raises Http404."""

    template: str
    context: Callable[[Any, Addresses], dict[str, Any]]
    file: Callable[[HttpRequest, Any, str, Addresses], HttpResponseBase] = _no_files


_pages: dict[type[models.Model], PublicPage] = {}


def register(model: type[models.Model], page: PublicPage) -> None:
    """Say how the page of this model is made. An app calls this in `AppConfig.ready`."""
    _pages[model] = page


def page_of(model: type[models.Model]) -> PublicPage:
    return _pages[model]


def public_context(item: models.Model, addresses: Addresses) -> dict[str, Any]:
    """The context of the item's public page, as if it were public now."""
    return page_of(type(item)).context(item, addresses)
