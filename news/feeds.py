"""The Atom feed of the news."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from campaign.text import markdown
from news.models import NewsItem

# Control characters that pasted text may contain. XML forbids them, so one would break the whole feed.
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class NewsFeed(Feed[NewsItem, None]):
    """The latest 30 items with their whole text. All URLs are built from SITE_URL, never from the request."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("News: %(campaign)s") % {"campaign": settings.CAMPAIGN_NAME}

    def link(self) -> str:
        return settings.SITE_URL + reverse("news:list")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("news:feed")

    def items(self) -> QuerySet[NewsItem]:
        return NewsItem.objects.published()[:30]

    def item_title(self, item: NewsItem) -> str:
        return item.headline.translate(_NOT_XML)

    def item_link(self, item: NewsItem) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_description(self, item: NewsItem) -> str:
        return markdown.render(f"{item.standfirst}\n\n{item.body}".translate(_NOT_XML))

    def item_pubdate(self, item: NewsItem) -> datetime | None:
        return item.publish_at

    def item_updateddate(self, item: NewsItem) -> datetime:
        return item.updated_at

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        del response.headers["Last-Modified"]  # the page cache sends an ETag, which is more exact
        return response
