"""The list of news and its archive, one item, and its picture."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.documents.cached import card_response
from campaign.images import renditions
from campaign.images.in_texts import UrlsOf
from campaign.publishing.lookup import published_or_gone
from campaign.publishing.sharing import Share, absolute
from campaign.web.page_cache import public_page
from news import cards
from news.archive import archive, chosen_kind, in_period, of_kind
from news.models import NewsItem
from news.schema_org import linked_data
from profiles.models import Detainee
from profiles.public import text_pictures
from profiles.public.profile import may_be_shown, public_profiles

PER_PAGE = 12


@require_safe
@public_page(params=("page", "kind"))
def news_list(
    request: HttpRequest, year: int | None = None, month: int | None = None
) -> HttpResponse:
    """All news, or those of a year or a month. A year or a month without news is no page."""
    items = in_period(year, month) if year else NewsItem.objects.published()
    kind = chosen_kind(request)
    page = Paginator(of_kind(items, kind), PER_PAGE).get_page(request.GET.get("page"))
    if year and not page:
        raise Http404
    context = {
        "title": _list_title(year, month),
        "page": page,
        "year": year,
        "kind": kind,
        "archive": archive(year, month, kind),
    }
    return render(request, "news/news_list.html", context)


def _list_title(year: int | None, month: int | None) -> str:
    if year is None:
        return _("News")
    period = date_format(date(year, month, 1), "YEAR_MONTH_FORMAT") if month else str(year)
    return _("News from %(period)s") % {"period": period}


@require_safe
@public_page()
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    item = published_or_gone(_published(), NewsItem.objects.withdrawn(), slug)
    return render(request, "news/news_item.html", item_context(item, _picture_url(item)))


def item_context(
    item: NewsItem, picture_url: renditions.UrlFor, urls_of: UrlsOf | None = None
) -> dict[str, object]:
    """The context of the public page and of the admin's preview. The URLs of pictures differ between the two."""
    urls_of = urls_of or text_pictures.urls_below("news:text-picture", item.slug)
    image = item.image if item.image and may_be_shown(item.image) else None
    return {
        "item": item,
        "body": text_pictures.render(item.body, urls_of),
        "image": image and renditions.rendition(image, picture_url),
        # Only people who are public now: an old item must not name someone who was withdrawn since.
        "people": public_profiles(Detainee.objects.published().filter(news=item).for_cards()),
        "petitions": item.petitions.published().with_deliveries(),
        "share": _share(item),
        "linked_data": linked_data(item),
    }


def _share(item: NewsItem) -> Share:
    path = item.get_absolute_url()
    return Share(
        title=item.headline,
        path=path,
        about=item.headline,
        text=f"{item.headline} {absolute(path)}",
        card=reverse("news:card", args=[item.slug]),
        square=reverse("news:card-square", args=[item.slug]),
    )


def _published() -> QuerySet[NewsItem]:
    """Published items with their picture, but without its encrypted fields."""
    items = NewsItem.objects.published().select_related("image")
    return items.defer("image__likeness_by", "image__provenance")


def _picture_url(item: NewsItem) -> renditions.UrlFor:
    return lambda width, kind: reverse("news:picture", args=[item.slug, width, kind])


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
    item = _published().filter(slug=slug).first()
    if item is None or item.image is None or not may_be_shown(item.image):
        raise Http404
    return renditions.file_response(item.image, width, kind)


@require_safe
@public_page()
def text_picture(
    request: HttpRequest, slug: str, number: int, width: int, kind: str
) -> HttpResponse:
    """A file of a picture in the item's text, while the item is public."""
    item = NewsItem.objects.published().filter(slug=slug).first()
    return text_pictures.file_response(item.body if item else "", number, width, kind)
