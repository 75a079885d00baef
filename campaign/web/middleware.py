"""Middleware for every request: bad requests are refused early, every response gets the security headers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path

from campaign.web import errors
from campaign.web.responses import NO_STORE

type GetResponse = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
MAX_PUBLIC_BODY = 64 * 1024
MAX_STAFF_BODY = 25 * 1024 * 1024  # a picture of 20 MB and the other fields of its form

# Security headers that Django has no setting for.
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
    """Refuses requests that no honest browser sends, before a view or query sees them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        request.get_host()  # raises DisallowedHost, which Django answers with 400
        if _has_nul(request) or _hides_its_origin(request):
            return errors.bad_request(request)
        staff = request.path_info.startswith("/admin/")
        length = _content_length(request)
        if length > (MAX_STAFF_BODY if staff else MAX_PUBLIC_BODY):
            return errors.error_page(request, 413)
        if request.method == "POST" and not staff:
            if not posted_from_this_site(request) and not _accepts_any_origin(request):
                return errors.csrf_failure(request)
            try:
                body = request.body
            except UnreadablePostError:
                return errors.bad_request(request)
            # A body that was cut off in transit is not what the visitor sent.
            if len(body) != length or b"%00" in body or b"\0" in body:
                return errors.bad_request(request)
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    """Whether path, query or a cookie has a NUL byte. Postgres text has none, so a query would fail."""
    return (
        "\0" in request.path_info
        or "%00" in request.META.get("QUERY_STRING", "")
        or any("\0" in value for value in request.COOKIES.values())
    )


def _hides_its_origin(request: HttpRequest) -> bool:
    """Whether the web server emptied X-Forwarded-For.

    It does so for one letter outside ASCII, and the entries of our own proxies are lost with it.
    """
    return settings.TRUSTED_PROXY_COUNT > 0 and request.META.get("HTTP_X_FORWARDED_FOR") == ""


def _content_length(request: HttpRequest) -> int:
    """The header's value; -1, which matches no body, if it is no number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else -1


def posted_from_this_site(request: HttpRequest) -> bool:
    """Whether a form was posted from our own pages.

    Cached pages cannot carry a CSRF token, so we trust two headers of the browser instead. Every current
    browser sends Sec-Fetch-Site or Origin with a form, and no page of another site can change either. A
    request without both comes from no browser, so it has no visitor's session that could be abused. Even
    a forged form does no harm: nothing counts until a person presses the button behind the emailed link.
    """
    if (site := request.META.get("HTTP_SEC_FETCH_SITE")) is not None:
        return site in {"same-origin", "none"}
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        return True
    return bool(origin == settings.SITE_URL) or origin.partition("://")[2] == request.get_host()


def _accepts_any_origin(request: HttpRequest) -> bool:
    """Whether the view is marked `campaign.web.responses.accept_any_origin`."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return False
    return getattr(view, "accepts_any_origin", False)


class SecurityHeadersMiddleware:
    """Adds HEADERS to every response; a demonstration also asks search engines to stay out.

    A redirect that says nothing about caches could stay in them for ever, such as that to a token with its slash.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if 300 <= response.status_code < 400 and response.status_code != 304:
            response.headers.setdefault("Cache-Control", NO_STORE)
        if settings.DEMO:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class LanguageFromPathMiddleware:
    """The URL alone decides the language (/ug/…), so that every page can be cached and shared.

    Django's own LocaleMiddleware also reads cookies and Accept-Language. A page whose text may be in another language says
    so itself (campaign/translations/reading.py). A file says nothing: its words are in many languages, or it has none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", language)
        return response
