"""The statement of integrity, the published heads, the log, and the program that checks them."""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from petitions.checkpoints import time_stamps
from petitions.counting.paper_signatures import paper_summary
from petitions.models import LogStop, Petition, TreeHead
from petitions.transparency import history, signed_heads, verifier
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
    heads = list(TreeHead.objects.published().filter(petition=petition)[:HEADS_SHOWN])
    stamps = time_stamps.by_size(petition, [each.size for each in heads])
    context = {
        "petition": petition,
        "title": _("How to check the count: %(title)s") % {"title": petition.title},
        "head": head,
        "figures": shown_figures(head.statement) if head else None,
        "paper": paper_summary(petition.pk),
        "invalidations": public_invalidations(petition),
        "heads": [(each, stamps.get(each.size)) for each in heads],
        "has_stamps": bool(stamps),
        "stamped_deliveries": time_stamps.by_delivery(petition),
        "stop": LogStop.objects.filter(petition=petition).first(),
        "gaps": petition.log_gaps.all(),
        "log_url": settings.SITE_URL + reverse("petitions:integrity", args=[petition.slug]),
        "last_page": _pages(head) - 1,
        "programs": _programs(),
        "tiled_log": signed_heads.description(petition),
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
@public_page(**PUBLISHED)
def heads_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """All heads, for a spreadsheet: the oldest first."""
    petition = published_petition(slug)
    heads = TreeHead.objects.published().filter(petition=petition).order_by("size", "pk")
    return _csv(f"{slug}-heads.csv", history.HEAD_COLUMNS, map(head_json, heads))


@require_safe
@public_page(**PUBLISHED)
def history_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The count by day, as open data."""
    rows = history.count_by_day(published_petition(slug))
    return _csv(f"{slug}-history.csv", history.DAY_COLUMNS, rows)


@require_safe
@public_page(**PUBLISHED)
def history_json(request: HttpRequest, slug: str) -> HttpResponse:
    petition = published_petition(slug)
    days = history.count_by_day(petition)
    return JsonResponse(
        {
            "format": "count-history/1",
            "petition": petition.slug,
            "licence": settings.DATA_LICENCE,
            "days": days,
        }
    )


def _csv(name: str, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> HttpResponse:
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.DictWriter(response, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return response


@require_safe
@public_page(max_age=3600)
def download_verifier(request: HttpRequest, slug: str) -> HttpResponse:
    return _verifier(slug, "verifier.py", "text/x-python")


@require_safe
@public_page(max_age=3600)
def download_verifier_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A file to open from the disk. It has a script of its own, so it is never shown as a page of this site."""
    return _verifier(slug, "verifier.html", "text/html")


def _verifier(slug: str, name: str, kind: str) -> HttpResponse:
    published_petition(slug)
    return HttpResponse(
        _source(name),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@cache
def _source(name: str) -> bytes:
    """One of the two programs that the public downloads, as it stands in the source."""
    return Path(verifier.__file__).with_name(name).read_bytes()


def _programs() -> dict[str, dict[str, str]]:
    """The checksum of each program, and its address in the source that this site runs, if SOURCE_URL names it."""
    folder = Path(verifier.__file__).parent.relative_to(settings.BASE_DIR).as_posix()
    return {
        name.partition(".")[2]: {
            "sha256": hashlib.sha256(_source(name)).hexdigest(),
            "source": f"{settings.SOURCE_URL}/{folder}/{name}" if settings.SOURCE_URL else "",
        }
        for name in ("verifier.py", "verifier.html")
    }


def _head(petition: Petition, size: int) -> TreeHead:
    head = TreeHead.objects.published().filter(petition=petition, size=size).first()
    if head is None:
        raise Http404
    return head


def _pages(head: TreeHead | None) -> int:
    return -(-head.size // LINES_PER_PAGE) if head else 0
