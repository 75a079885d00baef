"""The sitemap: every published page, with URLs built from SITE_URL."""

from datetime import datetime, timedelta
from typing import Any, override
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaign.models import Page
from campaign.publishing.sharing import absolute
from campaign.publishing.workflow import Publishable, PublishableQuerySet
from campaign.translations.reading import Choice, choices_of
from news.models import NewsItem, Tag
from petitions.models import Petition
from profiles.models import Detainee


class SiteUrlSitemap[T](Sitemap[T]):
    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PublishedSitemap[M: Publishable](SiteUrlSitemap[M]):
    """Each language of an item has an entry, and each entry names them all."""

    limit = 10_000  # items in one file; the protocol allows 50,000 URLs

    def __init__(self, queryset: PublishableQuerySet[M]) -> None:
        self.queryset = queryset

    def items(self) -> PublishableQuerySet[M]:
        return self.queryset.all().published().order_by("pk")

    def lastmod(self, item: M) -> datetime:
        return item.updated_at

    @override
    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        languages = choices_of([url["item"] for url in urls])
        return [each for url in urls for each in _in_each(url, languages.get(url["item"].pk, []))]


def _in_each(url: dict[str, Any], choices: list[Choice]) -> list[dict[str, Any]]:
    if not choices:
        return [url]
    alternates = [{"location": each.address, "lang_code": each.language.code} for each in choices]
    return [{**url, "location": each.address, "alternates": alternates} for each in choices]


class PeopleSitemap(PublishedSitemap[Detainee]):
    def items(self) -> PublishableQuerySet[Detainee]:
        return super().items().select_related("public_change")

    @override
    def lastmod(self, item: Detainee) -> datetime:
        changed_at: datetime = item.public_changed_at
        return changed_at


class RecentNewsSitemap(SiteUrlSitemap[NewsItem]):
    """For search engines of news, which ask for the last two days and at most 1,000 items."""

    def items(self) -> QuerySet[NewsItem]:
        since = timezone.now() - timedelta(days=2)
        return NewsItem.objects.published().filter(publish_at__gte=since)[:1000]


class TagsSitemap(SiteUrlSitemap[Tag]):
    """A tag has a page while something public has it."""

    def items(self) -> QuerySet[Tag]:
        public = NewsItem.objects.published()
        return Tag.objects.filter(items__in=public).distinct().order_by("pk")[:10_000]


class ListsSitemap(SiteUrlSitemap[str]):
    def items(self) -> list[str]:
        return [
            "home", "profiles:list", "profiles:map", "profiles:map-home", "profiles:numbers",
            "petitions:list", "petitions:deliveries", "news:list", "news:corrections", "press:page", "data",
        ]  # fmt: skip

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, SiteUrlSitemap[Any]] = {
    "lists": ListsSitemap(),
    "profiles": PeopleSitemap(Detainee.objects.all()),
    "petitions": PublishedSitemap(Petition.objects.all()),
    "news": PublishedSitemap(NewsItem.objects.all()),
    "tags": TagsSitemap(),
    "pages": PublishedSitemap(Page.objects.all()),
}


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Every file of the sitemap. `/sitemap.xml` alone has the first of each kind, which is all that a small site has."""
    files = [
        absolute(reverse("sitemap-part", args=[kind])) + (f"?p={number}" if number > 1 else "")
        for kind, sitemap in SITEMAPS.items()
        for number in sitemap.paginator.page_range
    ]
    context = {"sitemaps": [{"location": each} for each in files]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")
