"""Small things that the views of every app share."""

from collections.abc import Callable
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: the answer to a form that was accepted; loading it again does not post again."""

    status_code = 303


def see_other(view: str, **kwargs: object) -> HttpResponseSeeOther:
    return HttpResponseSeeOther(reverse(view, kwargs=kwargs))


def public_form[**P](*methods: str) -> Callable[[View[P]], View[P]]:
    """A view that takes a public form. No CSRF token, which a kept page cannot carry: the middleware
    has checked that the form came from our own pages (`campaign.middleware.posted_from_this_site`)."""

    def decorate(view: View[P]) -> View[P]:
        decorated: View[P] = csrf_exempt(require_http_methods(methods)(view))
        return decorated

    return decorate
