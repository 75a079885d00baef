"""The goals of a petition. When one is reached the next one is shown, and none is ever taken back.

A closed petition shows the last goal that it reached.

Staff choose the first goal. The others are round numbers, far enough apart that each is worth working
for. The petition stores the last goal that was reached, so that a withdrawal right after lowers no goal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from petitions.counting import pause, published_figures, tallies
from petitions.counting.paper_signatures import paper_count
from petitions.models import Petition

STEPS = (10, 15, 25, 50, 75)  # and these times ten, times a hundred, and so on


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a petition is.

    count: at this moment. countries: as published last. goal: the one shown now. reached: the last one reached, 0 before the first. paper: signatures on paper,
    which no other number includes. frozen_at: the moment of the count while counting is paused, else None.
    """

    petition: Petition
    count: int
    countries: int
    paper: int
    goal: int
    reached: int
    frozen_at: datetime | None

    @property
    def bar(self) -> int:
        """The length of its bar: the count of a closed petition may be past the goal."""
        return min(self.count, self.goal)

    @classmethod
    def from_counts(cls, petition: Petition, count: int, countries: int) -> "Progress":
        return cls(
            petition=petition,
            count=count,
            countries=countries,
            paper=paper_count(petition.pk),
            goal=current_goal(petition, count),
            reached=last_reached(petition.goal, count),
            frozen_at=pause.current().counting_paused_at,
        )

    @classmethod
    def now(cls, petition: Petition) -> "Progress":
        published = published_figures.read([petition.pk]).by_petition[petition.pk]
        return cls.from_counts(petition, tallies.count(petition.pk), published.countries)


def ladder(first: int) -> Iterator[int]:
    """All goals without end: the first, then round numbers, each at least a fifth above the one before."""
    goal = first
    while True:
        yield goal
        goal = _round_number(max(goal + 1, goal * 6 // 5))


def _round_number(least: int) -> int:
    """The smallest round number that is not below `least`."""
    power = 1
    while STEPS[-1] * power < least:
        if STEPS[0] * power * 10 >= least:
            return STEPS[0] * power * 10
        power *= 10
    return next(step * power for step in STEPS if step * power >= least)


def current_goal(petition: Petition, count: int) -> int:
    """The first goal that was never reached. For a closed petition: the last one that was, if any."""
    highest = max(count, petition.goal_reached)
    if petition.is_closed and (last := last_reached(petition.goal, highest)):
        return last
    return next(goal for goal in ladder(petition.goal) if goal > highest)


def last_reached(first: int, count: int) -> int:
    """The highest goal that this count reaches; 0 before the first."""
    return max(takewhile(lambda goal: goal <= count, ladder(first)), default=0)


def record_reached() -> None:
    """Store the goals that were reached, after folding. It locks no petition, so no signer waits for it."""
    petitions = list(Petition.objects.published().only("goal", "goal_reached"))
    counts = tallies.counts(petition.pk for petition in petitions)
    for petition in petitions:
        now = last_reached(petition.goal, counts[petition.pk])
        if now > petition.goal_reached:
            Petition.objects.filter(pk=petition.pk, goal_reached__lt=now).update(goal_reached=now)
