"""Writes the demonstration to the database, and takes it out again.

Bulk inserts in place of the publishing verbs, since nobody is asked for a second look at invented
people; a test holds every published one to `missing_for_publication` all the same.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from campaign.demo import letters, reports, signatures, site_pages
from campaign.demo.rows import write_people
from campaign.demo.shape import flow
from campaign.models import Page
from campaign.publishing.workflow import State
from campaign.web import page_cache
from news.models import NewsItem
from petitions.handover import register
from petitions.models import (
    Addressee,
    Delivery,
    PersonTally,
    Petition,
    ScheduledErasure,
    Signature,
    Tally,
)
from profiles.models import Consent, Detainee, Event, Name, Source, StatusClaim

LIFE_SIZE = 323_832
STAFF = "staff"
STAFF_ADDRESS = "staff@demo.invalid"  # tells our account from one of the same name

type Say = Callable[[str], None]


def is_loaded() -> bool:
    return Detainee.objects.filter(is_demo=True).exists()


@transaction.atomic
def load(total: int, say: Say) -> None:
    """All of it, with `total` signatures on the main petition."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    detainees = write_people()
    say(f"{len(detainees)} people")
    petitions = [
        _write_petition(letter, round(total * letter.share), today, detainees, say)
        for letter in letters.PETITIONS
    ]
    _write_news({petition.slug: petition for petition in petitions})
    _write_pages(today)
    say(f"{len(reports.NEWS)} news items, {len(site_pages.PAGES)} pages")
    page_cache.invalidate_after_commit()


@transaction.atomic
def remove() -> None:
    """Every row of the demonstration, signatures that visitors added to it included.

    Pages and addressees carry no mark: one that staff have changed or use is left alone.
    """
    signatures.remove()
    NewsItem.objects.filter(is_demo=True).delete()
    Delivery.objects.filter(petition__is_demo=True).delete()
    ScheduledErasure.objects.filter(petition__is_demo=True).delete()
    Petition.objects.filter(is_demo=True).delete()
    PersonTally.objects.filter(detainee__is_demo=True).delete()
    Detainee.objects.filter(is_demo=True).delete()
    for addressee in letters.ADDRESSEES.values():
        Addressee.objects.filter(
            name=addressee.name, office=addressee.office, petitions__isnull=True
        ).delete()
    for page in site_pages.PAGES:
        Page.objects.filter(slug=page.slug, title=page.title, body=flow(page.body)).delete()
    page_cache.invalidate_after_commit()


def settle() -> None:
    """Tell Postgres what is in the tables now, and which of their pages everybody can see."""
    with connection.cursor() as cursor:
        for model in (
            Signature, Tally, Petition, Detainee, Name, StatusClaim, Event, Consent, Source, NewsItem,
        ):  # fmt: skip
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


# --- The account to try the admin with -------------------------------------------------------------------


def has_staff() -> bool:
    ours_put_away = Q(email=STAFF_ADDRESS, is_active=False)
    return User.objects.filter(~ours_put_away, username=STAFF).exists()


def set_staff_password(password: str) -> None:
    staff, _made = User.objects.get_or_create(
        username=STAFF,
        defaults={"email": STAFF_ADDRESS, "is_staff": True, "is_superuser": True},
    )
    if staff.email == STAFF_ADDRESS:
        staff.is_active = staff.is_staff = staff.is_superuser = True
    staff.set_password(password)
    staff.save()


def remove_staff() -> None:
    """Who has left work behind stays its author, and can do nothing any more."""
    staff = User.objects.filter(username=STAFF, email=STAFF_ADDRESS)
    try:
        with transaction.atomic():
            staff.delete()
    except ProtectedError:
        staff.update(
            is_active=False, is_staff=False, is_superuser=False, password=make_password(None)
        )


# --- Petitions, news, pages ------------------------------------------------------------------------------


def _write_petition(
    letter: letters.Letter, signers: int, today: datetime, detainees: list[Detainee], say: Say
) -> Petition:
    def ago(days: int) -> datetime | None:
        return today - timedelta(days=days) if days else None

    office = letters.ADDRESSEES[letter.addressee]
    addressee, _made = Addressee.objects.get_or_create(
        name=office.name, office=office.office, defaults={"address": office.address}
    )
    opened = today - timedelta(days=letter.opened_days_ago)
    petition = Petition.objects.create(
        slug=letter.slug,
        state=State.PUBLISHED,
        publish_at=opened,
        title=letter.title,
        summary=flow(letter.summary),
        demand=flow(letter.demand),
        letter=flow(letter.letter),
        addressee=addressee,
        goal=letter.goal(signers),
        opens_at=opened,
        closes_at=ago(letter.closed_days_ago),
        is_demo=True,
    )
    by_slug = {detainee.slug: detainee for detainee in detainees}
    named = [by_slug[slug] for slug in letter.people]
    petition.people.set(named)
    about = named or [each for each in detainees if each.state == State.PUBLISHED]
    signatures.write(
        petition,
        signers,
        countries=letter.countries,
        until=petition.closes_at or today,
        people=[detainee.pk for detainee in about],
    )
    if letter.delivered_days_ago:
        _write_delivery(petition, letter, today)
    say(f"{signers:,} signatures: {petition.title}")
    return petition


def _write_delivery(petition: Petition, letter: letters.Letter, today: datetime) -> None:
    delivered = (today - timedelta(days=letter.delivered_days_ago)).date()
    delivery = Delivery(
        petition=petition,
        delivered_on=delivered,
        to_whom=petition.addressee.name,
        note=flow(letter.delivery_note),
        acknowledged_on=delivered + timedelta(days=letter.acknowledged_after_days),
    )
    register.count_what_was_handed_over(delivery)
    delivery.save()


def _write_news(petitions: dict[str, Petition]) -> None:
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
        item.petitions.set(petitions[slug] for slug in each.petitions)


def _write_pages(today: datetime) -> None:
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
