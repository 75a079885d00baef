"""The delivery register: what was handed over, when, how and to whom, and what came of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from petitions.models import Delivery, Petition
from petitions.paper import paper_count


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a petition's timeline. kind: opened, closed, delivered, acknowledged or answered."""

    kind: str
    on: date
    delivery: Delivery | None = None


def timeline(petition: Petition) -> list[Moment]:
    """What the public may know of a petition's way, the oldest first; nothing before a hand-over."""
    if not petition.handed_over:
        return []
    moments = [Moment("opened", petition.opens_at.date())]
    if petition.closes_at and petition.closes_at <= timezone.now():
        moments.append(Moment("closed", petition.closes_at.date()))
    for delivery in petition.handed_over:
        moments.append(Moment("delivered", delivery.delivered_on, delivery))
        if delivery.acknowledged_on:
            moments.append(Moment("acknowledged", delivery.acknowledged_on, delivery))
        if delivery.answered_on:
            moments.append(Moment("answered", delivery.answered_on, delivery))
    return sorted(moments, key=lambda moment: moment.on)  # of one day, in the order they were added


def public_deliveries() -> QuerySet[Delivery]:
    """Of all petitions that are public, the latest first."""
    return (
        Delivery.objects.filter(petition__in=Petition.objects.published())
        .select_related("petition__addressee")
        .order_by("-delivered_on", "-pk")
    )


def count_what_was_handed_over(delivery: Delivery) -> None:
    """Fill in how many had signed by the evening of that day, online and on paper."""
    delivery.count = _counted_until(delivery.petition_id, delivery.delivered_on)
    delivery.paper_count = paper_count(
        delivery.petition_id, before=delivery.delivered_on + timedelta(days=1)
    )


def _counted_until(petition_id: int, day: date) -> int:
    """By the day of their confirmation (UTC); who has withdrawn since is not among them."""
    values: dict[str, Any] = {"id": petition_id, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(count), 0)::bigint FROM (
                SELECT count FROM petitions_daytally
                WHERE petition_id = %(id)s AND kind = 'counted' AND day <= %(day)s
                UNION ALL
                SELECT delta FROM petitions_ledgerentry
                WHERE petition_id = %(id)s AND kind = 'counted' AND day <= %(day)s
            ) AS parts
            """,
            values,
        )
        [(number,)] = cursor.fetchall()
    return int(number)
