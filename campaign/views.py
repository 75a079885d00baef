"""The pages that staff write, and pages for machines (health checks, robots.txt)."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaign.addresses.lookup import published_or_gone
from campaign.models import Page
from campaign.previews.public_pages import Addresses, PublicPage
from campaign.site_closing import state_file
from campaign.translations import reading
from campaign.web.page_cache import public_page
from campaign.web.responses import no_store
from profiles.public import text_pictures


@require_safe
@public_page(choices=reading.CHOICES)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = published_or_gone(Page.objects.published(), slug)
    read = reading.reading_of(found, request.path, reading.asked_for(request))
    addresses = Addresses(text_pictures.urls_below("page-picture", found.slug))
    context = PAGE.context(read.item, addresses) | {"reading": read}
    return reading.say_language(render(request, PAGE.template, context), read.item)


def _page_context(found: Page, addresses: Addresses) -> dict[str, object]:
    return {"page": found, "body": text_pictures.render(found.body, addresses.picture)}


PAGE = PublicPage("campaign/page.html", _page_context)


@require_safe
@public_page()
def page_picture(
    request: HttpRequest, slug: str, number: int, width: int, kind: str
) -> HttpResponse:
    """A file of a picture in the page's text, while the page is public."""
    found = Page.objects.published().filter(slug=slug).first()
    return text_pictures.file_response(found.body if found else "", number, width, kind)


# --- For machines ----------------------------------------------------------------------------------------


@csrf_exempt  # a POST gets 405, not the error for a missing CSRF token
@no_store
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process is alive. Uses no database."""
    return HttpResponse("alive\n", content_type="text/plain")


@csrf_exempt
@no_store
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and has every migration."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ready = _is_migrated()
        if ready:
            state_file.compare_with_row()
    except (Error, OSError):
        ready = False
    answer, status = ("ready\n", 200) if ready else ("not ready\n", 503)
    return HttpResponse(answer, status=status, content_type="text/plain")


def _is_migrated() -> bool:
    """Cached once it is true, because the check reads every migration and anyone may request it."""
    if not cache.get("migrated"):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        cache.set("migrated", True, None)
    return True


@require_safe
@public_page(cache_seconds=600)
def robots_txt(request: HttpRequest) -> HttpResponse:
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = [
            "User-agent: *",
            "Disallow: /admin/",
            "Disallow: /follow/",
            "Disallow: /petitions/confirm/",
            "Disallow: /petitions/mine/",
            "Disallow: /preview/",
            f"Sitemap: {settings.SITE_URL}/sitemap.xml",
            f"Sitemap: {settings.SITE_URL}/sitemap-index.xml",
            f"Sitemap: {settings.SITE_URL}/sitemap-news.xml",
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
@public_page(cache_seconds=600)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    expires = timezone.now() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
