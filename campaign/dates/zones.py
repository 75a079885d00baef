"""Time zones to choose from, by their names in the IANA database, such as “Europe/Zurich”."""

from functools import cache
from zoneinfo import available_timezones

REGIONS = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip

type Choices = list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]


@cache
def zone_choices() -> Choices:
    """UTC, and every place of the database under its continent. Old names such as “US/Eastern” are left out."""
    regions: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(available_timezones()):
        region, _slash, place = name.partition("/")
        if region in regions:
            regions[region].append((name, place.replace("_", " ")))
    return [("UTC", "UTC"), *regions.items()]
