"""The delivery register: what was handed over, when, how and to whom, and what came of it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from petitions.counting import goals, tallies
from petitions.counting.paper_signatures import paper_count
from petitions.models import Delivery, Kind, Petition


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a petition's timeline.

    kind: opened, goal, closed, delivered, acknowledged or answered. goal: which one was reached that day.
    """

    kind: str
    on: date
    delivery: Delivery | None = None
    goal: int = 0


GOALS_TOLD = 3  # the last ones; a petition of many years has reached dozens


def timeline(petition: Petition) -> list[Moment]:
    """What the public may know of a petition's way, the oldest first; nothing before a hand-over."""
    if not petition.handed_over:
        return []
    moments = [Moment("opened", petition.opens_at.date()), *_goals_reached(petition)]
    if petition.closes_at and petition.closes_at <= timezone.now():
        moments.append(Moment("closed", petition.closes_at.date()))
    for delivery in petition.handed_over:
        moments.append(Moment("delivered", delivery.delivered_on, delivery))
        if delivery.acknowledged_on:
            moments.append(Moment("acknowledged", delivery.acknowledged_on, delivery))
        if delivery.answered_on:
            moments.append(Moment("answered", delivery.answered_on, delivery))
    return sorted(moments, key=lambda moment: moment.on)  # of one day, in the order they were added


def _goals_reached(petition: Petition) -> list[Moment]:
    """Each with the first day (UTC) by whose evening so many had signed."""
    day_tallies = petition.day_tallies.filter(kind=Kind.COUNTED).order_by("day")
    moments = []
    ladder = goals.ladder(petition.goal)
    goal, so_far = next(ladder), 0
    for day, count in day_tallies.values_list("day", "count"):
        so_far += count
        while so_far >= goal:
            moments.append(Moment("goal", day, goal=goal))
            goal = next(ladder)
    return moments[-GOALS_TOLD:]


def public_deliveries() -> QuerySet[Delivery]:
    """Of all petitions that are public, the latest first."""
    return (
        Delivery.objects.filter(petition__in=Petition.objects.published())
        .select_related("petition__addressee")
        .order_by("-delivered_on", "-pk")
    )


def count_what_was_handed_over(delivery: Delivery) -> None:
    """Fill in how many had signed by the evening of that day, online and on paper."""
    delivery.count = tallies.count_until(delivery.petition_id, delivery.delivered_on)
    delivery.paper_count = paper_count(
        delivery.petition_id, before=delivery.delivered_on + timedelta(days=1)
    )
