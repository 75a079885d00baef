"""The headers of every answer below `/preview/`, also of those that no view gives: a missing slash, an unknown path, a bad request."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from campaign.web.responses import NO_STORE

HEADERS = {
    "Cache-Control": NO_STORE,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
BELOW = re.compile(
    r"/(?:[a-z]{2,3}(?:-[a-z]+)?/)?preview/"
)  # with the language, if the path has one


class PreviewHeadersMiddleware:
    """No cache and no search engine keeps an answer whose address holds a token, and no other site learns the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if BELOW.match(request.path_info):
            for name, value in HEADERS.items():
                response.headers[name] = value
        return response
