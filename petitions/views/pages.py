"""The list of petitions, the page of a petition, its count for programs, and its counter for other sites."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from campaign.addresses.lookup import published_or_gone
from campaign.documents.cached import card_response
from campaign.publishing.licence import CORS_HEADERS
from campaign.translations import reading
from campaign.web.page_cache import public_page
from petitions.counting import goals, pause, published_figures, tallies
from petitions.counting.goals import Progress
from petitions.counting.paper_signatures import paper_count, paper_counts
from petitions.handover import register
from petitions.models import Petition
from petitions.moderation import proof_of_work
from petitions.outreach import cards
from petitions.outreach.shares import petition_share
from petitions.signing.forms import SignatureForm
from petitions.views import open_data
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import public_profiles

# For pages with a count: seconds in our page cache, fresh in other caches, and stale there; 10 in all.
LIVE: dict[str, Any] = {"cache_seconds": 3, "max_age": 2, "stale_while_revalidate": 5}
live_page = public_page(**LIVE)
PEOPLE_SHOWN = 12
FURTHER_SHOWN = 6  # other petitions offered to sign in the same form


@require_safe
@live_page
def petition_list(request: HttpRequest) -> HttpResponse:
    petitions = list(
        Petition.objects.published().select_related("addressee").with_deliveries().open_first()
    )
    counts = tallies.counts(petition.pk for petition in petitions)
    paper = paper_counts(counts)
    context = {
        "petitions": [
            (petition, counts[petition.pk], paper.get(petition.pk, 0)) for petition in petitions
        ]
    }
    return render(request, "petitions/petition_list.html", context)


@require_safe
@public_page(**LIVE, params=("for",), uncached_params=("for",), choices=reading.CHOICES)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The parameter `for` is the reference of the person for whom the visitor came here to sign.

    A translation is an aid to reading: `petition` stays the original, which is what people sign.
    """
    form = SignatureForm(initial={"for": request.GET.get("for", "")[:20]})
    petition = published_petition(slug)
    read = reading.reading_of(petition, request.path, reading.asked_for(request))
    context = petition_context(petition, form)
    context |= {"reading": read, "read": read.item, "share": petition_share(read.item)}
    page = render(request, "petitions/petition_detail.html", context)
    return reading.say_language(page, read.item)


def petition_context(petition: Petition, form: SignatureForm) -> dict[str, Any]:
    """The context of the petition's page. The preview of a draft uses it too."""
    signed_for = parse_reference(str(form["for"].value() or ""))
    published = published_figures.read([petition.pk])
    figures = published.by_petition[petition.pk]
    along = list(Petition.objects.to_sign_along(petition, signed_for)[: FURTHER_SHOWN + 1])
    return {
        "petition": petition,
        "read": petition,
        "form": form,
        "challenge": proof_of_work.new_challenge(petition.slug) if petition.asks_proof else "",
        "along": along[:FURTHER_SHOWN],
        "more_along": len(along) > FURTHER_SHOWN,
        **_people(petition, signed_for),
        "progress": Progress.from_counts(petition, tallies.count(petition.pk), figures.countries),
        "as_of": published.as_of,
        "by_country": figures.by_country,
        "notice": pause.current().notice,
        "timeline": register.timeline(petition),
        "share": petition_share(petition),
    }


def _people(petition: Petition, signed_for: int | None) -> dict[str, Any]:
    """The people in the letter, those of them who have been freed or died since, and the one to sign for."""
    people = Detainee.objects.published()
    since = people.none()
    if petition.people.exists():
        people = people.filter(petitions=petition)
        since = people.free_or_dead()
    person = people.unresolved().following_merges([signed_for]) if signed_for else people.none()
    return {
        "people": public_profiles(people.for_cards()[:PEOPLE_SHOWN]),
        "total": people.count(),
        "since": public_profiles(since.for_cards()[:PEOPLE_SHOWN]),
        "for_person": next(iter(public_profiles(person.for_cards())), None),
    }


@require_safe
@live_page
def count_json(request: HttpRequest, slug: str) -> HttpResponse:
    petition = published_petition(slug)
    as_of = pause.count_as_of()  # read before the count, so that it is not older than this time
    count = tallies.count(petition.pk)
    answer: dict[str, Any] = {
        "petition": petition.slug,
        "count": count,
        "goal": goals.current_goal(petition, count),
        "as_of": as_of.isoformat(timespec="seconds"),
    }
    return JsonResponse(answer, headers=CORS_HEADERS)


@require_safe
@live_page
def petitions_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        open_data.petitions(),
        headers=CORS_HEADERS,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@require_safe
@public_page()
def card(request: HttpRequest, slug: str, shape: str) -> HttpResponse:
    """The preview picture for shared links, or the square one to save."""
    return card_response(cards.card(published_petition(slug), shape))


@require_safe
@xframe_options_exempt
@csp_override(settings.SECURE_CSP | {"frame-ancestors": ["*"]})
@public_page(**LIVE, params=("theme",))
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """A count and a link for other sites. This is the only page that may be framed."""
    petition = published_petition(slug)
    theme = request.GET.get("theme", "")
    count = tallies.count(petition.pk)
    context = {
        "petition": petition,
        "count": count,
        "goal": goals.current_goal(petition, count),
        "paper": paper_count(petition.pk),
        "theme": theme if theme in {"light", "dark"} else "",
    }
    response = render(request, "petitions/embed.html", context)
    # Sites with cross-origin isolation frame a page only if it has this header.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def published_petition(slug: str) -> Petition:
    return published_or_gone(
        Petition.objects.published().select_related("addressee"),
        slug,
    )
