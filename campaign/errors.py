"""The pages for when something is wrong, in the site's own look."""

from collections.abc import Callable
from typing import NoReturn

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from campaign.publishing import Publishable

SECONDS_UNTIL_ROOM = 5


class Gone(Exception):
    """What was here is withdrawn. The answer is 410 and says nothing about it, not even a name."""


class GoneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_page(request, 410) if isinstance(exception, Gone) else None


def published_or_gone[M: Publishable](
    published: models.QuerySet[M], withdrawn: models.QuerySet[M], slug: str
) -> M:
    """The published object with this slug. Raises Gone if it was withdrawn, else Http404."""
    if found := published.filter(slug=slug).first():
        return found
    missing(withdrawn.filter(slug=slug).exists())


def missing(was_public: bool) -> NoReturn:
    raise Gone if was_public else Http404


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    response = render(request, f"errors/{status}.html", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def busy(request: HttpRequest) -> HttpResponse:
    response = error_page(request, 503)
    response.headers["Retry-After"] = str(SECONDS_UNTIL_ROOM)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No context processors and no database: whatever broke may break those as well."""
    return HttpResponse(
        render_to_string("errors/500.html"), status=500, headers={"Cache-Control": "no-store"}
    )
