"""The files under /data/: for everyone, from any site, without an API key."""

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

from campaign.publishing.licence import CORS_HEADERS
from campaign.slow_lines import compression
from campaign.web import errors, page_cache
from campaign.web.file_cache import Busy
from campaign.web.page_cache import public_page
from profiles.open_data import records, schema
from profiles.open_data.files import CompleteFile
from profiles.open_data.formats import FORMATS, Format
from profiles.open_data.query import PARAMS, Query
from profiles.open_data.records import BeingMade

# Bytes. An answer up to this size is sent whole; a larger one is streamed.
MAX_UNSTREAMED = 1024 * 1024
# A slow reader of a streamed answer holds one of the few threads of the process. The other threads are for pages.
MAX_STREAMS = 2
HEADERS = CORS_HEADERS | {
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    # Short, like that of a page: caches elsewhere do not learn of a withdrawal.
    "Cache-Control": "public, max-age=5, stale-while-revalidate=10",
}
BEING_MADE = errors.Unavailable(
    lazy("We are updating these files."),
    lazy("The data has just changed. Try again in a minute."),
    seconds=60,
)

_streams = BoundedSemaphore(MAX_STREAMS)

type View = Callable[[HttpRequest], HttpResponseBase]


class Pieces(Protocol):
    def __call__(self, *, packed: bool) -> Generator[bytes]: ...


def open_file(view: View) -> View:
    """Decorate a view: GET and HEAD only, the headers of open data, and 503 while something is being made."""

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
        parameters = {name: request.GET[name] for name in PARAMS if name in request.GET}
        query = Query(parameters) if parameters else None
        if query is None or query.is_for_everyone:
            return _complete_answer(request, format_)
        return _query_answer(request, format_, query)

    return view


@open_file
@public_page()
def profiles_schema(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(schema.as_file(), content_type="application/schema+json")


@open_file
@public_page(cache_seconds=0)
def checksums(_request: HttpRequest) -> HttpResponse:
    """The checksums of the complete files, as `sha256sum --check` reads them."""
    sums = {}
    for format_ in FORMATS:
        complete = CompleteFile.open(format_)
        complete.file.close()
        sums[format_.name] = complete.sha256
    sums["profiles.schema.json"] = hashlib.sha256(schema.as_file()).hexdigest()
    lines = [f"{checksum}  {name}\n" for name, checksum in sums.items()]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")


# --- Answering ---------------------------------------------------------------------------------------------


def _complete_answer(request: HttpRequest, format_: Format) -> HttpResponseBase:
    complete = CompleteFile.open(format_)
    answer = _answer(request, format_, complete.sha256, complete.pieces)
    if answer.status_code == 200:
        packed = "Content-Encoding" in answer.headers
        answer.headers["Content-Length"] = str(complete.packed_size if packed else complete.size)
    if answer.status_code == 304 or request.method == "HEAD":  # the content is not read
        complete.file.close()
    return answer


def _query_answer(request: HttpRequest, format_: Format, query: Query) -> HttpResponseBase:
    records.update_due()
    # A search depends on more than the records. Every change by staff begins a new version of the page cache.
    key = f"{records.version()} {page_cache.version()} {format_.name} {query.parameters}"
    tag = hashlib.sha256(key.encode()).hexdigest()
    return _answer(request, format_, tag, partial(query.pieces, format_))


def _answer(request: HttpRequest, format_: Format, tag: str, pieces: Pieces) -> HttpResponseBase:
    """Compress the answer if the client accepts gzip.

    The answer holds the query and public records only, so its length reveals no secret (BREACH).
    """
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    packed = bool(compression.preferred(accepted, ("gzip",)))
    seen = request.META.get("HTTP_IF_NONE_MATCH", "")
    answer: HttpResponseBase
    if tag in seen or seen.strip() == "*":
        answer = HttpResponse(status=304)
        del answer.headers["Content-Type"]
    else:
        # Streamed even if empty: Django would otherwise add “Content-Length: 0”, as if the file were empty.
        is_head = request.method == "HEAD"
        answer = StreamingHttpResponse() if is_head else _stream_if_large(pieces(packed=packed))
        answer.headers["Content-Type"] = format_.content_type
        answer.headers["Content-Disposition"] = f'inline; filename="{format_.name}"'
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
    # Weak, and so the same for the plain and the compressed form (RFC 9110, 8.8.1).
    answer.headers["ETag"] = f'W/"{tag}"'
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _stream_if_large(pieces: Generator[bytes]) -> HttpResponseBase:
    """Raises Busy if the answer is large and MAX_STREAMS others are being sent."""
    read, size = [], 0
    for piece in pieces:
        read.append(piece)
        size += len(piece)
        if size > MAX_UNSTREAMED:
            return StreamingHttpResponse(_Stream(read, pieces))
    return HttpResponse(b"".join(read))


class _Stream(Iterator[bytes]):
    """Pieces that count as a stream until they are sent, or the connection is closed."""

    def __init__(self, read: Iterable[bytes], rest: Generator[bytes]) -> None:
        self._pieces, self._rest = chain(read, rest), rest
        self._is_open = _streams.acquire(blocking=False)
        if not self._is_open:
            raise Busy

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._rest.close()
            _streams.release()

    __del__ = close
