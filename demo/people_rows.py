"""The invented people as rows of the database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Max

from campaign.publishing.workflow import State
from demo import schema
from demo.schema import Person
from profiles.models import (
    Amendment,
    Consent,
    Detainee,
    Event,
    ExternalRecord,
    LegalCase,
    Name,
    Quote,
    Reason,
    Relationship,
    Reply,
    SlugHistory,
    Source,
    StatusClaim,
)
from profiles.models.places import Ethnicity, Place
from profiles.models.vocabulary import Basis, EventKind, Identity, NameKind, NameLanguage, Registry

FIRST_PUBLISHED = datetime(2023, 9, 4, 9, tzinfo=UTC)
BETWEEN_TWO = timedelta(days=5)
STRIDE = 23  # through 126 people, with which it has no common divisor: places come out mixed

type Belonging = list[tuple[Person, Detainee]]
type Sources = dict[tuple[int, str], Source]  # by person and id


def write_people(people: Sequence[Person]) -> list[Detainee]:
    places = {place.code: place for place in Place.objects.all()}
    after = _last_reference_in_the_way(people)
    detainees = Detainee.objects.bulk_create(
        _detainee(person, after + person.reference, _published_first(number, len(people)), places)
        for number, person in enumerate(people)
    )
    _move_sequence()
    belonging = list(zip(people, detainees, strict=True))
    _write_names(belonging)
    _write_ethnicities(belonging)
    _write_former_slugs(belonging)
    _write_consents(belonging)
    sources = _write_sources(belonging)
    _write_what_is_known(belonging, places, sources)
    _write_what_is_said(belonging, sources)
    _write_justice(belonging)
    _write_records(belonging)
    return detainees


def _last_reference_in_the_way(people: Sequence[Person]) -> int:
    """0, so that references are those of the files, unless staff gave one of them to someone else."""
    wished = [person.reference for person in people]
    if not Detainee.objects.filter(pk__in=wished).exists():
        return 0
    last: int = Detainee.objects.aggregate(last=Max("pk"))["last"]
    return last


def _move_sequence() -> None:
    """Move the sequence on, so that the next person made in the admin gets the next reference."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT setval(sequence, greatest(pg_sequence_last_value(sequence::regclass), max(id)))
            FROM profiles_detainee, pg_get_serial_sequence('profiles_detainee', 'id') AS sequence
            GROUP BY sequence
            """
        )


def _published_first(number: int, people: int) -> datetime:
    return FIRST_PUBLISHED + (number * STRIDE - 1) % people * BETWEEN_TWO


def _detainee(person: Person, pk: int, published: datetime, places: dict[str, Place]) -> Detainee:
    was_public = person.state in {State.PUBLISHED, State.WITHDRAWN}
    slug = person.slug if person.identity == Identity.FULL else f"p-{pk:04d}"
    return Detainee(
        pk=pk,
        slug=slug if was_public else None,
        identity=person.identity,
        shown_as=person.shown_as,
        state=person.state,
        publish_at=published if was_public else None,
        gender=person.gender,
        birth=person.birth,
        home_place=places[person.home_place] if person.home_place else None,
        occupation=person.occupation,
        occupation_group=person.occupation_group or "",
        summary=person.summary,
        story=person.story,
        is_demo=True,
        staff_notes=person.staff_notes,
    )


def _write_names(belonging: Belonging) -> None:
    """Chinese is the language of documents."""
    rows = []
    for person, detainee in belonging:
        own = [
            Name(
                detainee=detainee,
                text=text,
                language=language,
                kind=NameKind.OFFICIAL if language == NameLanguage.ZH_HANS else NameKind.PRIMARY,
            )
            for language, text in person.names.items()
        ]
        others = [
            Name(
                detainee=detainee,
                text=name.text,
                language=name.language,
                kind=name.kind,
                is_public=name.is_public,
            )
            for name in person.other_names
        ]
        for order, row in enumerate(own + others):
            row.order = order
            rows.append(row)
    Name.objects.bulk_create(rows)


def _write_ethnicities(belonging: Belonging) -> None:
    ethnicities = {ethnicity.code: ethnicity for ethnicity in Ethnicity.objects.all()}
    membership = Detainee.ethnicities.through
    membership.objects.bulk_create(
        membership(detainee=detainee, ethnicity=ethnicities[code])
        for person, detainee in belonging
        for code in person.ethnicities
    )


def _write_former_slugs(belonging: Belonging) -> None:
    SlugHistory.objects.bulk_create(
        SlugHistory(detainee=detainee, slug=slug)
        for person, detainee in belonging
        for slug in person.former_slugs
    )


def _write_consents(belonging: Belonging) -> None:
    Consent.objects.bulk_create(
        Consent(
            detainee=detainee,
            basis=consent.basis,
            capacity=consent.capacity,
            obtained=consent.obtained,
            **(_given(consent) if consent.basis == Basis.CONSENT else {}),
            withdrawn_at=detainee.publish_at if consent.is_withdrawn else None,
            **{f"covers_{scope}": True for scope in consent.covers},
        )
        for person, detainee in belonging
        for consent in person.consents
    )


def _given(consent: schema.Consent) -> dict[str, str]:
    """Who gave it, how and in which language. No one gives what is on public record."""
    return {
        "giver": f"{consent.capacity.label}, {consent.capacity}@demo.invalid",
        "obtained_by": consent.obtained_by,
        "language": consent.language,
    }


def _write_sources(belonging: Belonging) -> Sources:
    sources = {
        (detainee.pk, source.id): Source(
            detainee=detainee,
            kind=source.kind,
            attribution=source.attribution,
            title=source.title,
            publisher=source.publisher,
            date=source.date,
            reliability=source.reliability,
            contact=source.contact,
            is_public=source.is_public,
        )
        for person, detainee in belonging
        for source in person.sources
    }
    Source.objects.bulk_create(sources.values())
    return sources


def _write_what_is_known(belonging: Belonging, places: dict[str, Place], sources: Sources) -> None:
    StatusClaim.objects.bulk_create(
        StatusClaim(
            detainee=detainee,
            status=claim.status,
            as_of=claim.as_of,
            place=places[claim.place] if claim.place else None,
            confidence=claim.confidence,
            note=claim.note,
            source=sources[detainee.pk, claim.source] if claim.source else None,
        )
        for person, detainee in belonging
        for claim in person.claims
    )
    Event.objects.bulk_create(
        Event(
            detainee=detainee,
            kind=event.kind,
            when=event.when,
            place=places[event.place] if event.place else None,
            description=event.description,
            source=sources[detainee.pk, event.source] if event.source else None,
        )
        for person, detainee in belonging
        for event in person.events
    )


def _write_what_is_said(belonging: Belonging, sources: Sources) -> None:
    Quote.objects.bulk_create(
        Quote(detainee=detainee, text=person.quote.text, speaker=person.quote.speaker)
        for person, detainee in belonging
        if person.quote
    )
    Reply.objects.bulk_create(
        Reply(
            detainee=detainee,
            kind=reply.kind,
            authority=reply.authority,
            text=reply.text,
            when=reply.when,
            source=sources[detainee.pk, reply.source],
        )
        for person, detainee in belonging
        for reply in person.replies
    )


def _write_justice(belonging: Belonging) -> None:
    LegalCase.objects.bulk_create(
        LegalCase(
            detainee=detainee,
            official_charge=person.legal_case.official_charge,
            charge_original=person.legal_case.charge_original,
            charge_language=NameLanguage.ZH_HANS if person.legal_case.charge_original else "",
            charge_kind=person.legal_case.charge_kind or "",
            court=person.legal_case.court,
            trial=person.legal_case.trial,
            sentence=person.legal_case.sentence,
            sentence_months=person.legal_case.sentence_months,
            verdict_on=next(
                (event.when for event in person.events if event.kind == EventKind.SENTENCED), ""
            ),
        )
        for person, detainee in belonging
        if person.legal_case
    )
    Reason.objects.bulk_create(
        Reason(detainee=detainee, kind=reason.kind, description=reason.description)
        for person, detainee in belonging
        for reason in person.reasons
    )


def _write_records(belonging: Belonging) -> None:
    by_slug = {detainee.slug: detainee for _person, detainee in belonging}
    Relationship.objects.bulk_create(
        Relationship(
            detainee=detainee,
            kind=relationship.kind,
            other=by_slug[relationship.other] if relationship.other else None,
            description=relationship.description,
            is_public=relationship.is_public,
        )
        for person, detainee in belonging
        for relationship in person.relationships
    )
    Amendment.objects.bulk_create(
        Amendment(detainee=detainee, kind=amendment.kind, on=amendment.on, text=amendment.text)
        for person, detainee in belonging
        for amendment in person.amendments
    )
    ExternalRecord.objects.bulk_create(
        ExternalRecord(detainee=detainee, registry=Registry.OTHER, number=record.number)
        for person, detainee in belonging
        for record in person.external_records
    )
