"""What one invented person is made of, in the words that a writer of the demonstration needs."""

import re
from dataclasses import dataclass
from datetime import date
from inspect import cleandoc

from campaign.publishing.workflow import State
from profiles.models.vocabulary import (
    TERMS,
    AmendmentKind,
    Basis,
    Capacity,
    ChargeKind,
    Confidence,
    EventKind,
    Gender,
    Identity,
    NameKind,
    NameLanguage,
    OccupationGroup,
    ReasonKind,
    Relation,
    Reliability,
    ReplyKind,
    SentenceKind,
    SourceKind,
    Status,
    TrialKind,
)

YEAR = 12  # months

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a trial besides the charge; its date is that of the event. A term has `months`."""

    kind: ChargeKind | str = ""
    sentence: SentenceKind = SentenceKind.NONE
    months: int | None = None
    trial: TrialKind = TrialKind.UNKNOWN
    court: str = ""
    original: str = ""

    def __post_init__(self) -> None:
        if self.months and self.sentence not in TERMS:
            object.__setattr__(self, "sentence", SentenceKind.FIXED)


@dataclass(frozen=True, slots=True)
class Reply:
    kind: ReplyKind
    authority: str
    text: str = ""
    when: str = ""
    source: int = 1


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody else of the demonstration, by the address of the page, or somebody described."""

    relation: Relation
    slug: str = ""
    described: str = ""
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Amendment:
    kind: AmendmentKind
    on: date
    text: str


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
    """`name` is the given name alone, a key of names.py; the word for "example" follows it there.

    `suspected` says the first of `reasons` in words.
    """

    name: str
    identity: Identity = Identity.FULL
    shown_as: str = ""
    gender: Gender
    born: str = ""
    ethnicity: str = "uyghur"
    home: str = ""
    work: str = ""
    group: OccupationGroup | str = ""
    summary: str
    story: str = ""
    charge: str = ""
    case: Case | None = None
    suspected: str = ""
    reasons: tuple[ReasonKind, ...] = ()
    words: str = ""
    words_by: str = ""
    sources: tuple[Source, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    replies: tuple[Reply, ...] = ()
    relatives: tuple[Relative, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    elsewhere: tuple[str, ...] = ()  # numbers in a register that does not exist
    consents: tuple[Consent, ...] = (Consent(),)
    without: tuple[NameLanguage, ...] = ()
    also: tuple[OtherName, ...] = ()
    formerly: tuple[str, ...] = ()
    state: State = State.PUBLISHED
    staff_notes: str = ""

    @property
    def ethnicities(self) -> list[str]:
        return self.ethnicity.split()
