"""JSON Feed 1.1 (jsonfeed.org). Scripts of other sites may read it."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language

from campaign.publishing.licence import CORS_HEADERS
from campaign.publishing.sharing import absolute
from news.feeds.channel import MOST_ITEMS, Channel, text_of
from news.models import NewsItem


def json_feed(channel: Channel) -> HttpResponse:
    campaign = {"name": settings.CAMPAIGN_NAME, "url": f"{settings.SITE_URL}/"}
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "language": get_language(),
        "authors": [campaign],
        "items": [_json_item(item) for item in channel.items[:MOST_ITEMS]],
    }
    content_type = "application/feed+json"
    return JsonResponse(
        data,
        content_type=content_type,
        headers=CORS_HEADERS,
        json_dumps_params={"ensure_ascii": False},
    )


def _json_item(item: NewsItem) -> dict[str, object]:
    url = absolute(item.get_absolute_url())
    return {
        "id": url,
        "url": url,
        "title": item.headline,
        "summary": item.standfirst,
        "content_html": text_of(item),
        "date_published": item.publish_at and item.publish_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
        "image": absolute(reverse("news:card", args=[item.slug])),
        "tags": [str(item.get_kind_display())],
    }
