"""Prints the rounds of one run as a table."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from bench.load import RoundResult


@dataclass(slots=True, eq=False)
class Subject:
    """What is measured, and its rounds so far."""

    name: str
    key: str = ""  # its name in the file of results
    counts: int = 200  # the status that says that one thing is done
    expected: tuple[int, ...] = ()  # all statuses that are no error, if there are others
    of: "Subject | None" = None  # what its rate is compared with, round by round
    aim: float | None = None
    rounds: list[RoundResult] = field(default_factory=list)

    def rates(self) -> list[float]:
        return [result.count(self.counts) / result.seconds for result in self.rounds]

    def rate(self) -> float:
        return median(self.rates())

    def ratio(self) -> float:
        """The median of the rounds' ratios to what it is compared with."""
        theirs = self.of.rates() if self.of else []
        return median(a / b if b else 0 for a, b in zip(self.rates(), theirs, strict=True))

    def errors(self) -> int:
        return sum(result.errors(*self.expected or (self.counts,)) for result in self.rounds)

    def line(self) -> str:
        p50 = median(result.p50 for result in self.rounds)
        p99 = median(result.p99 for result in self.rounds)
        line = f"  {self.name:<34}{self.rate():>9,.0f}{p50:>9.1f}{p99:>9.1f}{self.errors():>8,}"
        if self.of:
            line += f"{self.ratio():>8.3g} of {self.of.name}"
        if self.aim:
            line += f", aim {self.aim:g}"
        return line


def table(title: str, subjects: Iterable[Subject]) -> None:
    say(f"\n{title:<36}{'a second':>9}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}{'ratio':>8}")
    for subject in subjects:
        say(subject.line())


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
