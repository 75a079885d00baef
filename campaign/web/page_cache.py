"""Public pages are made once and kept.

A page that is the same for everyone is rendered by the first request and answered from memory after
that, until its time is up or staff change anything. Every process keeps its own copies, so they must
learn of a change made in another one: the time stamp of one small file is the site's *edition*. Staff
saving anything gives it a new time; each request compares it (one `stat`, some microseconds), and a
page of an older edition is made again. So what is withdrawn is gone with the very next request, in
every process of the machine, and nothing has to know which pages show what.

Safe to keep: a view says `@public_page`, which promises that nothing in the page depends on who asks.
A response that sets a cookie is never kept.
"""

import gzip
import hashlib
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

STALE_IF_ERROR = 24 * 60 * 60
BYTES_KEPT = 64 * 1024 * 1024
LONGEST_KEY = 300  # letters; made-up values of thousands would take more room than their page
SMALLEST_GZIP = 500  # bytes; below that, compressing saves no packet
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
# In the last second of a page one request makes the new one while the others still get the old.
AHEAD = 1.0
# A 304 has no body for these to describe.
OF_THE_BODY = {"content-type", "content-length", "content-language"}

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


# --- The edition -----------------------------------------------------------------------------------------


def version() -> int:
    """The time stamp (ns) of the last change that staff made; 0 before the first."""
    try:
        return os.stat(settings.PAGE_CACHE_VERSION_FILE).st_mtime_ns
    except FileNotFoundError:
        return 0


def invalidate() -> None:
    """Begin a new edition: every page kept by any process is made again when next asked for."""
    settings.PAGE_CACHE_VERSION_FILE.parent.mkdir(parents=True, exist_ok=True)
    settings.PAGE_CACHE_VERSION_FILE.touch()
    now = time.time_ns()  # finer than what `touch` gets from the kernel's clock
    os.utime(settings.PAGE_CACHE_VERSION_FILE, ns=(now, now))


def invalidate_after_commit() -> None:
    transaction.on_commit(invalidate)


# --- Keeping ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class CachedPage:
    """One page as it goes out, plain and compressed."""

    body: bytes
    headers: dict[str, str]
    version: int
    until: float  # by the monotonic clock
    compressed: bytes
    etag: str
    being_remade: bool = False

    @classmethod
    def of(cls, response: HttpResponse, *, version: int, until: float) -> "CachedPage":
        body = response.content
        worth_it = len(body) >= SMALLEST_GZIP and not response["Content-Type"].startswith("image/")
        patch_vary_headers(response, ["Accept-Encoding"])
        return cls(
            body=body,
            headers=dict(response.items()),
            version=version,
            until=until,
            compressed=gzip.compress(body, 6, mtime=0) if worth_it else b"",
            # Weak: the plain and the compressed form are the same page.
            etag=f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
        )

    @property
    def size(self) -> int:
        return len(self.body) + len(self.compressed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("HTTP_IF_NONE_MATCH", "")
        if self.etag.removeprefix("W/") in asked or asked.strip() == "*":
            response = HttpResponse(status=304, headers=self.headers)
            for name in OF_THE_BODY:
                del response.headers[name]
        elif self.compressed and TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            response = HttpResponse(self.compressed, headers=self.headers)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(self.compressed))
        else:
            response = HttpResponse(self.body, headers=self.headers)
            response.headers["Content-Length"] = str(len(self.body))
        response.headers["ETag"] = self.etag
        return response


class PageCache:
    """The pages one process keeps, the least recently asked for thrown out first."""

    def __init__(self, bytes_kept: int) -> None:
        self._pages: OrderedDict[str, CachedPage] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes_free = bytes_kept

    def get(self, key: str) -> CachedPage | None:
        """The page if it may be shown, or None for a request that is to make it anew."""
        page = self._pages.get(key)
        now = time.monotonic()
        if page is None or page.until < now or page.version != version():
            return None
        with self._lock:
            if page.until < now + AHEAD and not page.being_remade:
                page.being_remade = True
                return None
            if key in self._pages:
                self._pages.move_to_end(key)
        return page

    def last_resort(self, key: str) -> CachedPage | None:
        """A page past its time, for when a new one cannot be made; never one of an old edition."""
        page = self._pages.get(key)
        return page if page is not None and page.version == version() else None

    def put(self, key: str, page: CachedPage) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._bytes_free += old.size
            self._pages[key] = page
            self._bytes_free -= page.size
            while self._bytes_free < 0:
                _, oldest = self._pages.popitem(last=False)
                self._bytes_free += oldest.size

    def clear(self) -> None:
        with self._lock:
            self._bytes_free += sum(page.size for page in self._pages.values())
            self._pages.clear()


cached_pages = PageCache(BYTES_KEPT)


def is_for_us(request: HttpRequest) -> bool:
    """Whether the Host is ours; if not, the middleware below says what is to be said."""
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False


class PageCacheMiddleware:
    """Answers kept pages, and keeps those that `public_page` has marked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method in {"GET", "HEAD"}
            and not request.META.get("QUERY_STRING")
            and "?" not in request.path_info  # %3F: the page behind it is another one
            and (request.is_secure() or not settings.SECURE_SSL_REDIRECT)
            and is_for_us(request)
            and (page := cached_pages.get(request.path_info))
        ):
            return page.answer(request)
        # Read before the page is made: a change that comes in between makes this copy an old one, and
        # what it shows is as old as its beginning.
        current, now = version(), time.monotonic()
        response = self.get_response(request)
        kept: CachedPage | None = getattr(response, "kept_page", None)
        if kept:
            return kept.answer(request)
        key = getattr(response, "keep_as", None)
        if key is None or response.cookies or response.status_code != 200:
            return response
        seconds: float = getattr(response, "keep_for", 0)
        page = CachedPage.of(response, version=current, until=now + seconds)
        if seconds:
            cached_pages.put(key, page)
        return page.answer(request)


def public_page[**P](
    *,
    keep: float = 60,
    max_age: int = 5,
    stale_while_revalidate: int = 10,
    params: tuple[str, ...] = (),
    never_kept: tuple[str, ...] = (),
) -> Callable[[View[P]], View[P]]:
    """Mark a view whose page is the same for everyone.

    keep: seconds for which this process may answer it from memory.
    max_age, stale_while_revalidate: seconds for browsers and proxies. They are short since a proxy
    hears nothing of a withdrawal.
    params: the query parameters that the page knows. All others are taken away before the view sees
    them: no page depends on them, and a flood of made-up ones is answered from memory. A request with
    one of `never_kept` (free text) is made each time, or it would push the other pages out.
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
            # The last one counts where a name is given twice, as it does for the views.
            known = {
                name: request.GET[name] for name in params if request.GET.get(name, "").strip()
            }
            request.GET = QueryDict(urlencode(known))
            key = request.path_info + ("?" + urlencode(known) if known else "")
            kept = len(key) <= LONGEST_KEY and not any(name in never_kept for name in known)
            # One without a query was looked for by the middleware, unless it had an unknown one.
            if kept and request.META.get("QUERY_STRING") and (page := cached_pages.get(key)):
                response = HttpResponse()
                response.kept_page = page  # type: ignore[attr-defined]
                return response
            try:
                response = view(request, *args, **kwargs)
            except (DatabaseError, InterfaceError):
                if not (page := cached_pages.last_resort(key)):
                    raise
                response = HttpResponse()
                response.kept_page = page  # type: ignore[attr-defined]
                return response
            if response.status_code in {200, 301}:
                # Without it, browsers keep a 301 for good.
                response.headers["Cache-Control"] = cache_control
            if response.status_code == 200:
                response.keep_as = key  # type: ignore[attr-defined]
                response.keep_for = keep if kept else 0  # type: ignore[attr-defined]
            return response

        # Where nothing can be posted the answer is 405, and not that a token is missing.
        return csrf_exempt(public)

    return decorate
