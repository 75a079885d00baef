"""Small things that the views of every app share."""

import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import parse_header_parameters
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

TICK = 0.01  # seconds

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Request(WSGIRequest):
    """Reads everything as UTF-8, whatever charset is named.

    Django would obey, and `charset=rot13`, which is known but no encoding of text, would raise before
    any middleware could answer. So would a header of more than 10,000 letters: it names no type.
    """

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(
                meta.get("CONTENT_TYPE", "")
            )
        except ValueError:
            self.content_type, self.content_params = "", {}


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: the answer to a form that was accepted; loading it again does not post again."""

    status_code = 303


def see_other(
    view: str, query: Mapping[str, Any] | None = None, /, **kwargs: object
) -> HttpResponseSeeOther:
    return HttpResponseSeeOther(reverse(view, kwargs=kwargs, query=query or None))


def public_form[**P](*methods: str) -> Callable[[View[P]], View[P]]:
    """A view that takes a public form. No CSRF token, which a kept page cannot carry: the middleware
    has checked that the form came from our own pages (`campaign.web.middleware.posted_from_this_site`)."""

    def decorate(view: View[P]) -> View[P]:
        decorated: View[P] = csrf_exempt(require_http_methods(methods)(view))
        return decorated

    return decorate


def accept_any_origin[**P](view: View[P]) -> View[P]:
    """A form that may be posted from wherever, mail providers included (RFC 8058): whoever knows its
    address, which no page shows, may do what it does."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def constant_time[**P](view: View[P]) -> View[P]:
    """A view whose answers to a form leave at whole multiples of BEAT after they were begun.

    For some addresses the database does some hundredths of a millisecond more than for others, which a
    few hundred tries could tell from the time of the answers, but not from the beat.
    """

    @wraps(view)
    def in_time(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        begun = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(-(time.monotonic() - begun) % TICK)
        return response

    return in_time
