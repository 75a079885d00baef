"""The list of news and its archive, and the page of one item."""

from datetime import date

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.addresses.lookup import published_or_gone
from campaign.publishing.workflow import PublishableQuerySet
from campaign.translations import reading
from campaign.web.page_cache import public_page
from news.models import NewsItem
from news.public import corrections as corrected
from news.public.archive import archive, chosen_kind, find_tag, in_period, of_kind, of_tag
from news.public.item import item_context, public_addresses, published_items, with_pictures
from news.public.listing import cards

PER_PAGE = 12


@require_safe
@public_page(params=("page", "kind"))
def news_list(
    request: HttpRequest, year: int | None = None, month: int | None = None
) -> HttpResponse:
    """All news, or those of a year or a month. A year or a month without news is no page."""
    items = in_period(year, month) if year else NewsItem.objects.published()
    kind = chosen_kind(request)
    page = _page(request, of_kind(items, kind))
    if year and not page:
        raise Http404
    context = {
        "title": _list_title(year, month),
        "page": page,
        "cards": cards(page),
        "year": year,
        "kind": kind,
        "archive": archive(year, month, kind),
    }
    return render(request, "news/news_list.html", context)


@require_safe
@public_page(params=("page",))
def tag_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The news with a tag. A tag without public items has no page."""
    tag = find_tag(slug)
    page = _page(request, of_tag(NewsItem.objects.published(), tag))
    title = _("News about %(tag)s") % {"tag": tag}
    context = {"title": title, "tag": tag, "page": page, "cards": cards(page)}
    return render(request, "news/news_list.html", context)


def _page(request: HttpRequest, items: PublishableQuerySet[NewsItem]) -> Page[NewsItem]:
    rows = with_pictures(items).prefetch_related("tags")
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _list_title(year: int | None, month: int | None) -> str:
    if year is None:
        return _("News")
    period = date_format(date(year, month, 1), "YEAR_MONTH_FORMAT") if month else str(year)
    return _("News from %(period)s") % {"period": period}


@require_safe
@public_page(params=("page",))
def corrections(request: HttpRequest) -> HttpResponse:
    """The mistakes in public news and on the pages of people that were corrected."""
    page = Paginator(corrected.corrections(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "news/corrections.html", {"page": page})


@require_safe
@public_page(choices=reading.CHOICES)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    item = published_or_gone(published_items(), slug)
    read = reading.reading_of(item, request.path, reading.asked_for(request))
    context = item_context(read.item, public_addresses(read.item)) | {"reading": read}
    return reading.say_language(render(request, "news/news_item.html", context), read.item)
