"""Writes the demonstration to the database, and takes it out again.

Bulk inserts in place of the publishing verbs, since nobody is asked for a second look at invented
people; a test holds every published one to `missing_for_publication` all the same.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from campaign import pages
from campaign.demo import letters, names, reports, signatures, site_pages
from campaign.demo.people import PEOPLE
from campaign.demo.shape import Person, flow
from campaign.models import Page
from campaign.publishing import State
from news.models import NewsItem
from petitions.models import Addressee, Petition, Signature, Tally
from profiles.models import (
    Consent,
    Detainee,
    Ethnicity,
    Event,
    Name,
    Place,
    SlugHistory,
    Source,
    StatusClaim,
)
from profiles.vocabulary import NameKind

LIFE_SIZE = 323_832
STAFF = "staff"
STAFF_ADDRESS = "staff@demo.invalid"  # tells our account from one of the same name
FIRST_PUBLISHED = datetime(2023, 9, 4, 9, tzinfo=UTC)

type Say = Callable[[str], None]


def is_loaded() -> bool:
    return Detainee.objects.filter(is_demo=True).exists()


@transaction.atomic
def load(total: int, say: Say, *, now: datetime | None = None) -> None:
    """All of it, with `total` signatures on the main petition."""
    today = (now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    detainees = _load_people()
    say(f"{len(detainees)} people")
    signed = _load_petitions(total, today, detainees, say)
    _load_news(signed)
    _load_pages(today)
    say(f"{len(reports.NEWS)} news items, {len(site_pages.PAGES)} pages")
    pages.forget_after_commit()


@transaction.atomic
def remove() -> None:
    """Every row of the demonstration, signatures that visitors added to it included.

    Pages and addressees carry no mark: one that staff have changed or use is left alone.
    """
    signatures.remove()
    NewsItem.objects.filter(is_demo=True).delete()
    Petition.objects.filter(is_demo=True).delete()
    Detainee.objects.filter(is_demo=True).delete()
    for addressee in letters.ADDRESSEES.values():
        Addressee.objects.filter(
            name=addressee.name, office=addressee.office, petitions__isnull=True
        ).delete()
    for page in site_pages.PAGES:
        Page.objects.filter(slug=page.slug, title=page.title, body=flow(page.body)).delete()
    pages.forget_after_commit()


def settle() -> None:
    """Tell Postgres what is in the tables now, and which of their pages all can see."""
    with connection.cursor() as cursor:
        for model in (
            Signature, Tally, Petition, Detainee, Name, StatusClaim, Event, Consent,
            Source, NewsItem,
        ):  # fmt: skip
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def set_staff_password(password: str) -> None:
    staff, _made = User.objects.get_or_create(
        username=STAFF,
        defaults={"email": STAFF_ADDRESS, "is_staff": True, "is_superuser": True},
    )
    staff.set_password(password)
    staff.save()


def has_staff() -> bool:
    return User.objects.filter(username=STAFF).exists()


def remove_staff() -> None:
    User.objects.filter(username=STAFF, email=STAFF_ADDRESS).delete()


# --- People ----------------------------------------------------------------------------------------------


def _load_people() -> list[Detainee]:
    places = {place.code: place for place in Place.objects.all()}
    ethnicities = {ethnicity.code: ethnicity for ethnicity in Ethnicity.objects.all()}
    named = [_names(person) for person in PEOPLE]
    detainees = Detainee.objects.bulk_create(
        _detainee(person, pk, slug, places)
        for person, pk, slug in zip(PEOPLE, _references(), _slugs(named), strict=True)
    )
    _move_sequence()
    belongs = list(zip(PEOPLE, detainees, strict=True))
    for detainee, rows in zip(detainees, named, strict=True):
        for row in rows:
            row.detainee = detainee
    Name.objects.bulk_create(row for rows in named for row in rows)
    Detainee.ethnicities.through.objects.bulk_create(
        Detainee.ethnicities.through(detainee=detainee, ethnicity=ethnicities[code])
        for person, detainee in belongs
        for code in person.ethnicities
    )
    SlugHistory.objects.bulk_create(
        SlugHistory(detainee=detainee, slug=slug)
        for person, detainee in belongs
        for slug in person.formerly
    )
    Consent.objects.bulk_create(
        Consent(
            detainee=detainee,
            basis=consent.basis,
            capacity=consent.capacity,
            obtained=consent.obtained,
            withdrawn_at=detainee.publish_at if consent.withdrawn else None,
            **{f"covers_{scope}": True for scope in consent.covers.split()},
        )
        for person, detainee in belongs
        for consent in person.consents
    )
    _load_what_is_known(belongs, places)
    return detainees


def _detainee(person: Person, pk: int, slug: str, places: dict[str, Place]) -> Detainee:
    # Seven days for each, in an order that mixes the places: 37 and 126 have no common divisor.
    turn = (PEOPLE.index(person) * 37) % len(PEOPLE)
    public = person.state in {State.PUBLISHED, State.WITHDRAWN}
    return Detainee(
        pk=pk,
        slug=slug if public else None,
        state=person.state,
        publish_at=FIRST_PUBLISHED + timedelta(days=5 * turn) if public else None,
        gender=person.gender,
        birth=person.born,
        home_place=places[person.home] if person.home else None,
        occupation=person.work,
        occupation_group=person.group,
        summary=flow(person.summary),
        story=flow(person.story),
        official_charge=person.charge,
        suspected_reason=person.suspected,
        family_words=flow(person.words),
        family_words_by=person.words_by,
        is_demo=True,
        staff_notes=person.staff_notes,
    )


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
            "SELECT setval(sequence, greatest(nextval(sequence), max(id))) FROM profiles_detainee, "
            "pg_get_serial_sequence('profiles_detainee', 'id') AS sequence GROUP BY sequence"
        )


def _names(person: Person) -> list[Name]:
    forms = names.forms(person.name, person.ethnicities[0])
    own = [(text, language) for language, text in forms if language not in person.without]
    rows = [
        Name(text=text, language=language, order=order)
        for order, (text, language) in enumerate(own)
    ]
    for row in rows[1:]:
        row.kind = NameKind.OFFICIAL if row.language == "zh-Hans" else NameKind.PRIMARY
    rows += [
        Name(
            text=also.text,
            language=also.language,
            kind=also.kind,
            order=order,
            is_public=also.is_public,
        )
        for order, also in enumerate(person.also, start=len(rows))
    ]
    return rows


def _slugs(named: list[list[Name]]) -> list[str]:
    """From the name shown first; a number tells namesakes apart."""
    slugs: list[str] = []
    for rows in named:
        wish = slugify(rows[0].text)[:70]
        namesakes = sum(slug == wish or slug.rpartition("-")[0] == wish for slug in slugs)
        slugs.append(f"{wish}-{namesakes + 1}" if namesakes else wish)
    return slugs


def _load_what_is_known(belongs: list[tuple[Person, Detainee]], places: dict[str, Place]) -> None:
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
        for person, detainee in belongs
        for number, source in enumerate(person.sources, start=1)
    }
    Source.objects.bulk_create(sources.values())
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
        for person, detainee in belongs
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
        for person, detainee in belongs
        for event in person.events
    )


# --- Petitions, news, pages ------------------------------------------------------------------------------


def _load_petitions(
    total: int, today: datetime, detainees: list[Detainee], say: Say
) -> dict[str, Petition]:
    addressees = {
        key: Addressee.objects.get_or_create(
            name=each.name, office=each.office, defaults={"address": flow(each.address)}
        )[0]
        for key, each in letters.ADDRESSEES.items()
    }
    by_slug = {detainee.slug: detainee for detainee in detainees}
    loaded: dict[str, Petition] = {}
    for each in letters.PETITIONS:
        opens = today - timedelta(days=each.opened_days_ago)
        closes = today - timedelta(days=each.closed_days_ago) if each.closed_days_ago else None
        signers = round(total * each.share)
        petition = loaded[each.slug] = Petition.objects.create(
            slug=each.slug,
            state=State.PUBLISHED,
            publish_at=opens,
            title=each.title,
            summary=flow(each.summary),
            demand=flow(each.demand),
            letter=flow(each.letter),
            addressee=addressees[each.addressee],
            goal=each.goal(signers),
            opens_at=opens,
            closes_at=closes,
            delivered_on=(
                (today - timedelta(days=each.delivered_days_ago)).date()
                if each.delivered_days_ago
                else None
            ),
            delivery_note=flow(each.delivery_note),
            is_demo=True,
        )
        named = [by_slug[slug] for slug in each.people]
        petition.people.set(named)
        about = named or [each for each in detainees if each.state == State.PUBLISHED]
        signatures.write(
            petition,
            signers,
            countries=each.countries,
            until=closes or today,
            people=[detainee.pk for detainee in about],
        )
        say(f"{signers:,} signatures: {petition.title}")
    return loaded


def _load_news(loaded: dict[str, Petition]) -> None:
    for each in reports.NEWS:
        item = NewsItem.objects.create(
            slug=each.slug,
            state=State.PUBLISHED,
            publish_at=each.on,
            kind=each.kind,
            headline=each.headline,
            standfirst=flow(each.standfirst),
            body=flow(each.body),
            is_demo=True,
        )
        item.petitions.set(loaded[slug] for slug in each.petitions)


def _load_pages(today: datetime) -> None:
    for page in site_pages.PAGES:
        Page.objects.get_or_create(
            slug=page.slug,
            defaults={
                "title": page.title,
                "body": flow(page.body),
                "state": State.PUBLISHED,
                "publish_at": today,
            },
        )
