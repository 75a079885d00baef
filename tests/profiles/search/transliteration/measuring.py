"""How well the search finds the forty people by a list of spellings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from profiles.models import Detainee
from profiles.search.names_and_text import search
from tests.factories import make_detainee
from tests.profiles.search.transliteration import Spelling, people
from tests.profiles.search.transliteration.people import OTHERS


def make_everyone() -> dict[int, int]:
    """The forty and their namesakes, published. The primary keys of the forty, by their number."""
    made = {}
    for person in people():
        (language, text), *others = person.names.items()
        made[person.number] = make_detainee(text, names=dict(others), summary="A person.").pk
        Detainee.objects.get(pk=made[person.number]).names.filter(text=text).update(
            language=language
        )
    for name in OTHERS:
        make_detainee(name, summary="A person.")
    return made


@dataclass
class Measured:
    asked: int = 0
    found: int = 0
    leading: int = 0
    others: int = 0  # people who are someone else
    missed: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, str]] = field(default_factory=list)
    false: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.found / self.asked:.1%} of {self.asked} found, "
            f"{self.leading / max(self.found, 1):.1%} of these first, "
            f"{self.others / self.asked:.2f} others a search"
        )


def measure(spellings: Iterable[Spelling], made: dict[int, int]) -> Measured:
    measured = Measured()
    names = dict(Detainee.objects.filter(names__order=0).values_list("pk", "names__text"))
    for spelling in spellings:
        result = list(search(spelling.text).people)
        person = made[spelling.person]
        measured.asked += 1
        measured.others += len(set(result) - {person})
        measured.false += [(spelling.text, names.get(each, "")) for each in set(result) - {person}]
        if person in result:
            measured.found += 1
            measured.leading += result[0] == person
        else:
            measured.missed[spelling.scheme] += 1
            measured.examples.append((spelling.scheme, spelling.text))
    return measured
