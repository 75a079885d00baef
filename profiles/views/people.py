"""The wall of portraits and the page of one person."""

import logging

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaign.documents.pdf import RenderingFailed
from campaign.images import renditions
from campaign.web import errors
from campaign.web.file_cache import Busy
from campaign.web.page_cache import public_page
from profiles import documents
from profiles.models import Detainee, slugs
from profiles.open_data.formats import CSV, JSON
from profiles.public import contributions
from profiles.public.profile import PublicProfile
from profiles.public.schema_org import linked_data
from profiles.search.results import cards
from profiles.search.selection import PARAMETERS, SORTS, Selection
from profiles.search.suggestions import did_you_mean

logger = logging.getLogger(__name__)

PER_PAGE = 24
PARAMS = (*PARAMETERS, "sort", "page")


@require_safe
@public_page(params=PARAMS, uncached_params=("q",))
def profile_list(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    asked = selection.context
    found = selection.found
    page = Paginator(range(asked["overview"].found), PER_PAGE).get_page(request.GET.get("page"))
    people = selection.slice(max(page.start_index() - 1, 0), page.end_index()).for_cards()
    context = asked | {
        "page": page,
        "cards": cards(people, found, selection.typed),
        "did_you_mean": did_you_mean(selection.typed)
        if found is not None and not found.is_sure
        else (),
        "sort": selection.sort,
        "sorts": [(value, label) for value, (label, _order) in SORTS.items()],
        "files": [(each, selection.address(each.view)) for each in (JSON, CSV)],
    }
    return render(request, "profiles/profile_list.html", context)


@require_safe
@public_page()
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    detainee = Detainee.objects.published().for_story().filter(slug=slug).first()
    if detainee is None:
        return _moved_or_missing(slug)
    person = PublicProfile(detainee)
    context = contributions.context_for(detainee) | {
        "person": person,
        "linked_data": linked_data(person),
    }
    return render(request, "profiles/profile_detail.html", context)


def _moved_or_missing(slug: str, view: str = "profiles:detail") -> HttpResponse:
    """A former address or a reference leads to the present one; withdrawn people are gone, namelessly."""
    if person := slugs.known_as(slug).published().first():
        return HttpResponsePermanentRedirect(reverse(view, args=[person.slug]))
    errors.raise_gone_or_not_found(slugs.is_gone(slug))


@require_safe
@public_page()
def portrait(request: HttpRequest, slug: str, width: int, kind: str) -> HttpResponse:
    """The file goes out only while the person is published and the family agrees to the photo."""
    detainee = Detainee.objects.published().for_cards().filter(slug=slug).first()
    picture = PublicProfile(detainee).portrait_picture if detainee else None
    if picture is None:
        raise Http404
    return renditions.file_response(picture, width, kind)


@require_safe
@public_page()
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that goes along when the story is shared; the site's own while there is none."""
    detainee = Detainee.objects.published().for_cards().filter(slug=slug).first()
    if detainee is None:
        return _moved_or_missing(slug, "profiles:card")
    if made := _file(documents.card(PublicProfile(detainee))):
        return HttpResponse(made, content_type="image/png")
    instead = redirect(static("img/share.png"))
    instead.headers["Cache-Control"] = "no-store"
    return instead


@require_safe
@public_page()
def case_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to print; it says which day it was drawn."""
    detainee = Detainee.objects.published().for_story().filter(slug=slug).first()
    if detainee is None:
        return _moved_or_missing(slug, "profiles:case-sheet")
    if made := _file(documents.case_sheet(PublicProfile(detainee))):
        name = f'inline; filename="{slug}-{detainee.reference}.pdf"'
        return HttpResponse(
            made, content_type="application/pdf", headers={"Content-Disposition": name}
        )
    return errors.service_unavailable(request)


def _file(paper: documents.Document) -> bytes | None:
    """None if it cannot be had now."""
    try:
        return paper.file()
    except Busy:
        return None
    except RenderingFailed as error:
        logger.error("No %s for %s: %s", paper.template, paper.person.reference, error)
        return None
