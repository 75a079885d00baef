"""What every request passes: bad ones are refused early, every answer carries the security headers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path

from campaign.web import errors

type Answer = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
LONGEST_PUBLIC_BODY = 64 * 1024
LONGEST_STAFF_BODY = 25 * 1024 * 1024  # a picture of 20 MB, and what is written beside it

# Headers that Django has no setting for.
HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation",
            "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
        )
    ),
}  # fmt: skip


class RefuseBadRequestsMiddleware:
    """Refuses what no honest browser sends before any view or query has to cope with it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        request.get_host()  # a wrong one is answered 400, whatever was asked for
        if _has_nul(request) or _hides_its_origin(request):
            return errors.bad_request(request)
        staff = request.path_info.startswith("/admin/")
        length = _content_length(request)
        if length > (LONGEST_STAFF_BODY if staff else LONGEST_PUBLIC_BODY):
            return errors.error_page(request, 413)
        if request.method == "POST" and not staff:
            if not posted_from_this_site(request) and not _may_come_from_anywhere(request):
                return errors.error_page(request, 403)
            try:
                body = request.body
            except UnreadablePostError:
                return errors.bad_request(request)
            # A body that was cut off on its way is not what the visitor sent.
            if len(body) != length or b"%00" in body or b"\0" in body:
                return errors.bad_request(request)
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    """Postgres text holds no NUL byte; one in the path, query or a cookie would fail deep in a query."""
    return (
        "\0" in request.path_info
        or "%00" in request.META.get("QUERY_STRING", "")
        or any("\0" in value for value in request.COOKIES.values())
    )


def _hides_its_origin(request: HttpRequest) -> bool:
    """The server drops the whole header for one letter outside ASCII, our own proxies' word with it."""
    return settings.TRUSTED_PROXY_COUNT > 0 and request.META.get("HTTP_X_FORWARDED_FOR") == ""


def _content_length(request: HttpRequest) -> int:
    """-1, which fits no body, for what is no number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else -1


def posted_from_this_site(request: HttpRequest) -> bool:
    """Whether a form was posted from our own pages.

    Kept pages can carry no CSRF token, so the browser's own word is taken: every current browser sends
    Sec-Fetch-Site or Origin with a form, and no page of another site can change either. A request with
    neither comes from no browser, so it carries no visitor's rights that could be abused. Even a forged
    one would be harmless: nothing counts until a person presses the button behind the mailed link.
    """
    if (site := request.META.get("HTTP_SEC_FETCH_SITE")) is not None:
        return site in {"same-origin", "none"}
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        return True
    return bool(origin == settings.SITE_URL) or origin.partition("://")[2] == request.get_host()


def _may_come_from_anywhere(request: HttpRequest) -> bool:
    """Whether the form is marked `campaign.web.responses.accept_any_origin`."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return False
    return getattr(view, "from_anywhere", False)


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.DEMO:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class LanguageFromPathMiddleware:
    """The address alone decides the language (/ug/…), so that every page can be kept and shared.

    Django's own middleware also looks at cookies and Accept-Language.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
