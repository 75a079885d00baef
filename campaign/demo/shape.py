"""What one invented person is made of, in the words that a writer of the demonstration needs."""

import re
from dataclasses import dataclass
from inspect import cleandoc

from campaign.publishing import State
from profiles.vocabulary import (
    Basis,
    Capacity,
    Confidence,
    EventKind,
    Gender,
    NameKind,
    NameLanguage,
    OccupationGroup,
    Reliability,
    SourceKind,
    Status,
)

_STARTS_A_LINE = re.compile(r"#|\* |> |\d+\. ")


def flow(text: str) -> str:
    """Text as staff would type it: what is wrapped in the source is one line a paragraph here."""
    lines: list[str] = []
    for line in cleandoc(text).splitlines():
        if line and lines and lines[-1] and not _STARTS_A_LINE.match(line):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines).strip()


@dataclass(frozen=True, slots=True)
class Source:
    """`said_by` is how the public sees them: "a relative abroad"."""

    kind: SourceKind
    said_by: str
    date: str = ""
    title: str = ""
    publisher: str = ""
    reliability: Reliability = Reliability.LIKELY
    contact: str = ""
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """`source` counts the person's sources from 1; 0 for none."""

    status: Status
    as_of: str = ""
    place: str = ""
    confidence: Confidence = Confidence.SINGLE
    note: str = ""
    source: int = 1


@dataclass(frozen=True, slots=True)
class Event:
    kind: EventKind
    when: str = ""
    description: str = ""
    place: str = ""
    source: int = 1


@dataclass(frozen=True, slots=True)
class Consent:
    """`covers` is what the family agreed to show; a public record needs nobody's consent."""

    capacity: Capacity = Capacity.RELATIVE
    covers: str = "name story place photo quote"
    obtained: str = ""
    basis: Basis = Basis.CONSENT
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class OtherName:
    text: str
    language: NameLanguage
    kind: NameKind
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`name` is the given name alone, a key of names.py; the word for "example" follows it there."""

    name: str
    gender: Gender
    born: str = ""
    ethnicity: str = "uyghur"
    home: str = ""
    work: str = ""
    group: OccupationGroup | str = ""
    summary: str
    story: str = ""
    charge: str = ""
    suspected: str = ""
    words: str = ""
    words_by: str = ""
    sources: tuple[Source, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    consents: tuple[Consent, ...] = (Consent(),)
    without: tuple[NameLanguage, ...] = ()
    also: tuple[OtherName, ...] = ()
    formerly: tuple[str, ...] = ()
    state: State = State.PUBLISHED
    staff_notes: str = ""

    @property
    def ethnicities(self) -> list[str]:
        return self.ethnicity.split()
