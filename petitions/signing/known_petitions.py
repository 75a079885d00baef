"""Petitions as this process knows them: at most SECONDS old, for hundreds of signers in a second.

What staff change on this machine shows at once, because it starts a new version of the page cache. Everyone shares
the objects, so no one may change them.
"""

from collections.abc import Iterable

from campaign.run.in_process import InProcess
from campaign.web import page_cache
from petitions.models import Petition

SECONDS = 1


def published(slug: str) -> Petition | None:
    """The published petition with this slug."""
    return _published.get().get(slug)


def by_id(ids: Iterable[int]) -> dict[int, Petition]:
    """Petitions by id, published or not."""
    wanted = set(ids)
    if not wanted <= _all.get().keys():
        _all.forget()  # one was made on another machine a moment ago
    known = _all.get()
    return {pk: known[pk] for pk in wanted}


def _read_published() -> dict[str, Petition]:
    """All of them by slug: a campaign has few. A form that names made-up ones costs no query."""
    return Petition.objects.published().select_related("addressee").in_bulk(field_name="slug")


def _read_all() -> dict[int, Petition]:
    return Petition.objects.select_related("addressee").in_bulk()


_published = InProcess(_read_published, SECONDS, page_cache.version)
_all = InProcess(_read_all, SECONDS, page_cache.version)
