"""The pages of news items and of the press page for previews (campaign/previews), and the files of an item."""

import re
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from campaign.previews.public_pages import Addresses, PublicPage
from news.documents import serving
from news.models import NewsItem, PressPage
from news.public.item import item_context
from news.public.press import page_context, release_of
from news.views.files import calendar_file
from news.views.press import packed, printed

DOCUMENT = re.compile(r"documents/([0-9]{1,9})/[^/]+")


def _file(
    request: HttpRequest, item: NewsItem, path: str, addresses: Addresses
) -> HttpResponseBase:
    """What news/urls.py has below the page of a public item, but for the pictures."""
    if found := DOCUMENT.fullmatch(path):
        return serving.download(get_object_or_404(item.documents, pk=found[1]))
    if path == "event.ics":
        return calendar_file(item)
    release = release_of(item)
    if release and path == "print/":
        return printed(request, item, addresses)
    if release and path == "press-pack.zip":
        return packed(request, item, release)
    raise Http404


def _press_context(page: PressPage, addresses: Addresses) -> dict[str, Any]:
    return page_context(page, addresses)


ITEM = PublicPage("news/news_item.html", item_context, _file)
PRESS = PublicPage("press/press.html", _press_context)
