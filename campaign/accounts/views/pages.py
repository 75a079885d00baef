"""What all pages of accounts share: they look like the desk, and no cache stores them."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.accounts import throttle
from campaign.web.errors import with_retry_after
from campaign.web.responses import NO_STORE


def page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    site = admin.site.each_context(request)
    response = render(
        request, f"admin/{template}.html", site | {"title": title} | context, status=status
    )
    response.headers["Cache-Control"] = NO_STORE
    return response


def too_many(request: HttpRequest, error: throttle.TooManyTries, **form: str) -> HttpResponse:
    """429, for the log-in and the page of the code alike. form: what the page of the log-in has to be told again."""
    wait = wait_sentence(error.seconds)
    response = page(
        request, "accounts/too_many", _("Too many tries"), status=429, wait=wait, **form
    )
    return with_retry_after(response, error.seconds)


def wait_sentence(seconds: int) -> str:
    if seconds < 120:
        return ngettext(
            "Wait a second, then try again.", "Wait %(number)d seconds, then try again.", seconds
        ) % {"number": seconds}
    return _("Wait %(number)d minutes, then try again.") % {"number": -(-seconds // 60)}


def own(request: HttpRequest) -> User:
    """The account of a request that the desk has let in."""
    return cast(User, request.user)
