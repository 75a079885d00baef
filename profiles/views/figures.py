"""The map of people by prefecture, and the charts of people by the other filters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from profiles.models.places import Place
from profiles.search import figures
from profiles.search.selection import PARAMETERS, Selection
from profiles.views.tile_map import make_tile_map


@require_safe
@public_page(params=PARAMETERS, uncached_params=("q",))
def tile_map(request: HttpRequest, place_filter: str) -> HttpResponse:
    """place_filter: the name of the filter whose places the map shows, "taken" or "place"."""
    selection = Selection(request.GET)
    context = selection.context
    facet = context["overview"].facet(place_filter)
    context |= {
        "facet": facet,
        "map": make_tile_map(selection, facet, Place.objects.filter(parent=None)),
        "unknown_url": figures.unknown_url(selection, facet),
        "taken_url": selection.url_for("profiles:map"),
        "home_url": selection.url_for("profiles:map-home"),
    }
    return render(request, "profiles/map.html", context)


@require_safe
@public_page(params=PARAMETERS, uncached_params=("q",))
def numbers(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    context = selection.context
    context["figures"] = figures.figures(
        selection, context["overview"], rtl=translation.get_language_bidi()
    )
    return render(request, "profiles/numbers.html", context)
