"""The parts of the benchmarks, and which of them a command line asks for.

Each part is a module of this package with `measure(size) -> Result`. What `size` counts depends on what the part
needs in the database (`Needs`). Size 0 takes at most three minutes on two cores.
"""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Unknown(Exception):
    """One sentence about a part or a size that does not exist."""


class Needs(Enum):
    """What is loaded before a part runs, in a database of its own for each size."""

    SIGNATURES = "signatures"  # the demonstration, with so many signatures on its first petition
    PEOPLE = "people"  # so many people who do not exist; at 0 the demonstration's own
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    needs: Needs
    sizes: tuple[int, ...]
    minutes: float = 10  # after this time the part is given up, and the next one begins

    @property
    def is_there(self) -> bool:
        return importlib.util.find_spec(f"bench.{self.name}") is not None


MANY = 1_000_000
VERY_MANY = 10_000_000
ALL = (
    Part("pages", Needs.SIGNATURES, (0, MANY)),
    Part("writing", Needs.SIGNATURES, (0, MANY, VERY_MANY)),
    Part("worker", Needs.SIGNATURES, (0, MANY)),
    Part("journeys", Needs.SIGNATURES, (0, MANY, VERY_MANY)),
    Part("dashboard", Needs.SIGNATURES, (0, MANY)),
    Part("searching", Needs.PEOPLE, (0, 20_000, 100_000), minutes=20),
    Part("open_data", Needs.PEOPLE, (0, 100_000)),
    Part("slow_line", Needs.SIGNATURES, (0,)),
    Part("flood", Needs.NOTHING, (0,), minutes=30),  # a simulation of attackers and of a crowd
)


@dataclass(frozen=True, slots=True)
class Run:
    """Parts that share one database."""

    needs: Needs
    size: int
    parts: tuple[Part, ...]


def choose(part: str = "", size: str = "") -> list[Run]:
    """What to run: part and size each hold several with commas between them, or nothing for all.

    Raises Unknown.
    """
    there = {each.name: each for each in ALL if each.is_there}
    names = _listed(part) or list(there)
    for name in names:
        if name not in there:
            raise Unknown(f"There is no part {name!r}. The parts are {_and(there)}.")
    chosen = [there[name] for name in dict.fromkeys(names)]
    sizes = [_number(each) for each in _listed(size)]
    for number in sizes:
        takers = [each for each in chosen if number in each.sizes]
        if not takers or (part and len(takers) < len(chosen)):
            raise Unknown(_no_such_size(number, chosen))
    return list(_runs(chosen, sizes))


def _runs(chosen: list[Part], sizes: list[int]) -> Iterable[Run]:
    for needs in Needs:
        alike = [part for part in chosen if part.needs is needs]
        for size in sorted({size for part in alike for size in part.sizes}):
            if sizes and size not in sizes:
                continue
            yield Run(needs, size, tuple(part for part in alike if size in part.sizes))


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 12:
        return int(text)
    raise Unknown(f"The size {text!r} is no number: write it in digits alone, like 1000000.")


def _no_such_size(number: int, chosen: list[Part]) -> str:
    lists = "; ".join(f"{part.name}: {_and(map(str, part.sizes))}" for part in chosen)
    return f"There is no size {number}. The sizes are, by part, {lists}."


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
