"""The licence, the publisher and the HTTP headers of all open data files."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

# Scripts of other sites may read these files.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True, slots=True)
class Licence:
    name: str
    url: str


def licence() -> Licence:
    """The setting DATA_LICENCE ("CC BY 4.0 https://…") as name and URL."""
    name, _space, url = settings.DATA_LICENCE.rpartition(" ")
    return Licence(name or url, url)


def metadata() -> dict[str, str | None]:
    """The keys at the head of every JSON file. `note` is None outside the demonstration."""
    return {
        "publisher": settings.CAMPAIGN_NAME,
        "about": f"{settings.SITE_URL}/data/",
        "licence": licence().url,
        "note": _("This is a demonstration. Its invented people and petitions are left out.")
        if settings.DEMO
        else None,
    }
