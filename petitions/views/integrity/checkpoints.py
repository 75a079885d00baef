"""The log in the formats of c2sp.org: the newest checkpoint, the tiles, the lines; and the time stamps.

Tiles never change. After a gap the log is another one, at an address of its own.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from petitions.checkpoints import tiles
from petitions.checkpoints.tiles import Place
from petitions.models import Checkpoint, Petition
from petitions.transparency import signed_heads
from petitions.views.pages import published_petition

NOTE = "text/plain; charset=utf-8"
# Not in the memory of a process: whoever reads a log reads each tile once.
FINAL: dict[str, Any] = {"max_age": 365 * 24 * 60 * 60, "cache_seconds": 0}


@require_safe
@public_page(cache_seconds=5, stale_while_revalidate=0)
def checkpoint(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    newest = signed_heads.last_checkpoint(_petition(slug, number))
    if newest is None:
        raise Http404
    return HttpResponse(newest.note, content_type=NOTE)


@require_safe
@public_page()
def earlier_checkpoint(
    request: HttpRequest, slug: str, lines: int, number: int = 1
) -> HttpResponse:
    """The checkpoint of an earlier head. Witnesses may still add their signatures."""
    petition = _petition(slug, number)
    its_origin = signed_heads.origin(petition, number)
    found = get_object_or_404(Checkpoint, petition=petition, origin=its_origin, size=lines)
    return HttpResponse(found.note, content_type=NOTE)


@require_safe
@public_page(**FINAL)
def tile(
    request: HttpRequest, slug: str, level: int, place: Place, number: int = 1
) -> HttpResponse:
    return _binary(tiles.tile(_petition(slug, number), level, place))


@require_safe
@public_page(**FINAL)
def entries(request: HttpRequest, slug: str, place: Place, number: int = 1) -> HttpResponse:
    return _binary(tiles.entries(_petition(slug, number), place))


@require_safe
@public_page()
def time_stamp(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The answer of the authority, to give to `openssl ts -verify`."""
    stamp = get_object_or_404(published_petition(slug).time_stamps, sha256=digest)
    return HttpResponse(
        bytes(stamp.answer),
        content_type="application/timestamp-reply",
        headers={"Content-Disposition": f'attachment; filename="{digest[:16]}.tsr"'},
    )


def _petition(slug: str, number: int) -> Petition:
    """The petition, if this is the number of its log. Those from before a gap are gone."""
    petition = published_petition(slug)
    if signed_heads.log_number(petition) != number:
        raise Http404
    return petition


def _binary(content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/octet-stream")
