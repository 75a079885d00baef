"""Decorators and response classes that the views of every app share."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import parse_header_parameters
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

TICK = 0.01  # seconds; constant_time rounds up to it
NO_STORE = "no-store"  # the value of the header Cache-Control

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Request(WSGIRequest):
    """A request that is always read as UTF-8, whatever charset its Content-Type names.

    Django would use the named charset. `charset=rot13` is known to Python but is no text encoding, so it
    would raise before any middleware could answer. So would a header of more than 10,000 letters; here it
    counts as no content type.
    """

    def _set_content_type_params(self, meta: Mapping[str, str]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(
                meta.get("CONTENT_TYPE", "")
            )
        except ValueError:
            self.content_type, self.content_params = "", {}


class HttpResponseSeeOther(HttpResponseRedirect):
    """303 See Other, the answer to an accepted form: reloading the next page does not post again."""

    status_code = 303


def see_other(
    view: str, query: Mapping[str, Any] | None = None, /, **kwargs: object
) -> HttpResponseSeeOther:
    """303 to the view with this name, with `kwargs` in its URL."""
    return HttpResponseSeeOther(reverse(view, kwargs=kwargs, query=query or None))


def public_form[V: Callable[..., HttpResponseBase]](*methods: str) -> Callable[[V], V]:
    """Mark a view that takes a public form, with these HTTP methods.

    It needs no CSRF token, since a cached page cannot carry one. Middleware has checked that the form came
    from our own pages (`campaign.web.middleware.posted_from_this_site`).
    """

    def decorate(view: V) -> V:
        decorated: V = csrf_exempt(require_http_methods(methods)(view))
        return decorated

    return decorate


def accept_any_origin[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Mark a form that any site may post, such as an email provider (RFC 8058).

    Its URL holds a secret token, so knowing the URL is the permission.
    """
    view.accepts_any_origin = True  # type: ignore[attr-defined]
    return view


def no_store[**P, R: HttpResponseBase](
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """Mark a view whose answers are for one visitor: no cache stores them."""

    @wraps(view)
    def uncached(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = NO_STORE
        return response

    return uncached


def with_secret_cookie[R: HttpResponseBase](
    response: R, name: str, secret: str, lifetime: timedelta
) -> R:
    """A cookie of the desk that no script can read and that comes with no request from another site."""
    response.set_cookie(
        name, secret, max_age=lifetime, secure=settings.HTTPS, httponly=True, samesite="Strict"
    )
    return response


def constant_time[**P](view: View[P]) -> View[P]:
    """Delay a view's answers to POST until a multiple of TICK seconds after the request began.

    The database works some hundredths of a millisecond longer for some addresses than for others. A few
    hundred requests could show that in the response times. Rounded up to TICK, they show nothing.
    """

    @wraps(view)
    def delayed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        started = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(-(time.monotonic() - started) % TICK)
        return response

    return delayed
