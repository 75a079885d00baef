"""The files under /data/: for everybody, from any site, without a key."""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial, wraps
from itertools import chain
from threading import BoundedSemaphore
from typing import Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaign.web import errors, page_cache
from campaign.web.file_cache import Busy
from campaign.web.licence import CORS_HEADERS
from campaign.web.page_cache import public_page
from profiles.open_data import records, schema
from profiles.open_data.files import CompleteFile
from profiles.open_data.formats import FORMATS, Format
from profiles.open_data.query import PARAMS, Query
from profiles.open_data.records import BeingMade

SMALL = 1024 * 1024  # bytes: as long as that, it is answered like a page, and not in pieces
# Whoever reads a large file slowly holds one of the process's few threads. Only so many may, and the
# others are for the pages.
AT_A_TIME = 2
HEADERS = CORS_HEADERS | {
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    # Like a page: what others keep hears nothing of a withdrawal.
    "Cache-Control": "public, max-age=5, stale-while-revalidate=10",
}
BEING_MADE = errors.Unavailable(
    lazy("We are updating these files."),
    lazy("The data has just changed. Try again in a minute."),
    seconds=60,
)

_room = BoundedSemaphore(AT_A_TIME)

type View = Callable[[HttpRequest], HttpResponseBase]


class Pieces(Protocol):
    def __call__(self, *, packed: bool) -> Generator[bytes]: ...


def open_file(view: View) -> View:
    @csrf_exempt  # a POST is refused as such (405)
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            response: HttpResponseBase = view(request)
        except BeingMade:
            response = errors.service_unavailable(request, BEING_MADE)
        except Busy:
            response = errors.service_unavailable(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def profiles(format_: Format) -> View:
    @open_file
    def view(request: HttpRequest) -> HttpResponseBase:
        known = {name: request.GET[name] for name in PARAMS if name in request.GET}
        asked = Query(known) if known else None
        if asked is None or asked.is_for_all:
            return _whole(request, format_)
        return _some(request, format_, asked)

    return view


@open_file
@public_page()
def profiles_schema(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(schema.as_file(), content_type="application/schema+json")


@open_file
@public_page(cache_seconds=0)
def checksums(_request: HttpRequest) -> HttpResponse:
    """Of the whole files, as `sha256sum --check` reads it."""
    sums = {}
    for format_ in FORMATS:
        whole = CompleteFile.of(format_)
        whole.file.close()
        sums[format_.name] = whole.sha256
    sums["profiles.schema.json"] = hashlib.sha256(schema.as_file()).hexdigest()
    lines = [f"{made}  {name}\n" for name, made in sums.items()]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")


# --- Answering ---------------------------------------------------------------------------------------------


def _whole(request: HttpRequest, format_: Format) -> HttpResponseBase:
    whole = CompleteFile.of(format_)
    answer = _answer(request, format_, whole.sha256, whole.pieces)
    if answer.status_code == 200:
        packed = "Content-Encoding" in answer.headers
        answer.headers["Content-Length"] = str(whole.packed_size if packed else whole.size)
    if answer.status_code == 304 or request.method == "HEAD":  # nobody reads it to its end
        whole.file.close()
    return answer


def _some(request: HttpRequest, format_: Format, asked: Query) -> HttpResponseBase:
    records.catch_up()
    # What a search finds depends on more than the records; whatever else staff change begins an edition.
    made_of = f"{records.version()} {page_cache.version()} {format_.name} {asked.parameters}"
    tag = hashlib.sha256(made_of.encode()).hexdigest()
    return _answer(request, format_, tag, partial(asked.pieces, format_))


def _answer(request: HttpRequest, format_: Format, tag: str, pieces: Pieces) -> HttpResponseBase:
    """Compressed for who takes it. What is typed comes back beside public records and nothing else, so the
    length of an answer gives no secret away (BREACH)."""
    packed = bool(page_cache.ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    seen = request.META.get("HTTP_IF_NONE_MATCH", "")
    answer: HttpResponseBase
    if tag in seen or seen.strip() == "*":
        answer = HttpResponse(status=304)
        del answer.headers["Content-Type"]
    else:
        # To an empty one that is not streamed Django would add a length of none, as if the file were empty.
        is_head = request.method == "HEAD"
        answer = StreamingHttpResponse() if is_head else _given(pieces(packed=packed))
        answer.headers["Content-Type"] = format_.content_type
        answer.headers["Content-Disposition"] = f'inline; filename="{format_.name}"'
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
    # Weak, and so the same for the plain and the compressed form (RFC 9110, 8.8.1).
    answer.headers["ETag"] = f'W/"{tag}"'
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _given(pieces: Generator[bytes]) -> HttpResponseBase:
    """Raises Busy, if it is large and there is no room."""
    read, size = [], 0
    for piece in pieces:
        read.append(piece)
        size += len(piece)
        if size > SMALL:
            return StreamingHttpResponse(_Held(read, pieces))
    return HttpResponse(b"".join(read))


class _Held(Iterator[bytes]):
    """Pieces that hold a place until they are given out, or thrown away."""

    def __init__(self, read: Iterable[bytes], rest: Generator[bytes]) -> None:
        self._pieces, self._rest = chain(read, rest), rest
        self._holds = _room.acquire(blocking=False)
        if not self._holds:
            raise Busy

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        if self._holds:
            self._holds = False
            self._rest.close()
            _room.release()

    __del__ = close
