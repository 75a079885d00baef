"""A news item as schema.org data. It has nothing that the page does not show."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from campaign.publishing.schema_org import organisation, without_empty
from campaign.publishing.sharing import absolute
from news.models import Author, NewsItem, Tag
from news.public.event import EventTimes


def linked_data(
    item: NewsItem, authors: Sequence[Author], tags: Sequence[Tag], event: EventTimes | None
) -> dict[str, object]:
    """The data of a NewsArticle; empty for invented news, since a machine does not see the notice on the page."""
    if settings.DEMO or item.is_demo or item.publish_at is None:
        return {}
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": absolute(item.reading_path),
        "headline": item.headline,
        "description": item.standfirst,
        "inLanguage": item.language,
        "datePublished": item.publish_at.isoformat(),
        "dateModified": item.modified_at and item.modified_at.isoformat(),
        "author": _authors(authors),
        "publisher": organisation(),
        "keywords": [tag.name for tag in tags],
        "image": absolute(reverse("news:card", args=[item.slug])),
        "about": _event(item, event) if event else None,
    }
    return without_empty(article)


def _authors(authors: Sequence[Author]) -> object:
    people = [
        without_empty({"@type": "Person", "name": author.name, "jobTitle": author.role})
        for author in authors
    ]
    return people or organisation()


def _event(item: NewsItem, event: EventTimes) -> dict[str, object]:
    place = {"@type": "Place", "name": item.place, "address": item.place} if item.place else None
    return without_empty(
        {
            "@type": "Event",
            "name": item.headline,
            "description": item.standfirst,
            "url": absolute(item.get_absolute_url()),
            "startDate": event.starts.isoformat(),
            "endDate": event.ends.isoformat() if event.ends else None,
            "location": place,
            "organizer": organisation(),
        }
    )
