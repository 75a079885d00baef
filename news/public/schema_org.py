"""A news item as schema.org data. It has nothing that the page does not show."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from campaign.publishing.schema_org import organisation
from campaign.publishing.sharing import absolute
from news.models import NewsItem


def linked_data(item: NewsItem) -> dict[str, object]:
    """The data of a NewsArticle; empty for invented news, since a machine does not see the notice on the page."""
    if settings.DEMO or item.is_demo or item.publish_at is None:
        return {}
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": absolute(item.get_absolute_url()),
        "headline": item.headline,
        "description": item.standfirst,
        "inLanguage": get_language(),
        "datePublished": item.publish_at.isoformat(),
        "dateModified": item.updated_at.isoformat(),
        "author": organisation(),
        "publisher": organisation(),
        "image": absolute(reverse("news:card", args=[item.slug])),
    }
