"""Clears the page cache before a request with HEADER, as for the first visitor after a change.

So the page is rendered, compressed and cached again each time. The site itself has no switch for this.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from campaign.web.page_cache import cached_pages

HEADER = "X-Bench-Anew: 1"


class AnewMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_X_BENCH_ANEW" in request.META:
            cached_pages.clear()
        return self.get_response(request)
