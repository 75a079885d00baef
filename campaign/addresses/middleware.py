"""Answers with a redirect where an item has moved, and where an older site had an address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from campaign.addresses import own_paths, redirects
from campaign.addresses.lookup import Moved
from campaign.web.errors import error_page

# As short as that of a page: no cache notices when the page behind it is withdrawn.
CACHE_CONTROL = "public, max-age=5, stale-while-revalidate=10"


class AddressMiddleware:
    """Asks the database only where the answer would be a 404, and at the home page with a query of an older site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if to := redirects.of_home(request):
            return _redirect(to)
        response = self.get_response(request)
        if response.status_code == 404 and (to := redirects.find(request)):
            return _redirect(to)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Moved):
            return None
        match, is_read = request.resolver_match, request.method in {"GET", "HEAD"}
        if match is None:
            return None
        query = request.META.get("QUERY_STRING", "")  # such as the language
        query = f"?{query}" if query else ""
        if exception.slug:
            # Without what the URLs give the view besides, such as the form of a feed.
            kwargs: dict[str, object] = match.captured_kwargs  # type: ignore[attr-defined]
            kwargs = {**kwargs, "slug": exception.slug}
            path = reverse(match.view_name, kwargs=kwargs) + query
            # A form that was opened before goes on working: a 308 is followed with what was typed.
            return _redirect(path, preserve_request=not is_read)
        if is_read and own_paths.is_of_item(match.view_name):
            return _redirect(exception.path + query)
        # A picture, a file or a form of what is gone: another page is no answer to that.
        return error_page(request, 410, is_replaced=True)


def _redirect(to: str, *, preserve_request: bool = False) -> HttpResponse:
    response = HttpResponsePermanentRedirect(to, preserve_request=preserve_request)
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
