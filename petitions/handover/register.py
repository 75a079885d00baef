"""The delivery register: what was handed over, when, how and to whom, and the addressee's answers."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from campaign.text.deadlines import last_day
from petitions.counting import goals, tallies
from petitions.counting.paper_signatures import paper_count
from petitions.models import Delivery, Kind, Petition


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One line of a petition's timeline.

    kind: opened, goal, closed, delivered, acknowledged or answered. goal: the one that was reached that day.
    """

    kind: str
    on: date
    delivery: Delivery | None = None
    goal: int = 0


GOALS_SHOWN = 3  # the last ones; a petition of many years has reached dozens


def timeline(petition: Petition) -> list[TimelineEvent]:
    """The public timeline, oldest first; empty before the first delivery."""
    if not petition.handed_over:
        return []
    events = [
        TimelineEvent("opened", timezone.localdate(petition.opens_at)),
        *_goals_reached(petition),
    ]
    if petition.closes_at and petition.closes_at <= timezone.now():
        events.append(TimelineEvent("closed", last_day(petition.closes_at)))
    for delivery in petition.handed_over:
        events.append(TimelineEvent("delivered", delivery.delivered_on, delivery))
        if delivery.acknowledged_on:
            events.append(TimelineEvent("acknowledged", delivery.acknowledged_on, delivery))
        if delivery.answered_on:
            events.append(TimelineEvent("answered", delivery.answered_on, delivery))
    return sorted(events, key=lambda event: event.on)  # stable: events of one day keep this order


def _goals_reached(petition: Petition) -> list[TimelineEvent]:
    """The last GOALS_SHOWN goals, each with the day (UTC) on which the count reached it."""
    day_tallies = petition.day_tallies.filter(kind=Kind.COUNTED).order_by("day")
    events = []
    ladder = goals.ladder(petition.goal)
    goal, so_far = next(ladder), 0
    for day, count in day_tallies.values_list("day", "count"):
        so_far += count
        while so_far >= goal:
            events.append(TimelineEvent("goal", day, goal=goal))
            goal = next(ladder)
    return events[-GOALS_SHOWN:]


def public_deliveries() -> QuerySet[Delivery]:
    """The published deliveries of all published petitions, newest first."""
    return (
        Delivery.objects.published()
        .filter(petition__in=Petition.objects.published())
        .select_related("petition__addressee", "response")
        .order_by("-delivered_on", "-pk")
    )


def fill_in_counts(delivery: Delivery) -> None:
    """Set how many had signed by the end of that day, online and on paper. The caller saves the delivery."""
    delivery.count = tallies.count_until(delivery.petition_id, delivery.delivered_on)
    delivery.paper_count = paper_count(
        delivery.petition_id, before=delivery.delivered_on + timedelta(days=1)
    )
