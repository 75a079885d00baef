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
    counts: int = 200  # the status that says that one thing is done
    expected: tuple[int, ...] = ()  # all statuses that are no error, if there are others
    of: "Subject | None" = None  # what its rate is compared with, round by round
    aim: float | None = None
    rounds: list[RoundResult] = field(default_factory=list)

    def rates(self) -> list[float]:
        return [result.count(self.counts) / result.seconds for result in self.rounds]

    def line(self) -> str:
        p50 = median(result.p50 for result in self.rounds)
        p99 = median(result.p99 for result in self.rounds)
        errors = sum(result.errors(*self.expected or (self.counts,)) for result in self.rounds)
        line = f"  {self.name:<30}{median(self.rates()):>9,.0f}{p50:>9.1f}{p99:>9.1f}{errors:>8,}"
        if self.of:
            rates = zip(self.rates(), self.of.rates(), strict=True)
            line += f"{median(ours / theirs for ours, theirs in rates):>8.2f} of {self.of.name}"
        if self.aim:
            line += f", aim {self.aim:g}"
        return line


def table(title: str, subjects: Iterable[Subject]) -> None:
    say(f"\n{title:<32}{'a second':>9}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}{'ratio':>8}")
    for subject in subjects:
        say(subject.line())


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
