"""The invented people as rows of the database."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Max
from django.utils.text import slugify

from campaign.demo import names
from campaign.demo.people import PEOPLE
from campaign.demo.shape import Person, flow
from campaign.publishing.workflow import State
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
from profiles.models.vocabulary import EventKind, Identity, NameKind, NameLanguage, Registry

FIRST_PUBLISHED = datetime(2023, 9, 4, 9, tzinfo=UTC)
BETWEEN_TWO = timedelta(days=5)
STRIDE = 23  # through 126 people, with which it has no common divisor: places come out mixed

type Belonging = list[tuple[Person, Detainee]]
type Sources = dict[tuple[int, int], Source]  # by person, and as they count them


def write_people() -> list[Detainee]:
    places = {place.code: place for place in Place.objects.all()}
    named = [_names(person) for person in PEOPLE]
    slugs = _slugs(named)
    detainees = Detainee.objects.bulk_create(
        _detainee(PEOPLE[place], pk, slugs[place], place, places)
        for place, pk in enumerate(_references())
    )
    _move_sequence()
    for detainee, rows in zip(detainees, named, strict=True):
        for row in rows:
            row.detainee = detainee
    Name.objects.bulk_create(row for rows in named for row in rows)
    belonging = list(zip(PEOPLE, detainees, strict=True))
    _write_ethnicities(belonging)
    _write_former_addresses(belonging)
    _write_consents(belonging)
    sources = _write_sources(belonging)
    _write_what_is_known(belonging, places, sources)
    _write_what_is_said(belonging, sources)
    _write_justice(belonging)
    _write_records(belonging)
    return detainees


def _references() -> range:
    """P-0001 to P-0126, the same ones each time, unless staff gave one of them to somebody else."""
    numbers = range(1, len(PEOPLE) + 1)
    if Detainee.objects.filter(pk__in=numbers).exists():
        last: int = Detainee.objects.aggregate(last=Max("pk"))["last"]
        numbers = range(last + 1, last + 1 + len(PEOPLE))
    return numbers


def _move_sequence() -> None:
    """The next person made in the admin gets the next reference."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT setval(sequence, greatest(pg_sequence_last_value(sequence::regclass), max(id)))
            FROM profiles_detainee, pg_get_serial_sequence('profiles_detainee', 'id') AS sequence
            GROUP BY sequence
            """
        )


def _names(person: Person) -> list[Name]:
    own = [
        (language, text)
        for language, text in names.forms(person.name, person.ethnicities[0])
        if language not in person.without
    ]
    rows = [
        Name(
            text=text,
            language=language,
            kind=NameKind.OFFICIAL if language == NameLanguage.ZH_HANS else NameKind.PRIMARY,
        )
        for language, text in own
    ] + [
        Name(text=also.text, language=also.language, kind=also.kind, is_public=also.is_public)
        for also in person.also
    ]
    for order, row in enumerate(rows):
        row.order = order
    return rows


def _slugs(named: list[list[Name]]) -> list[str]:
    """From the name shown first; a number tells namesakes apart."""
    seen: Counter[str] = Counter()
    slugs = []
    for rows in named:
        wish = slugify(rows[0].text)[:70]
        seen[wish] += 1
        slugs.append(wish if seen[wish] == 1 else f"{wish}-{seen[wish]}")
    return slugs


def _detainee(person: Person, pk: int, slug: str, place: int, places: dict[str, Place]) -> Detainee:
    was_public = person.state in {State.PUBLISHED, State.WITHDRAWN}
    address = slug if person.identity == Identity.FULL else f"p-{pk:04d}"
    turn = (place * STRIDE - 1) % len(PEOPLE)
    return Detainee(
        pk=pk,
        slug=address if was_public else None,
        identity=person.identity,
        shown_as=person.shown_as,
        state=person.state,
        publish_at=FIRST_PUBLISHED + turn * BETWEEN_TWO if was_public else None,
        gender=person.gender,
        birth=person.born,
        home_place=places[person.home] if person.home else None,
        occupation=person.work,
        occupation_group=person.group,
        summary=flow(person.summary),
        story=flow(person.story),
        is_demo=True,
        staff_notes=person.staff_notes,
    )


def _write_ethnicities(belonging: Belonging) -> None:
    ethnicities = {ethnicity.code: ethnicity for ethnicity in Ethnicity.objects.all()}
    membership = Detainee.ethnicities.through
    membership.objects.bulk_create(
        membership(detainee=detainee, ethnicity=ethnicities[code])
        for person, detainee in belonging
        for code in person.ethnicities
    )


def _write_former_addresses(belonging: Belonging) -> None:
    SlugHistory.objects.bulk_create(
        SlugHistory(detainee=detainee, slug=slug)
        for person, detainee in belonging
        for slug in person.formerly
    )


def _write_consents(belonging: Belonging) -> None:
    Consent.objects.bulk_create(
        Consent(
            detainee=detainee,
            basis=consent.basis,
            capacity=consent.capacity,
            obtained=consent.obtained,
            withdrawn_at=detainee.publish_at if consent.withdrawn else None,
            **{f"covers_{scope}": True for scope in consent.covers.split()},
        )
        for person, detainee in belonging
        for consent in person.consents
    )


def _write_sources(belonging: Belonging) -> Sources:
    sources = {
        (detainee.pk, number): Source(
            detainee=detainee,
            kind=source.kind,
            attribution=source.said_by,
            title=source.title,
            publisher=source.publisher,
            date=source.date,
            reliability=source.reliability,
            contact=source.contact,
            is_public=source.is_public,
        )
        for person, detainee in belonging
        for number, source in enumerate(person.sources, start=1)
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
        Quote(detainee=detainee, text=flow(person.words), speaker=person.words_by)
        for person, detainee in belonging
        if person.words
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
            official_charge=person.charge,
            charge_original=person.case.original,
            charge_language=NameLanguage.ZH_HANS if person.case.original else "",
            charge_kind=person.case.kind,
            court=person.case.court,
            trial=person.case.trial,
            sentence=person.case.sentence,
            sentence_months=person.case.months,
            verdict_on=next(
                (event.when for event in person.events if event.kind == EventKind.SENTENCED), ""
            ),
        )
        for person, detainee in belonging
        if person.case
    )
    Reason.objects.bulk_create(
        Reason(detainee=detainee, kind=kind, description="" if number else person.suspected)
        for person, detainee in belonging
        for number, kind in enumerate(person.reasons)
    )


def _write_records(belonging: Belonging) -> None:
    by_slug = {detainee.slug: detainee for _person, detainee in belonging}
    Relationship.objects.bulk_create(
        Relationship(
            detainee=detainee,
            kind=relative.relation,
            other=by_slug[relative.slug] if relative.slug else None,
            description=relative.described,
            is_public=relative.is_public,
        )
        for person, detainee in belonging
        for relative in person.relatives
    )
    Amendment.objects.bulk_create(
        Amendment(detainee=detainee, kind=amendment.kind, on=amendment.on, text=amendment.text)
        for person, detainee in belonging
        for amendment in person.amendments
    )
    ExternalRecord.objects.bulk_create(
        ExternalRecord(detainee=detainee, registry=Registry.OTHER, number=number)
        for person, detainee in belonging
        for number in person.elsewhere
    )
