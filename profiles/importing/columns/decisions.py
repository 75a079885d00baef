"""What staff decided about one column beside its target. It is stored with the import and with its layout.

The guess is stored in the same way, so that the page, the check and the import agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from profiles.importing.dates.rewritten import Calendar, Order


@dataclass(frozen=True, slots=True)
class Decision:
    """separator: a key of `separators.SEPARATORS`; empty where no one has chosen, and nothing was found.

    order, calendar: of dates that could be read in two ways. words: our code for a word of the file, by its
    `values.word_key`. is_open: staff said that what looks like a private number is none.
    """

    separator: str = ""
    order: Order = ""
    calendar: Calendar = ""
    words: dict[str, str] = field(default_factory=dict)
    is_open: bool = False

    def to_json(self) -> dict[str, Any]:
        """Only what differs from the default."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


NONE = Decision()


def load(stored: Iterable[dict[str, Any]], number: int) -> list[Decision]:
    """The decisions about so many columns. Those of an import from before there were any are empty."""
    found = [Decision.from_json(each) for each in stored]
    return found[:number] + [NONE] * (number - len(found))


def dump(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    return [decision.to_json() for decision in decisions]
