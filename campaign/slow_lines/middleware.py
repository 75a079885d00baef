"""Allows the style sheets within a page by their hash. `style-src 'self'` forbids every other one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from campaign.slow_lines import style_sheets

POLICY = "Content-Security-Policy"


class StyleSheetsMiddleware:
    """Stands around Django's middleware, which has written the policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = response.headers.get(POLICY, "")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if policy and is_page and not response.streaming:
            allowed = " ".join(["style-src", *style_sheets.hashes(response.content)])
            response.headers[POLICY] = policy.replace("style-src", allowed, 1)
        return response
