"""JSON Feed 1.1 (jsonfeed.org). Scripts of other sites may read it."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language

from campaign.publishing.licence import CORS_HEADERS
from campaign.publishing.schema_org import without_empty
from campaign.publishing.sharing import absolute
from news.documents.serving import CONTENT_TYPES
from news.feeds.channel import Channel, authors, categories, text_of
from news.models import NewsItem
from news.public.item import PublicDocument, public_addresses, public_documents


def json_feed(channel: Channel) -> HttpResponse:
    campaign = {"name": settings.CAMPAIGN_NAME, "url": f"{settings.SITE_URL}/"}
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "language": get_language(),
        "authors": [campaign],
        "items": [_json_item(item) for item in channel.newest()],
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
    entry: dict[str, object] = {
        "id": url,
        "url": url,
        "external_url": item.link if item.shows("link") else "",
        "title": item.headline,
        "language": item.language,
        "summary": item.standfirst,
        "content_html": text_of(item),
        "date_published": item.publish_at and item.publish_at.isoformat(),
        "date_modified": item.modified_at and item.modified_at.isoformat(),
        "image": absolute(reverse("news:card", args=[item.slug])),
        "tags": categories(item),
        "authors": [{"name": name} for name in authors(item)],
        "attachments": [
            _attachment(each) for each in public_documents(item, public_addresses(item))
        ],
    }
    return without_empty(entry)


def _attachment(document: PublicDocument) -> dict[str, object]:
    return {
        "url": absolute(document.url),
        "mime_type": CONTENT_TYPES[document.kind],
        "title": document.title,
        "size_in_bytes": document.size,
    }
