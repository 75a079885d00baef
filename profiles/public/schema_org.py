"""The page of a person for machines (schema.org): nothing that the page does not show."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from profiles.public.profile import PublicProfile


def linked_data(person: PublicProfile) -> dict[str, Any]:
    """Of whom is invented, nothing: a machine would not see that every page says so."""
    if person.is_demo:
        return {}
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "ProfilePage",
            "url": settings.SITE_URL + person.url,
            "inLanguage": get_language(),
            "dateModified": person.updated_at.isoformat(),
            "publisher": {
                "@type": "Organization",
                "name": settings.CAMPAIGN_NAME,
                "url": f"{settings.SITE_URL}/",
            },
            "primaryImageOfPage": settings.SITE_URL + reverse("profiles:card", args=[person.slug]),
            "mainEntity": _person(person),
        }
    )


def _person(person: PublicProfile) -> dict[str, Any]:
    portrait = person.portrait
    return _known(
        {
            "@type": "Person",
            "identifier": person.reference,
            "name": person.name,
            "alternateName": [name.text for name in person.names[1:]],
            "description": person.summary,
            "jobTitle": person.occupation,
            "homeLocation": person.home and {"@type": "Place", "name": person.home},
            "image": portrait
            and {
                "@type": "ImageObject",
                "contentUrl": settings.SITE_URL + portrait.src,
                "caption": portrait.alt,
                "creditText": portrait.credit,
            },
        }
    )


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
