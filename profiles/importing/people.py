"""People with all that a row of a file can say of them, in a fixed number of queries."""

from django.db.models import Prefetch

from profiles.models import DetaineeQuerySet, Event, Source, StatusClaim


def with_all_parts(people: DetaineeQuerySet) -> DetaineeQuerySet:
    """Hidden parts too, for staff; no contact is unsealed. The newest claim comes first."""
    return people.select_related("home_place").prefetch_related(
        "names",
        "ethnicities",
        Prefetch("claims", StatusClaim.objects.newest_first().select_related("place")),
        Prefetch("events", Event.objects.select_related("place")),
        Prefetch("sources", Source.objects.defer("contact")),
        "legal_cases",
        "reasons",
        "quotes",
        "external_records",
    )
