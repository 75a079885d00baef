"""Parts of the schema.org data in the head of pages (JSON-LD)."""

from django.conf import settings


def organisation() -> dict[str, object]:
    """The campaign, as publisher and author."""
    return {
        "@type": "Organization",
        "name": settings.CAMPAIGN_NAME,
        "url": f"{settings.SITE_URL}/",
    }


def without_empty(data: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if value}
