"""The format of the data files: one class for each kind of entry, one field for each key.

`reader.py` reads the files by the types below. A field without a default must be in the file. A field
of `model` with the same name says how long a text may be.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, NewType

from django.db.models import Model

from campaign.models import Page as PageRow
from campaign.publishing.workflow import State
from news import models as news
from petitions import models as petitions
from profiles import models as profiles
from profiles.models.vocabulary import (
    AmendmentKind,
    Basis,
    Capacity,
    ChargeKind,
    Confidence,
    ConsentMeans,
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

# --- Kinds of text -----------------------------------------------------------------------------------

Prose = NewType("Prose", str)  # paragraphs; may be wrapped in the file
PartialDate = NewType("PartialDate", str)  # “Early 2018”: what campaign.text.partial_dates can read
Slug = NewType("Slug", str)  # the last part of a page's address
Reference = NewType("Reference", int)  # "P-0042" in the file
PlaceCode = NewType("PlaceCode", str)  # a row of profiles.Place
EthnicityCode = NewType("EthnicityCode", str)  # a row of profiles.Ethnicity


class Scope(StrEnum):
    """What a consent covers: the `covers_…` columns of profiles.Consent."""

    NAME = "name"
    STORY = "story"
    PLACE = "place"
    PHOTO = "photo"
    QUOTE = "quote"
    RELATIVES = "relatives"


# --- A person ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherName:
    model: ClassVar[type[Model]] = profiles.Name

    kind: NameKind
    language: NameLanguage
    text: str
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    model: ClassVar[type[Model]] = profiles.Quote

    speaker: str
    text: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`id` is what the person's other entries call it. `attribution` is what the public sees."""

    model: ClassVar[type[Model]] = profiles.Source

    id: str
    kind: SourceKind
    attribution: str
    title: str = ""
    publisher: str = ""
    date: PartialDate = PartialDate("")
    reliability: Reliability = Reliability.LIKELY
    contact: str = ""
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    model: ClassVar[type[Model]] = profiles.Event

    kind: EventKind
    when: PartialDate = PartialDate("")
    place: PlaceCode | None = None
    description: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    model: ClassVar[type[Model]] = profiles.StatusClaim

    status: Status
    as_of: PartialDate = PartialDate("")
    place: PlaceCode | None = None
    confidence: Confidence = Confidence.SINGLE
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalCase:
    """The date of the verdict is that of the event “sentenced”."""

    model: ClassVar[type[Model]] = profiles.LegalCase

    official_charge: str = ""
    charge_original: str = ""  # in Chinese
    charge_kind: ChargeKind | None = None
    court: str = ""
    trial: TrialKind = TrialKind.UNKNOWN
    sentence: SentenceKind = SentenceKind.NONE
    sentence_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the family thinks that the person was detained."""

    model: ClassVar[type[Model]] = profiles.Reason

    kind: ReasonKind
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an authority answered when someone asked."""

    model: ClassVar[type[Model]] = profiles.Reply

    kind: ReplyKind
    authority: str
    when: PartialDate = PartialDate("")
    text: str = ""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """Another person of the demonstration (`other`), or someone who is only described."""

    model: ClassVar[type[Model]] = profiles.Relationship

    kind: Relation
    other: Slug | None = None
    description: str = ""
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    model: ClassVar[type[Model]] = profiles.Amendment

    kind: AmendmentKind
    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalRecord:
    """A number in a register that does not exist."""

    model: ClassVar[type[Model]] = profiles.ExternalRecord

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """`obtained` is the day on which it was given, `obtained_by` how. Public record has neither."""

    model: ClassVar[type[Model]] = profiles.Consent

    basis: Basis = Basis.CONSENT
    capacity: Capacity
    covers: tuple[Scope, ...] = ()
    obtained: PartialDate = PartialDate("")
    obtained_by: ConsentMeans = ConsentMeans.CALL
    language: str = "Uyghur"
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`names` are the whole name in each of its scripts; the first one is shown first."""

    model: ClassVar[type[Model]] = profiles.Detainee

    reference: Reference
    slug: Slug | None = None
    former_slugs: tuple[Slug, ...] = ()
    state: State = State.PUBLISHED
    identity: Identity = Identity.FULL
    shown_as: str = ""
    gender: Gender
    birth: PartialDate = PartialDate("")
    ethnicities: tuple[EthnicityCode, ...]
    home_place: PlaceCode | None = None
    occupation: str = ""
    occupation_group: OccupationGroup | None = None
    staff_notes: str = ""
    summary: Prose = Prose("")
    story: Prose = Prose("")
    names: dict[NameLanguage, str]
    other_names: tuple[OtherName, ...] = ()
    quote: Quote | None = None
    sources: tuple[Source, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    legal_case: LegalCase | None = None
    reasons: tuple[Reason, ...] = ()
    replies: tuple[Reply, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    external_records: tuple[ExternalRecord, ...] = ()
    consents: tuple[Consent, ...] = ()


# --- Petitions, news, pages --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """`id` is what the petitions call it."""

    model: ClassVar[type[Model]] = petitions.Addressee

    id: str
    name: str
    office: str
    address: str
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    model: ClassVar[type[Model]] = petitions.Delivery

    days_ago: int
    acknowledged_after_days: int
    note: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """`share` is a share of the signatures that the main petition gets. No `people` means everyone."""

    model: ClassVar[type[Model]] = petitions.Petition

    slug: Slug
    title: str
    addressee: str
    people: tuple[Slug, ...] = ()
    opened_days_ago: int
    closed_days_ago: int | None = None
    share: float
    countries: int
    goals: tuple[int, ...]
    summary: Prose
    demand: Prose
    letter: Prose
    delivery: Delivery | None = None

    def goal(self, signers: int) -> int:
        """The first goal that is not reached yet. For a petition that is over: the last goal, reached or not."""
        if self.closed_days_ago:
            return self.goals[-1]
        ahead = (goal for goal in self.goals if goal > signers)
        return next(ahead, (signers // 500_000 + 1) * 500_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    model: ClassVar[type[Model]] = news.NewsItem

    slug: Slug
    publish_at: datetime
    kind: news.Kind
    headline: str
    petitions: tuple[Slug, ...] = ()
    standfirst: Prose
    body: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    model: ClassVar[type[Model]] = PageRow

    slug: Slug
    title: str
    body: Prose


class Translated(StrEnum):
    """What a translation is of."""

    PERSON = "person"
    PETITION = "petition"
    NEWS = "news"
    PAGE = "page"


class TextField(StrEnum):
    """The texts that are translated: the `translated_fields` of the models."""

    BODY = "body"
    DEMAND = "demand"
    HEADLINE = "headline"
    LETTER = "letter"
    STANDFIRST = "standfirst"
    STORY = "story"
    SUMMARY = "summary"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    of: Translated
    slug: Slug
    language: str
    is_draft: bool = False
    is_outdated: bool = False
    texts: dict[TextField, Prose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All of the data files."""

    people: tuple[Person, ...]
    addressees: dict[str, Addressee]
    petitions: tuple[Petition, ...]  # the main one first
    news: tuple[NewsItem, ...]
    pages: tuple[SitePage, ...]
    translations: tuple[Translation, ...] = ()
