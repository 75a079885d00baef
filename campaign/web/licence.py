"""What all files of the open data say of themselves."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

# Scripts of other sites may read them, and so may whoever shows them there.
FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True, slots=True)
class Licence:
    name: str
    url: str


def licence() -> Licence:
    name, _space, url = settings.DATA_LICENCE.rpartition(" ")
    return Licence(name or url, url)


def origin() -> dict[str, Any]:
    return {
        "publisher": settings.CAMPAIGN_NAME,
        "about": f"{settings.SITE_URL}/data/",
        "licence": licence().url,
        "note": _("This is a demonstration. Its invented people and petitions are left out.")
        if settings.DEMO
        else None,
    }
