"""The pages and files for the press."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaign.addresses.lookup import published_or_gone
from campaign.documents.pdf import RenderingFailed
from campaign.images import renditions
from campaign.previews.public_pages import Addresses
from campaign.translations import reading
from campaign.web import errors
from campaign.web.file_cache import Busy
from campaign.web.page_cache import public_page
from campaign.web.responses import no_store
from news.models import NewsItem, Spokesperson
from news.press import pack
from news.public.item import item_context, public_addresses, published_items
from news.public.press import PACKED, Release, page_context, published_press, release_of
from profiles.public.profile import may_be_shown


@require_safe
@public_page()
def press_page(request: HttpRequest) -> HttpResponse:
    """Whom to ask, who speaks, what is new. Without a published press page: what is new."""
    return render(request, "press/press.html", page_context(published_press()))


@require_safe
@public_page(choices=reading.CHOICES)
def print_view(request: HttpRequest, slug: str) -> HttpResponse:
    """A release as one sheet to print."""
    item, _release = _released(request, slug)
    return reading.say_language(printed(request, item, public_addresses(item)), item)


@csrf_exempt  # a POST gets a 405, not an error about a missing CSRF token
@no_store
@require_safe
def press_pack(request: HttpRequest, slug: str) -> HttpResponseBase:
    return packed(request, *_released(request, slug))


@require_safe
@public_page()
def picture(request: HttpRequest, pk: int, width: int, kind: str) -> HttpResponse:
    """A file of a spokesperson's picture, while the press page is public."""
    row = get_object_or_404(
        Spokesperson.objects.select_related("picture"), pk=pk, press=published_press()
    )
    if row.picture is None or not may_be_shown(row.picture):
        raise Http404
    return renditions.file_response(row.picture, width, kind)


def printed(request: HttpRequest, item: NewsItem, addresses: Addresses) -> HttpResponse:
    """The sheet, for the public or for a preview."""
    context = item_context(item, addresses) | {"is_page": True, "page_url": addresses.file("")}
    return render(request, "press/release_alone.html", context)


def packed(request: HttpRequest, item: NewsItem, release: Release) -> HttpResponseBase:
    """The press pack, for the public or for a preview."""
    try:
        file = pack.open_pack(item, release)
    except (Busy, RenderingFailed):
        return errors.service_unavailable(request)
    language = f"-{item.written_in.code}" if item.is_translated else ""
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"press-pack-{item.slug}{language}.zip",
        content_type="application/zip",
        headers=renditions.SAFE_HEADERS,
    )


def _released(request: HttpRequest, slug: str) -> tuple[NewsItem, Release]:
    """An item for the press, as the address asks to read it, and its release. Raises Gone, or Http404 for another kind."""
    original = published_or_gone(published_items(), slug)
    if original.kind not in PACKED:
        raise Http404
    item = reading.reading_of(original, request.path, reading.asked_for(request)).item
    release = release_of(item)
    if release is None:
        raise Http404
    return item, release
