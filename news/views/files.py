"""The files of an item: share pictures, its own picture, documents, and the calendar entry of an event."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaign.addresses.lookup import published_or_gone
from campaign.documents.cached import card_response
from campaign.images import renditions
from campaign.web.page_cache import public_page
from campaign.web.responses import no_store
from news.documents import serving
from news.models import NewsItem
from news.public import cards
from news.public.event import calendar as calendar_entry
from news.public.event import event_of
from news.public.item import published_items
from profiles.public import text_pictures
from profiles.public.profile import may_be_shown


@require_safe
@public_page()
def card(request: HttpRequest, slug: str, shape: str) -> HttpResponse:
    """The preview picture for shared links, or the square one to save."""
    item = published_or_gone(NewsItem.objects.published(), slug)
    return card_response(cards.card(item, shape))


@require_safe
@public_page()
def picture(request: HttpRequest, slug: str, width: int, kind: str) -> HttpResponse:
    """A file of the item's picture, while the item is public and no withdrawn person is on the picture."""
    item = published_items().filter(slug=slug).first()
    if item is None or item.image is None or not may_be_shown(item.image):
        raise Http404
    return renditions.file_response(item.image, width, kind)


@require_safe
@public_page()
def text_picture(
    request: HttpRequest, slug: str, number: int, width: int, kind: str
) -> HttpResponse:
    """A file of a picture in the item's texts, while the item is public and shows them."""
    item = NewsItem.objects.published().filter(slug=slug).first()
    return text_pictures.file_response(_shown_texts(item) if item else "", number, width, kind)


def _shown_texts(item: NewsItem) -> str:
    return f"{item.body}\n\n{item.notes}" if item.shows("notes") else item.body


@csrf_exempt  # a POST gets a 405, not an error about a missing CSRF token
@no_store
@require_safe
def document(request: HttpRequest, slug: str, pk: int, name: str) -> FileResponse:
    """A document, while its item is public. name: only so that an address says what it leads to."""
    item = published_or_gone(NewsItem.objects.published(), slug)
    return serving.download(get_object_or_404(item.documents, pk=pk))


@require_safe
@public_page()
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    item = published_or_gone(NewsItem.objects.published(), slug)
    return calendar_file(item)


def calendar_file(item: NewsItem) -> HttpResponse:
    event = event_of(item)
    if event is None:
        raise Http404
    name = f'attachment; filename="{item.slug}.ics"'
    return HttpResponse(
        calendar_entry(item, event),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": name},
    )
