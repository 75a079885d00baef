"""The context processor that gives every template the variable `site`."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    url: str
    demo: bool
    language: str
    direction: str
    canonical: str


def site(request: HttpRequest) -> dict[str, Site]:
    """`site.url` and `site.canonical` are built from SITE_URL, so a forged Host gets into no link."""
    return {
        "site": Site(
            name=settings.CAMPAIGN_NAME,
            url=settings.SITE_URL,
            demo=settings.DEMO,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            canonical=settings.SITE_URL + request.path,
        )
    }
