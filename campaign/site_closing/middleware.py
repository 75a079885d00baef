"""What a closed site answers: three middlewares. One is around everything, two are behind the security headers.

They know which addresses stay open: the desk, the checks of monitoring and security.txt. The files of the site's own pages, which
the desk needs, are answered before the last of the three. Everything else is closed, also addresses that do not exist.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from campaign.accounts.throttle import TooManyTries
from campaign.site_closing import password, state_file
from campaign.site_closing.state_file import Mode, State
from campaign.web.errors import Unavailable, error_page, service_unavailable, with_retry_after
from campaign.web.responses import NO_STORE

type GetResponse = Callable[[HttpRequest], HttpResponse]

DESK = "/admin/"
OPEN_PAGES = {"/admin", "/healthz", "/readyz", "/metrics", "/.well-known/security.txt"}
RETRY_AFTER = 3600  # seconds
TITLE = lazy("We’ll be back")
LEAD = lazy("This site is closed at the moment. Please come back later.")
REALM = 'Basic realm="Closed site", charset="UTF-8"'


class ClosedSiteMiddleware:
    """Keeps the page cache out of a closed site, and has no cache store what it answers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        closing = None if _stays_open(request) else state_file.current()
        if closing is None or not closing.is_closed:
            return self.get_response(request)
        request.__dict__["closing"] = request.__dict__["bypasses_cache"] = closing
        response = self.get_response(request)
        if not _is_own_file(request, response):
            response.headers["Cache-Control"] = NO_STORE
            del response.headers["ETag"]
        return response


class ClosedToBadRequestsMiddleware:
    """Answers as a closed site if a request is refused before the site asks whether it is closed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        closing: State | None = request.__dict__.get("closing")
        if closing is None or "asked" in request.__dict__ or _is_own_file(request, response):
            return response
        return closed(request, closing)


class CloseSiteMiddleware:
    """Answers for a closed site, unless the visitor has the password."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        closing: State | None = request.__dict__.get("closing")
        if closing is None:
            return self.get_response(request)
        request.__dict__["asked"] = True
        if closing.mode != Mode.PASSWORD:
            return closed(request, closing)
        try:
            if password.is_right(request, closing):
                return self.get_response(request)
        except TooManyTries as error:
            response = _page(request, closing, 429)
            return with_retry_after(response, error.seconds)
        except Error:  # the guess cannot be counted
            return closed(request, closing)
        response = _page(request, closing, 401)
        response.headers["WWW-Authenticate"] = REALM
        return response


def closed(request: HttpRequest, closing: State) -> HttpResponse:
    why = Unavailable(TITLE, closing.notice or LEAD, RETRY_AFTER)
    return service_unavailable(request, why, page="closed")


def _page(request: HttpRequest, closing: State, status: int) -> HttpResponse:
    why = Unavailable(TITLE, closing.notice or LEAD, 0)
    return error_page(request, status, "closed", why=why, asks=True)


def _stays_open(request: HttpRequest) -> bool:
    return request.path_info.startswith(DESK) or request.path_info in OPEN_PAGES


def _is_own_file(request: HttpRequest, response: HttpResponse) -> bool:
    return request.path_info.startswith(settings.STATIC_URL) and response.status_code < 400
