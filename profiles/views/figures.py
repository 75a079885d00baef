"""How many there are: by place on a map, and by whatever else is known of them in charts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from profiles.models.places import Place
from profiles.search import figures
from profiles.search.selection import PARAMETERS, Selection
from profiles.views.tile_map import cartogram


@require_safe
@public_page(params=PARAMETERS, uncached_params=("q",))
def on_a_map(request: HttpRequest, places: str) -> HttpResponse:
    """places: the name of the filter that says by which."""
    selection = Selection(request.GET)
    context = selection.context
    facet = context["overview"].facet(places)
    context |= {
        "facet": facet,
        "map": cartogram(selection, facet, Place.objects.filter(parent=None)),
        "unknown_url": figures.unknown_url(selection, facet),
        "taken_url": selection.address("profiles:map"),
        "home_url": selection.address("profiles:map-home"),
    }
    return render(request, "profiles/map.html", context)


@require_safe
@public_page(params=PARAMETERS, uncached_params=("q",))
def in_numbers(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    context = selection.context
    context["figures"] = figures.figures(
        selection, context["overview"], rtl=translation.get_language_bidi()
    )
    return render(request, "profiles/numbers.html", context)
