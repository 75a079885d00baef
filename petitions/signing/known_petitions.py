"""Petitions as this process knows them: at most SECONDS old, for hundreds of signers in a second.

What staff change on this machine shows at once, because it starts a new version of the page cache. Everyone shares
the objects, so no one may change them.
"""

import time
from collections.abc import Iterable
from functools import lru_cache

from campaign.web import page_cache
from petitions.models import Petition

SECONDS = 1


def published(slug: str) -> Petition | None:
    """The published petition with this slug."""
    return _published(page_cache.version(), _moment()).get(slug)


def by_id(ids: Iterable[int]) -> dict[int, Petition]:
    """Petitions by id, published or not."""
    version, moment = page_cache.version(), _moment()
    return {pk: _by_id(pk, version, moment) for pk in set(ids)}


def _moment() -> int:
    return int(time.monotonic() // SECONDS)


@lru_cache(maxsize=1)
def _published(version: int, moment: int) -> dict[str, Petition]:
    """All of them by slug: a campaign has few. A form that names made-up ones costs no query."""
    return Petition.objects.published().select_related("addressee").in_bulk(field_name="slug")


@lru_cache(maxsize=256)
def _by_id(pk: int, version: int, moment: int) -> Petition:
    return Petition.objects.select_related("addressee").get(pk=pk)
