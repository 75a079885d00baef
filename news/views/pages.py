"""The list of news and its archive, and the page of one item."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.publishing.lookup import published_or_gone
from campaign.web.page_cache import public_page
from news.models import NewsItem
from news.public.archive import archive, chosen_kind, in_period, of_kind
from news.public.item import item_context, picture_url, published_items

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
    item = published_or_gone(published_items(), NewsItem.objects.withdrawn(), slug)
    return render(request, "news/news_item.html", item_context(item, picture_url(item)))
