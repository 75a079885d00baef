"""The goals of a petition: when one is reached the next is shown, and none is ever taken back.

Once it is closed there is nothing more to work for: then the last one that was reached is shown.

Staff choose the first. The others are round numbers, far enough apart that each is something to work
for. What was reached is kept with the petition, so that a withdrawal right after lowers no goal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from petitions.counting import pause, tallies
from petitions.counting.paper_signatures import paper_count
from petitions.models import Petition

STEPS = (10, 15, 25, 50, 75)  # and ten times these, a hundred times, and so on


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a petition is. goal: the one that is shown now. reached: the last one, 0 before the first.

    paper: signatures on paper, which are in no other number. frozen_at: the moment of the number, while
    counting is paused.
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
        """How far its bar is drawn: of a closed petition the count may be past the goal."""
        return min(self.count, self.goal)

    @classmethod
    def of(cls, petition: Petition, counted: tallies.Counted) -> "Progress":
        return cls(
            petition=petition,
            count=counted.total,
            countries=counted.countries,
            paper=paper_count(petition.pk),
            goal=shown(petition, counted.total),
            reached=reached(petition.goal, counted.total),
            frozen_at=pause.now().counting_paused_at,
        )


def ladder(first: int) -> Iterator[int]:
    """The first goal, then round numbers, each at least a fifth above the one before."""
    goal = first
    while True:
        yield goal
        goal = _round_number(max(goal + 1, goal * 6 // 5))


def _round_number(least: int) -> int:
    """The smallest that is not below."""
    power = 1
    while STEPS[-1] * power < least:
        if STEPS[0] * power * 10 >= least:
            return STEPS[0] * power * 10
        power *= 10
    return next(step * power for step in STEPS if step * power >= least)


def shown(petition: Petition, count: int) -> int:
    """The first goal that was never reached; of a closed petition the last that was, if any."""
    highest = max(count, petition.goal_reached)
    if petition.is_closed and (last := reached(petition.goal, highest)):
        return last
    return next(goal for goal in ladder(petition.goal) if goal > highest)


def reached(first: int, count: int) -> int:
    """The highest goal of so many signatures; 0 before the first."""
    return max(takewhile(lambda goal: goal <= count, ladder(first)), default=0)


def note_reached() -> None:
    """Keep what was reached, after folding. No signer ever waits for this: none locks the petition."""
    petitions = list(Petition.objects.published().only("goal", "goal_reached"))
    counts = tallies.counts(petition.pk for petition in petitions)
    for petition in petitions:
        now = reached(petition.goal, counts[petition.pk])
        if now > petition.goal_reached:
            Petition.objects.filter(pk=petition.pk, goal_reached__lt=now).update(goal_reached=now)
