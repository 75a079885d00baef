"""The statement of integrity, the published heads, the log, and the program that checks them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from petitions.counting.paper_signatures import paper_summary
from petitions.models import LogStop, Petition, TreeHead
from petitions.transparency import verifier
from petitions.transparency.gaps import public_gaps
from petitions.transparency.log import consistency_proof, head_json, last_head, read_lines
from petitions.transparency.statement import public_invalidations, shown_figures
from petitions.views.pages import published_petition

LINES_PER_PAGE = 4096  # about 340 KB, which take the server some milliseconds
HEADS_SHOWN = 14
# These pages change once a day.
PUBLISHED: dict[str, Any] = {"max_age": 60, "stale_while_revalidate": 60}


@require_safe
@public_page(**PUBLISHED)
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    petition = published_petition(slug)
    head = last_head(petition)
    context = {
        "petition": petition,
        "head": head,
        "figures": shown_figures(head.statement) if head else None,
        "paper": paper_summary(petition.pk),
        "invalidations": public_invalidations(petition),
        "heads": TreeHead.objects.published().filter(petition=petition)[:HEADS_SHOWN],
        "stop": LogStop.objects.filter(petition=petition).first(),
        "gaps": petition.log_gaps.all(),
        "log_url": settings.SITE_URL + reverse("petitions:integrity", args=[petition.slug]),
        "last_page": _pages(head) - 1,
        "verifier_sha256": hashlib.sha256(_verifier_source()).hexdigest(),
    }
    return render(request, "petitions/integrity.html", context)


@require_safe
@public_page(**PUBLISHED)
def heads_json(request: HttpRequest, slug: str) -> HttpResponse:
    petition = published_petition(slug)
    heads = list(TreeHead.objects.published().filter(petition=petition).order_by("size", "pk"))
    last = heads[-1] if heads else None
    return JsonResponse(
        {
            "format": "signature-log/1",
            "petition": petition.slug,
            "lines_per_page": LINES_PER_PAGE,
            "pages": _pages(last),
            "heads": [head_json(head) for head in heads],
            "statement": last.statement if last else None,
            "gaps": public_gaps(petition),
        }
    )


@require_safe
@public_page(**PUBLISHED, cache_seconds=0)  # a hundred pages of this size would fill the page cache
def log(request: HttpRequest, slug: str, page: int) -> HttpResponse:
    """One page of the log's lines, up to the last head."""
    petition = published_petition(slug)
    head = last_head(petition)
    if page >= max(_pages(head), 1):
        raise Http404
    end = min((page + 1) * LINES_PER_PAGE, head.size if head else 0)
    lines = read_lines(petition, page * LINES_PER_PAGE, end)
    return HttpResponse(
        "".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8"
    )


@require_safe
@public_page(**PUBLISHED, cache_seconds=0)
def consistency_json(request: HttpRequest, slug: str, first: int, second: int) -> HttpResponse:
    """The proof that the head over `second` lines only adds to the one over `first`."""
    petition = published_petition(slug)
    heads = [_head(petition, size) for size in (first, second)]
    if not 0 < first <= second:
        raise Http404
    proof = consistency_proof(petition, first, second)
    return JsonResponse(
        {
            "format": "log-consistency/1",
            "petition": petition.slug,
            "first": head_json(heads[0]),
            "second": head_json(heads[1]),
            "proof": [hashed.hex() for hashed in proof],
        }
    )


@require_safe
@public_page(max_age=3600)
def download_verifier(request: HttpRequest, slug: str) -> HttpResponse:
    published_petition(slug)
    return HttpResponse(
        _verifier_source(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="verifier.py"'},
    )


@cache
def _verifier_source() -> bytes:
    return Path(verifier.__file__).read_bytes()


def _head(petition: Petition, size: int) -> TreeHead:
    head = TreeHead.objects.published().filter(petition=petition, size=size).first()
    if head is None:
        raise Http404
    return head


def _pages(head: TreeHead | None) -> int:
    return -(-head.size // LINES_PER_PAGE) if head else 0
