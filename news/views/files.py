"""The files of an item: share pictures, and its own picture."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.documents.cached import card_response
from campaign.images import renditions
from campaign.publishing.lookup import published_or_gone
from campaign.web.page_cache import public_page
from news.models import NewsItem
from news.public import cards
from news.public.item import published_items
from profiles.public.profile import may_be_shown


@require_safe
@public_page()
def card(request: HttpRequest, slug: str, shape: str) -> HttpResponse:
    """The preview picture for shared links, or the square one to save."""
    item = published_or_gone(NewsItem.objects.published(), NewsItem.objects.withdrawn(), slug)
    return card_response(cards.card(item, shape))


@require_safe
@public_page()
def picture(request: HttpRequest, slug: str, width: int, kind: str) -> HttpResponse:
    """A file of the item's picture, while the item is public and no withdrawn person is on the picture."""
    item = published_items().filter(slug=slug).first()
    if item is None or item.image is None or not may_be_shown(item.image):
        raise Http404
    return renditions.file_response(item.image, width, kind)
