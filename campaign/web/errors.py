"""Error pages in the site's own design, and problem documents (RFC 9457) for programs."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from campaign.web.responses import NO_STORE

logger = logging.getLogger(__name__)

PROBLEM = "application/problem+json"  # RFC 9457


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The reason for a 503 answer, and the seconds for its Retry-After header."""

    title: str | Promise
    lead: str | Promise
    seconds: int


BUSY = Unavailable(
    lazy("The site is very busy."),
    lazy("Wait a few seconds, then reload this page."),
    seconds=5,
)


class Gone(Exception):
    """The object was public and is withdrawn, or has ended. The answer is a 410 page without names.

    because: a reason for everyone.
    """

    def __init__(self, because: str = "", *, has_ended: bool = False) -> None:
        super().__init__()
        self.because, self.has_ended = because, has_ended


class GoneMiddleware:
    """Turns Gone into a 410 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Gone):
            return None
        return error_page(request, 410, because=exception.because, has_ended=exception.has_ended)


def raise_gone_or_not_found(was_public: bool) -> NoReturn:
    """Raise Gone (410) if the object was public once, else Http404."""
    raise Gone if was_public else Http404


def error_page(
    request: HttpRequest, status: int, name: str = "", **context: object
) -> HttpResponse:
    """The page templates/errors/STATUS.html, or another one by its name. No cache stores it."""
    response = render(request, f"errors/{name or status}.html", context, status=status)
    response.headers["Cache-Control"] = NO_STORE
    return response


def service_unavailable(
    request: HttpRequest, why: Unavailable = BUSY, *, page: str = "503"
) -> HttpResponse:
    """A 503 answer: a page for browsers, JSON (RFC 9457) for programs, by the Accept header."""
    response: HttpResponse
    if request.get_preferred_type([PROBLEM, "text/html"]) == "text/html":
        response = error_page(request, 503, page, why=why)
    else:
        problem = {
            "title": HTTPStatus.SERVICE_UNAVAILABLE.phrase,
            "status": 503,
            "detail": f"{why.title} {why.lead}",
        }
        response = JsonResponse(
            problem, status=503, content_type=PROBLEM, headers={"Cache-Control": NO_STORE}
        )
    patch_vary_headers(response, ["Accept"])
    return with_retry_after(response, why.seconds)


def with_retry_after(response: HttpResponse, seconds: int) -> HttpResponse:
    """Add Retry-After, and keep Django from logging the response as an error.

    Django logs every 5xx answer. These are intended, and under load there are hundreds a second.
    """
    response.headers["Retry-After"] = str(seconds)
    response._has_been_logged = True  # type: ignore[attr-defined]  # what django.utils.log checks
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, *, kept: str = ""
) -> HttpResponse:
    """The page for someone who lacks a right. It is no fault of the site, so the log gets no traceback.

    kept: where they find what they typed into a form that they may not save.
    """
    response = error_page(request, 403, kept=kept)
    logger.info("Refused for want of a right: %s", request.path)
    response._has_been_logged = True  # type: ignore[attr-defined]  # what django.utils.log checks
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403, "form_refused")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page, without context processors and database: the fault may be in those."""
    return HttpResponse(
        render_to_string("errors/500.html"), status=500, headers={"Cache-Control": NO_STORE}
    )
