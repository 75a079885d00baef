"""The page cache: public pages are rendered once and answered from memory.

A page that is the same for everyone is rendered by the first request. Later requests get it from memory, until
its time is up or staff change anything. Every process has its own cache, so each must notice changes made in
another process. The time stamp of one small file is the *version* of the site. When staff save anything, the
file gets a new time stamp (`invalidate`). Each request compares it (one `stat`, some microseconds), and a page
of an older version is rendered again. So a withdrawn page is gone with the next request, in every process of
the machine, and no code has to know which pages show what. What becomes public or ends by itself needs no new version:
no page is kept beyond the next such time (`seconds_until_change`).

Why this is safe: `@public_page` promises that nothing in the page depends on the visitor. A response that sets
a cookie is never cached.
"""

import hashlib
import math
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from campaign.slow_lines import compression

STALE_IF_ERROR = 24 * 60 * 60
MAX_BYTES = 64 * 1024 * 1024
MAX_KEY_LENGTH = 300  # characters; a made-up key of thousands would take more room than its page
FOR_OTHER_MACHINES = 60.0  # seconds after which the next change is asked for anew: their changes are no new version here
# In the last second of a page, one request renders the new one while the others still get the old one.
RENEW_AHEAD = 1.0  # seconds
BODY_HEADERS = {"content-type", "content-length", "content-language"}  # a 304 has none of them

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type Choices = Mapping[str, Collection[str]]  # the values that a parameter may have


# --- The version -----------------------------------------------------------------------------------------


def version() -> int:
    """The time stamp (ns) of the last change by staff; 0 before the first."""
    try:
        return os.stat(settings.PAGE_CACHE_VERSION_FILE).st_mtime_ns
    except FileNotFoundError:
        return 0


def invalidate() -> None:
    """Start a new version: every process renders each cached page again at its next request."""
    settings.PAGE_CACHE_VERSION_FILE.parent.mkdir(parents=True, exist_ok=True)
    settings.PAGE_CACHE_VERSION_FILE.touch()
    now = time.time_ns()  # finer than what `touch` gets from the kernel's clock
    os.utime(settings.PAGE_CACHE_VERSION_FILE, ns=(now, now))


def invalidate_after_commit() -> None:
    transaction.on_commit(invalidate)


# --- What changes by itself ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextChange:
    """at: the time of the next change that nobody makes; None if there is none. until: known so long, monotonic."""

    version: int
    until: float
    at: datetime | None

    @property
    def is_known(self) -> bool:
        is_past = self.at is not None and self.at <= timezone.now()
        return self.version == version() and time.monotonic() < self.until and not is_past


_find_next_change: Callable[[], datetime | None] | None = None
_next_change = NextChange(-1, 0.0, None)


def register_next_change(find: Callable[[], datetime | None]) -> None:
    """find: when the site next changes by itself. The app calls this in `AppConfig.ready`."""
    global _find_next_change
    _find_next_change = find


def seconds_until_change() -> float:
    """How long the site stays as it is, unless staff change it. 0 if the database is away."""
    global _next_change
    if _find_next_change is None:
        return math.inf
    if not _next_change.is_known:
        current, until = version(), time.monotonic() + FOR_OTHER_MACHINES
        try:
            _next_change = NextChange(current, until, _find_next_change())
        except (DatabaseError, InterfaceError):
            return 0.0
    at = _next_change.at
    return math.inf if at is None else max((at - timezone.now()).total_seconds(), 0.0)


# --- The cache -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class CachedPage:
    """One page with its headers, plain and compressed."""

    body: bytes
    headers: dict[str, str]
    version: int
    until: float  # by the monotonic clock
    compressed: compression.Compressed
    etag: str
    size: int  # in bytes, of all its forms
    being_renewed: bool = False
    is_compressed_best: bool = False

    @classmethod
    def from_response(cls, response: HttpResponse, *, version: int, until: float) -> "CachedPage":
        body = response.content
        is_picture = response["Content-Type"].startswith("image/")
        compressed = {} if is_picture else compression.compress(body)
        patch_vary_headers(response, ["Accept-Encoding"])
        return cls(
            body=body,
            headers=dict(response.items()),
            version=version,
            until=until,
            compressed=compressed,
            # Weak: the plain and the compressed forms are the same page.
            etag=f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
            size=len(body) + sum(map(len, compressed.values())),
        )

    def compress_best(self) -> None:
        """Have Brotli do its best, once, in a thread. Until that is done, visitors get the quick form."""
        if self.compressed and not self.is_compressed_best:
            self.is_compressed_best = compression.in_thread(self._compress_best)

    def _compress_best(self) -> None:
        self.compressed["br"] = compression.best_brotli(self.body)

    def take_compressed_from(self, older: "CachedPage") -> None:
        """If the page came out the same again, so does all that was made of it."""
        if older.etag == self.etag:
            self.compressed = older.compressed
            self.is_compressed_best = older.is_compressed_best
            self.compress_best()

    def response_to(self, request: HttpRequest) -> HttpResponse:
        """A 304 if the client has the page already; else the page, compressed as the client prefers."""
        asked = request.META.get("HTTP_IF_NONE_MATCH", "")
        if self.etag.removeprefix("W/") in asked or asked.strip() == "*":
            response = HttpResponse(status=304, headers=self.headers)
            for name in BODY_HEADERS:
                del response.headers[name]
        else:
            encoding = compression.preferred(request.META.get("HTTP_ACCEPT_ENCODING", ""))
            body = self.compressed.get(encoding)
            response = HttpResponse(body or self.body, headers=self.headers)
            response.headers["Content-Length"] = str(len(body or self.body))
            if body:
                response.headers["Content-Encoding"] = encoding
        response.headers["ETag"] = self.etag
        return response


class PageCache:
    """The cached pages of one process, at most `max_bytes`. The least recently used page is dropped first."""

    def __init__(self, max_bytes: int) -> None:
        self._pages: OrderedDict[str, CachedPage] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes_free = max_bytes

    def get(self, key: str) -> CachedPage | None:
        """The page if it is current. None if the caller has to render it."""
        page = self._pages.get(key)
        now = time.monotonic()
        if page is None or page.until < now or page.version != version():
            return None
        with self._lock:
            if page.until < now + RENEW_AHEAD and not page.being_renewed:
                page.being_renewed = True
                return None
            if key in self._pages:
                self._pages.move_to_end(key)
        page.compress_best()
        return page

    def get_stale(self, key: str) -> CachedPage | None:
        """A page past its time, for when the database is down. Never one of an older version."""
        page = self._pages.get(key)
        return page if page is not None and page.version == version() else None

    def put(self, key: str, page: CachedPage) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._bytes_free += old.size
                page.take_compressed_from(old)
            self._pages[key] = page
            self._bytes_free -= page.size
            while self._bytes_free < 0:
                _, oldest = self._pages.popitem(last=False)
                self._bytes_free += oldest.size

    def clear(self) -> None:
        with self._lock:
            self._bytes_free += sum(page.size for page in self._pages.values())
            self._pages.clear()


cached_pages = PageCache(MAX_BYTES)


# --- Middleware and decorator ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """How the middleware caches a response: `public_page` sets it as `response.cache_entry`."""

    key: str
    seconds: float  # 0: not cached, but answered with an ETag and compressed like a cached page


class CachedPageResponse(HttpResponse):
    """A cached page that `public_page` found. The middleware turns it into the answer."""

    def __init__(self, page: CachedPage) -> None:
        super().__init__()
        self.page = page


def has_allowed_host(request: HttpRequest) -> bool:
    """Whether the Host is ours. If not, RefuseBadRequestsMiddleware answers."""
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False


class PageCacheMiddleware:
    """Answers with cached pages, and caches the responses that `public_page` has marked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method in {"GET", "HEAD"}
            and not request.META.get("QUERY_STRING")
            and "?" not in request.path_info  # a %3F in the path belongs to another page
            and (request.is_secure() or not settings.SECURE_SSL_REDIRECT)
            and has_allowed_host(request)
            and "bypasses_cache" not in request.__dict__  # the site is closed
            and (page := cached_pages.get(request.path_info))
        ):
            return page.response_to(request)
        # Read both before the page is rendered. A change during rendering then makes this copy outdated, and
        # the page's age counts from the moment at which its data was read.
        current, now = version(), time.monotonic()
        response = self.get_response(request)
        if isinstance(response, CachedPageResponse):
            return response.page.response_to(request)
        entry: CacheEntry | None = getattr(response, "cache_entry", None)
        if entry is None or response.cookies or response.status_code != 200:
            return response
        page = CachedPage.from_response(response, version=current, until=now + entry.seconds)
        if entry.seconds:
            cached_pages.put(entry.key, page)
        return page.response_to(request)


def public_page[**P](
    *,
    cache_seconds: float = 60,
    max_age: int = 5,
    stale_while_revalidate: int = 10,
    params: tuple[str, ...] = (),
    uncached_params: tuple[str, ...] = (),
    choices: Choices | None = None,
) -> Callable[[View[P]], View[P]]:
    """Mark a view whose page is the same for everyone.

    cache_seconds: how long this process may answer from memory, if nothing becomes public or ends before.
    max_age, stale_while_revalidate: seconds for browsers and proxies. They are short, because a proxy does
    not notice a withdrawal.
    params: the query parameters that the page uses. The view sees no others, so the page depends on no
    others, and a flood of made-up parameters is answered from memory.
    uncached_params: free text, such as a search. A request with one of them is rendered each time, or it
    would push the other pages out of the cache.
    choices: parameters with few values, and these values. Any other value is ignored as an unknown parameter is.
    """
    cache_control = (
        f"public, max-age={max_age}, stale-while-revalidate={stale_while_revalidate}, "
        f"stale-if-error={STALE_IF_ERROR}"
    )

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def public(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            # If a parameter is given twice, the last value counts, as in the views.
            known = {
                name: request.GET[name] for name in params if request.GET.get(name, "").strip()
            }
            for name, values in (choices or {}).items():
                if request.GET.get(name) in values:
                    known[name] = request.GET[name]
            request.GET = QueryDict(urlencode(known))
            key = request.path_info + ("?" + urlencode(known) if known else "")
            is_cacheable = len(key) <= MAX_KEY_LENGTH and known.keys().isdisjoint(uncached_params)
            # The middleware has looked up requests without a query. Those with only unknown parameters
            # have the same key, so they are looked up here as well.
            if (
                is_cacheable
                and request.META.get("QUERY_STRING")
                and (page := cached_pages.get(key))
            ):
                return CachedPageResponse(page)
            # Asked before the page reads anything, so that the page is never older than the answer.
            seconds = min(cache_seconds, seconds_until_change()) if is_cacheable else 0
            try:
                response = view(request, *args, **kwargs)
            except (DatabaseError, InterfaceError):
                if not (page := cached_pages.get_stale(key)):
                    raise
                return CachedPageResponse(page)
            if response.status_code in {200, 301}:
                # Without this header, browsers store a 301 forever.
                response.headers["Cache-Control"] = cache_control
            if response.status_code == 200:
                response.cache_entry = CacheEntry(key, seconds)  # type: ignore[attr-defined]
            return response

        # A POST to a page without a form gets 405, not the error for a missing CSRF token.
        return csrf_exempt(public)

    return decorate
