"""Writes the demonstration to the database, and removes it again.

It inserts rows in bulk and does not use the publishing actions: no one has to review invented people.
A test checks each published one with `missing_for_publication` instead.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from campaign.accounts import factors
from campaign.models import Page
from campaign.preview_links import periods as readers
from campaign.publishing.workflow import State
from campaign.web import page_cache
from demo import reader, schema, signatures
from demo.people_rows import write_people
from news.models import NewsItem
from petitions import periods
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
STAFF_ADDRESS = "staff@demo.invalid"  # marks our account: another one may have the same name

type Say = Callable[[str], None]


def is_loaded() -> bool:
    return Detainee.objects.filter(is_demo=True).exists()


@transaction.atomic
def load(total: int, say: Say) -> None:
    """Load all of it, with `total` signatures on the main petition."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    content = reader.content()
    detainees = write_people(content.people)
    say(f"{len(detainees)} people")
    petitions = [
        _write_petition(
            written,
            content.addressees[written.addressee],
            round(total * written.share),
            today,
            detainees,
            say,
        )
        for written in content.petitions
    ]
    _write_news(content.news, {petition.slug: petition for petition in petitions})
    _write_pages(content.pages, today)
    _write_translations(content.translations, today)
    say(f"{len(content.news)} news items, {len(content.pages)} pages")
    page_cache.invalidate_after_commit()


@transaction.atomic
def remove() -> None:
    """Delete every row that is marked as the demonstration's, with the signatures that visitors added."""
    signatures.remove()
    NewsItem.objects.filter(is_demo=True).delete()
    Delivery.objects.filter(petition__is_demo=True).delete()
    ScheduledErasure.objects.filter(petition__is_demo=True).delete()
    Petition.objects.filter(is_demo=True).delete()
    PersonTally.objects.filter(detainee__is_demo=True).delete()
    Detainee.objects.filter(is_demo=True).delete()
    page_cache.invalidate_after_commit()


@transaction.atomic
def remove_unmarked() -> None:
    """Delete its pages and addressees, which no row marks. One that staff have changed or use stays.

    Raises Mistake if a data file cannot be read: they are found by what the files say.
    """
    content = reader.content()
    for addressee in content.addressees.values():
        Addressee.objects.filter(
            name=addressee.name, office=addressee.office, petitions__isnull=True
        ).delete()
    for page in content.pages:
        Page.objects.filter(slug=page.slug, title=page.title, body=_body(page)).delete()
    page_cache.invalidate_after_commit()


def settle() -> None:
    """Update the planner's statistics and the visibility map of the tables."""
    with connection.cursor() as cursor:
        for model in (
            Signature, Tally, Petition, Detainee, Name, StatusClaim, Event, Consent, Source, NewsItem,
        ):  # fmt: skip
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


# --- The account to try the admin with -------------------------------------------------------------------


def has_staff() -> bool:
    ours_put_away = Q(email=STAFF_ADDRESS, is_active=False)
    return User.objects.filter(~ours_put_away, username=settings.DEMO_STAFF).exists()


def set_staff_password(password: str) -> None:
    staff, _made = User.objects.get_or_create(
        username=settings.DEMO_STAFF,
        defaults={"email": STAFF_ADDRESS, "is_staff": True, "is_superuser": True},
    )
    if staff.email == STAFF_ADDRESS:
        staff.is_active = staff.is_staff = staff.is_superuser = True
    staff.set_password(password)
    staff.save()


def set_staff_app(key: str) -> None:
    factors.set_app(User.objects.get(username=settings.DEMO_STAFF), key)


def staff_app_url(key: str) -> str:
    return factors.app_url(User(username=settings.DEMO_STAFF), key)


def remove_staff() -> None:
    """An account that made changes stays as their author, but can no longer log in."""
    staff = User.objects.filter(username=settings.DEMO_STAFF, email=STAFF_ADDRESS)
    try:
        with transaction.atomic():
            staff.delete()
    except ProtectedError:
        staff.update(
            is_active=False, is_staff=False, is_superuser=False, password=make_password(None)
        )


# --- Petitions, news, pages ------------------------------------------------------------------------------


def _write_petition(
    written: schema.Petition,
    to: schema.Addressee,
    signers: int,
    today: datetime,
    detainees: list[Detainee],
    say: Say,
) -> Petition:
    addressee, _made = Addressee.objects.get_or_create(
        name=to.name, office=to.office, defaults={"address": to.address, "email": to.email}
    )
    opened = today - timedelta(days=written.opened_days_ago)
    closed = today - timedelta(days=written.closed_days_ago) if written.closed_days_ago else None
    petition = Petition.objects.create(
        slug=written.slug,
        state=State.PUBLISHED,
        publish_at=opened,
        title=written.title,
        summary=written.summary,
        demand=written.demand,
        letter=written.letter,
        addressee=addressee,
        goal=written.goal(signers),
        opens_at=opened,
        closes_at=closed,
        is_demo=True,
    )
    by_slug = {detainee.slug: detainee for detainee in detainees}
    named = [by_slug[slug] for slug in written.people]
    petition.people.set(named)
    about = named or [each for each in detainees if each.state == State.PUBLISHED]
    signatures.write(
        petition,
        signers,
        countries=written.countries,
        until=closed or today,
        people=[detainee.pk for detainee in about],
    )
    if written.delivery:
        _write_delivery(petition, written.delivery, today)
    say(f"{signers:,} signatures: {petition.title}")
    return petition


def _write_delivery(petition: Petition, written: schema.Delivery, today: datetime) -> None:
    delivered = (today - timedelta(days=written.days_ago)).date()
    delivery = Delivery(
        petition=petition,
        delivered_on=delivered,
        to_whom=petition.addressee.name,
        note=written.note,
        acknowledged_on=delivered + timedelta(days=written.acknowledged_after_days),
        state=State.PUBLISHED,
        publish_at=today - timedelta(days=written.days_ago),
    )
    register.fill_in_counts(delivery)
    delivery.save()


def _write_news(items: Iterable[schema.NewsItem], petitions: dict[str, Petition]) -> None:
    for written in items:
        item = NewsItem.objects.create(
            slug=written.slug,
            state=State.PUBLISHED,
            publish_at=written.publish_at,
            kind=written.kind,
            headline=written.headline,
            standfirst=written.standfirst,
            body=written.body,
            is_demo=True,
        )
        item.petitions.set(petitions[slug] for slug in written.petitions)


def _write_pages(pages: Iterable[schema.SitePage], today: datetime) -> None:
    for page in pages:
        Page.objects.get_or_create(
            slug=page.slug,
            defaults={
                "title": page.title,
                "body": _body(page),
                "state": State.PUBLISHED,
                "publish_at": today,
            },
        )


_TRANSLATED: dict[schema.Translated, type[Detainee | Petition | NewsItem | Page]] = {
    schema.Translated.PERSON: Detainee,
    schema.Translated.PETITION: Petition,
    schema.Translated.NEWS: NewsItem,
    schema.Translated.PAGE: Page,
}


def _write_translations(written: Iterable[schema.Translation], today: datetime) -> None:
    for each in written:
        item = _TRANSLATED[each.of].objects.get(slug=each.slug)
        item.translations.get_or_create(
            language=each.language,
            state="draft" if each.is_draft else "reviewed",
            defaults={
                "made_from": "" if each.is_outdated else item.text_digest,
                "reviewed_at": None if each.is_draft else today,
                **{str(name): text for name, text in each.texts.items()},
            },
        )


def _body(page: schema.SitePage) -> str:
    """Its text, with the periods that it names in braces."""
    named = {
        name.lower(): periods.in_words(value)
        for name, value in vars(periods).items()
        if isinstance(value, timedelta)
    } | {
        "months": str(settings.RETENTION_MONTHS),
        "dossier_days": str(settings.DOSSIER_DAYS),
        "readers": periods.in_words(readers.KEPT),
    }
    body = str(page.body)
    for name, words in named.items():
        body = body.replace(f"{{{name}}}", words)
    return body
