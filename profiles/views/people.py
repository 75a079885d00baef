"""The wall of portraits and the page of one person."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaign.documents.cached import card_response
from campaign.images import renditions
from campaign.translations import reading
from campaign.web import errors
from campaign.web.page_cache import public_page
from profiles import documents
from profiles.models import Detainee, slugs
from profiles.open_data.formats import CSV, JSON
from profiles.public import contributions, text_pictures
from profiles.public.profile import PublicProfile
from profiles.public.schema_org import linked_data
from profiles.search.results import cards
from profiles.search.selection import PARAMETERS, SORTS, Selection
from profiles.search.suggestions import did_you_mean

PER_PAGE = 24
PARAMS = (*PARAMETERS, "sort", "page")


@require_safe
@public_page(params=PARAMS, uncached_params=("q",))
def profile_list(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    result = selection.search_result
    context = selection.context
    page = Paginator(range(context["overview"].found), PER_PAGE).get_page(request.GET.get("page"))
    people = selection.slice(max(page.start_index() - 1, 0), page.end_index()).for_cards()
    context |= {
        "page": page,
        "cards": cards(people, result, selection.typed),
        "did_you_mean": did_you_mean(selection.typed)
        if result is not None and not result.has_certain_match
        else (),
        "sort": selection.sort,
        "sorts": [(value, label) for value, (label, _order) in SORTS.items()],
        "files": [(each, selection.url_for(each.view)) for each in (JSON, CSV)],
    }
    return render(request, "profiles/profile_list.html", context)


@require_safe
@public_page(choices=reading.CHOICES)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    detainee = Detainee.objects.published().for_story().filter(slug=slug).first()
    if detainee is None:
        return moved_or_missing(request, slug)
    read = reading.reading_of(detainee, request.path, reading.asked_for(request))
    person = PublicProfile(read.item)
    context = contributions.context_for(read.item) | {
        "person": person,
        "reading": read,
        "linked_data": linked_data(person),
    }
    page = render(request, "profiles/profile_detail.html", context)
    return reading.say_language(page, read.item)


def moved_or_missing(
    request: HttpRequest, slug: str, view: str = "profiles:detail"
) -> HttpResponse:
    """Redirect from a former slug or a reference to the present slug; else 404, or 410 for hidden people.

    The 410 names no one. Nobody is sent to the slug that was asked for: whoever becomes public between the two
    queries would be sent round in a circle.
    """
    if person := slugs.find_by_slug(slug).published().exclude(slug=slug).first():
        query = request.META.get(
            "QUERY_STRING", ""
        )  # such as the language, which `public_page` may have hidden
        path = reverse(view, args=[person.slug])
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    errors.raise_gone_or_not_found(slugs.is_gone(slug))


@require_safe
@public_page()
def portrait(request: HttpRequest, slug: str, width: int, kind: str) -> HttpResponse:
    """Send the file only while the person is published and a consent covers the photo."""
    detainee = Detainee.objects.published().for_cards().filter(slug=slug).first()
    picture = PublicProfile(detainee).portrait_picture if detainee else None
    if picture is None:
        raise Http404
    return renditions.file_response(picture, width, kind)


@require_safe
@public_page()
def story_picture(
    request: HttpRequest, slug: str, number: int, width: int, kind: str
) -> HttpResponse:
    """A file of a picture in the story, while the person is published and a consent covers photos."""
    detainee = Detainee.objects.published().for_cards().filter(slug=slug).first()
    if detainee is None or not PublicProfile(detainee).shows_pictures:
        raise Http404
    return text_pictures.file_response(detainee.story, number, width, kind)


@require_safe
@public_page()
def card(request: HttpRequest, slug: str, shape: str) -> HttpResponse:
    """The preview picture for shared links, or the square one to save."""
    detainee = Detainee.objects.published().for_cards().filter(slug=slug).first()
    if detainee is None:
        return moved_or_missing(request, slug, f"profiles:{shape}")
    return card_response(documents.card(PublicProfile(detainee), shape))


@require_safe
@public_page()
def case_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to print, with the day on which it was made."""
    detainee = Detainee.objects.published().for_story().filter(slug=slug).first()
    if detainee is None:
        return moved_or_missing(request, slug, "profiles:case-sheet")
    if content := documents.case_sheet(PublicProfile(detainee)).file_or_none():
        name = f'inline; filename="{slug}-{detainee.reference}.pdf"'
        return HttpResponse(
            content, content_type="application/pdf", headers={"Content-Disposition": name}
        )
    return errors.service_unavailable(request)
