"""The menus of a new site. They stay until staff write their own."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from campaign.site_content.models import Place

DEFAULTS = {
    Place.MAIN: (
        (lazy("People"), "profiles:list"),
        (lazy("Petitions"), "petitions:list"),
        (lazy("News"), "news:list"),
        (lazy("About"), "about"),
    ),
    Place.FOOTER: (
        (lazy("About"), "about"),
        (lazy("Privacy"), "privacy"),
        (lazy("The people in numbers"), "profiles:numbers"),
        (lazy("Your signatures"), "petitions:mine-ask"),
        (lazy("Tell us what you know"), "profiles:tell"),
        (lazy("Open data"), "data"),
        (lazy("For the press"), "press:page"),
        (lazy("News feed"), "news:feed"),
    ),
}
PAGES = {"about", "privacy"}


def default_menu(place: str) -> list[tuple[str, str]]:
    """Labels and paths, in the language of the page."""
    return [(str(label), _path(name)) for label, name in DEFAULTS[Place(place)]]


def _path(name: str) -> str:
    return reverse("page", args=[name]) if name in PAGES else reverse(name)
