"""The page /data/ about the open data: files, query parameters, and the meaning of each field."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.publishing.licence import Licence, licence
from campaign.publishing.schema_org import organisation
from campaign.web.page_cache import public_page
from petitions.views import open_data
from profiles.open_data import fields, records
from profiles.open_data.documentation import documented_fields
from profiles.open_data.formats import CSV, FOLLOW_THE_MONEY, FORMATS, JSON
from profiles.search.filters import FILTERS
from profiles.search.selection import SORTS


@require_safe
@public_page()
def data(request: HttpRequest) -> HttpResponse:
    changed_at = records.version()
    context = {
        "json": JSON,
        "csv": CSV,
        "followthemoney": FOLLOW_THE_MONEY,
        "changed_at": changed_at,
        "licence": licence(),
        "version": fields.VERSION,
        "filters": [each.name for each in FILTERS],
        "sorts": list(SORTS),
        "fields": documented_fields(fields.ALL),
        "petition_fields": documented_fields(open_data.FIELDS),
        "linked_data": _linked_data(licence(), changed_at.isoformat() if changed_at else None),
    }
    return render(request, "campaign/data.html", context)


def _linked_data(data_licence: Licence, changed_at: str | None) -> dict[str, object]:
    """A schema.org DataCatalog, by which data search engines find the files. Empty in a demonstration."""
    if settings.DEMO:
        return {}
    page = settings.SITE_URL + reverse("data")
    publisher = organisation()

    def dataset(name: str, about: str, files: list[tuple[str, str]]) -> dict[str, object]:
        return {
            "@type": "Dataset",
            "name": f"{settings.CAMPAIGN_NAME}: {name}",
            "description": about,
            "url": page,
            "license": data_licence.url,
            "isAccessibleForFree": True,
            "creator": publisher,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": settings.SITE_URL + url,
                    "encodingFormat": media_type,
                }
                for url, media_type in files
            ],
        }

    people = dataset(
        _("people"),
        _("People who are arbitrarily detained, what we know about each of them, and our sources."),
        [(each.url, each.media_type) for each in FORMATS],
    ) | {"version": fields.VERSION, "dateModified": changed_at}
    petitions = dataset(
        _("petitions"),
        _("Petitions for these people, with the number of signatures by country."),
        [(reverse("petitions.json"), "application/json")],
    ) | {"version": open_data.VERSION}
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": _("Open data from %s") % settings.CAMPAIGN_NAME,
        "url": page,
        "inLanguage": get_language(),
        "publisher": publisher,
        "dataset": [people, petitions],
    }
