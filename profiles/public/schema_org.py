"""The page of a person as schema.org data. It has nothing that the page does not show."""

from django.conf import settings
from django.urls import reverse

from campaign.publishing.schema_org import organisation, without_empty
from profiles.public.profile import PublicProfile


def linked_data(person: PublicProfile) -> dict[str, object]:
    """The data of a ProfilePage; empty for invented people, since a machine does not see the notice on the page."""
    if person.is_demo:
        return {}
    return without_empty(
        {
            "@context": "https://schema.org",
            "@type": "ProfilePage",
            "url": settings.SITE_URL + person.reading_path,
            "inLanguage": person.written_in.code,
            "dateModified": person.updated_at.isoformat(),
            "publisher": organisation(),
            "primaryImageOfPage": settings.SITE_URL + reverse("profiles:card", args=[person.slug]),
            "mainEntity": _person(person),
        }
    )


def _person(person: PublicProfile) -> dict[str, object]:
    portrait = person.portrait
    return without_empty(
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
