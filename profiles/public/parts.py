"""The parts of a public profile. Each class names the fields of a row that the public may see.

A controlled word has two fields: the label that pages show, and the code, which never changes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Self

from campaign.text.partial_dates import NOT_KNOWN, PartialDate, parse
from campaign.translations.languages import address
from profiles.models import (
    Amendment,
    DetaineeTranslation,
    Event,
    ExternalRecord,
    LegalCase,
    Name,
    Quote,
    Reason,
    Reply,
    Source,
    StatusClaim,
)
from profiles.models.places import Place
from profiles.models.vocabulary import Identity


def public_attribution(source: Source | None) -> str:
    """The public name of a source; empty if the source is hidden."""
    return source.attribution if source and source.is_public else ""


def public_place(place: Place | None, level: str) -> str:
    """The name of a place as exactly as `level` (`PlaceLevel`) allows."""
    shown = place.at_level(level) if place else None
    return str(shown) if shown else ""


def public_birth(birth: PartialDate, identity: str) -> PartialDate:
    """The date of birth as exactly as `identity` allows.

    For a partly named person it is the year, or the decade if the year is not known. For an anonymous person it is
    the decade. A date that spans several decades is not shown.
    """
    if identity == Identity.FULL:
        return birth
    if birth.earliest is None or birth.latest is None:
        return NOT_KNOWN
    first, last = birth.earliest.year, birth.latest.year
    if identity == Identity.PARTIAL and first == last:
        return parse(str(first))
    return parse(f"{first - first % 10}s") if first // 10 == last // 10 else NOT_KNOWN


@dataclass(frozen=True, slots=True)
class PublicTranslation:
    """The texts of the page in another language. story: in Markdown. path: of the page in this language."""

    language: str
    path: str
    summary: str
    story: str
    is_outdated: bool

    @classmethod
    def from_model(cls, row: DetaineeTranslation, *, page: str, is_outdated: bool) -> Self:
        return cls(row.language, address(page, row.written_in), row.summary, row.story, is_outdated)


@dataclass(frozen=True, slots=True)
class PublicName:
    text: str
    language: str
    direction: str
    kind: str
    kind_code: str
    is_own: bool  # the person's own name in one script, rather than another name

    @classmethod
    def from_model(cls, name: Name) -> Self:
        return cls(
            text=name.text,
            language=name.language,
            direction=name.direction,
            kind=name.get_kind_display(),
            kind_code=name.kind,
            is_own=name.kind in {"primary", "official", "transliteration", "pinyin"},
        )


@dataclass(frozen=True, slots=True)
class PublicSource:
    kind: str
    kind_code: str
    attribution: str
    title: str
    publisher: str
    date: PartialDate
    url: str
    archived_url: str
    reliability: str
    reliability_code: str

    @classmethod
    def from_model(cls, source: Source) -> Self:
        return cls(
            kind=source.get_kind_display(),
            kind_code=source.kind,
            attribution=source.attribution,
            title=source.title,
            publisher=source.publisher,
            date=source.date,
            url=source.url,
            archived_url=source.archived_url,
            reliability=source.get_reliability_display(),
            reliability_code=source.reliability,
        )


@dataclass(frozen=True, slots=True)
class PublicStatus:
    label: str
    code: str
    as_of: PartialDate
    place: str
    confidence: str
    confidence_code: str
    source: str
    note: str

    @classmethod
    def from_model(cls, claim: StatusClaim, *, level: str) -> Self:
        return cls(
            label=claim.get_status_display(),
            code=claim.status,
            as_of=claim.as_of if claim.as_of.is_known else NOT_KNOWN,
            place=public_place(claim.place, level),
            confidence=claim.get_confidence_display(),
            confidence_code=claim.confidence,
            source=public_attribution(claim.source),
            note=claim.note,
        )


@dataclass(frozen=True, slots=True)
class PublicEvent:
    label: str
    code: str
    when: PartialDate
    place: str
    description: str
    source: str

    @classmethod
    def from_model(cls, event: Event, *, level: str) -> Self:
        return cls(
            label=event.get_kind_display(),
            code=event.kind,
            when=event.when,
            place=public_place(event.place, level),
            description=event.description,
            source=public_attribution(event.source),
        )


@dataclass(frozen=True, slots=True)
class PublicCase:
    charge: str  # quoted, word for word
    original: str
    original_language: str
    article: str
    court: str
    trial: str
    trial_code: str
    verdict: PartialDate
    sentence: str
    sentence_code: str
    sentence_months: int | None
    release_due: PartialDate
    source: str

    @classmethod
    def from_model(cls, case: LegalCase) -> Self:
        return cls(
            charge=case.official_charge,
            original=case.charge_original,
            original_language=case.charge_language,
            article=case.law_article,
            court=case.court,
            trial=case.get_trial_display() if case.trial != "unknown" else "",
            trial_code=case.trial,
            verdict=case.verdict_on,
            sentence=case.sentence_in_words,
            sentence_code=case.sentence,
            sentence_months=case.sentence_months,
            release_due=case.release_due,
            source=public_attribution(case.source),
        )


@dataclass(frozen=True, slots=True)
class PublicReason:
    text: str
    code: str
    source: str

    @classmethod
    def from_model(cls, reason: Reason) -> Self:
        return cls(text=str(reason), code=reason.kind, source=public_attribution(reason.source))


@dataclass(frozen=True, slots=True)
class PublicQuote:
    text: str
    original: str
    original_language: str
    speaker: str
    said: PartialDate
    source: str

    @classmethod
    def from_model(cls, quote: Quote) -> Self:
        return cls(
            text=quote.text,
            original=quote.original,
            original_language=quote.original_language,
            speaker=quote.speaker,
            said=quote.said_on,
            source=public_attribution(quote.source),
        )


@dataclass(frozen=True, slots=True)
class PublicReply:
    label: str
    code: str
    authority: str
    text: str  # quoted, word for word
    when: PartialDate
    source: str

    @classmethod
    def from_model(cls, reply: Reply) -> Self:
        return cls(
            label=reply.get_kind_display(),
            code=reply.kind,
            authority=reply.authority,
            text=reply.text,
            when=reply.when,
            source=public_attribution(reply.source),
        )


@dataclass(frozen=True, slots=True)
class PublicRelative:
    """A relative with a page of their own, or one who is only described."""

    label: str
    code: str
    description: str = ""
    name: PublicName | None = None
    reference: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PublicAmendment:
    label: str
    code: str
    on: date
    text: str

    @classmethod
    def from_model(cls, amendment: Amendment) -> Self:
        return cls(
            label=amendment.get_kind_display(),
            code=amendment.kind,
            on=amendment.on,
            text=amendment.text,
        )


@dataclass(frozen=True, slots=True)
class PublicRecord:
    registry: str
    code: str
    number: str
    url: str

    @classmethod
    def from_model(cls, record: ExternalRecord) -> Self:
        return cls(
            registry=record.get_registry_display(),
            code=record.registry,
            number=record.number,
            url=record.url,
        )
