"""The pages of the handbook. Everyone who is let into the desk may read them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from campaign.accounts.views.pages import page
from campaign.handbook import chapters


@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    found = chapters.chapter(chapters.CONTENTS)
    return page(request, "handbook/chapter", found.title, chapter=found)


@require_safe
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    if name not in chapters.names():
        raise Http404
    found = chapters.chapter(name)
    before, after = chapters.neighbours(name)
    return page(
        request, "handbook/chapter", found.title, chapter=found, before=before, after=after,
        number=chapters.names().index(name) + 1,
    )  # fmt: skip


URLS: list[URLPattern] = [
    path("handbook/", handbook, name="handbook"),
    path("handbook/<slug:name>/", chapter, name="handbook_chapter"),
]
