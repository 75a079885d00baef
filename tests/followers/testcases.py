"""What the tests of followers share: the form, the worker's emails, and the days of the week."""

import re
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from followers.following import content, requests, weekly
from followers.following.subjects import Kind, Subject
from news.models import NewsItem
from petitions.mail.queue import Later
from petitions.models import Petition
from profiles.models import Detainee
from tests.factories import make_detainee, make_news, make_petition
from tests.petitions.testcases import path_of
from tests.testcases import SiteTestCase

HER = "gulnar@example.org"
WEDNESDAY = datetime(2026, 12, 2, 12, tzinfo=UTC)
FRIDAY = WEDNESDAY + timedelta(days=2)
MONDAY = WEDNESDAY + timedelta(days=5)
WEEK = timedelta(days=7)


def at(moment: datetime) -> AbstractContextManager[Any]:
    """The clock of the site shows this time."""
    return patch("django.utils.timezone.now", return_value=moment)


def ask(page: str, address: str = HER, **headers: str) -> Any:
    """Post the form of a person's or a petition's page."""
    return Client().post(f"{page}follow/", {"email": address}, headers=headers)


def deliver() -> list[EmailMessage]:
    """Do what the worker does with every email that was asked for. Those that may go out later stay."""
    before = len(mail.outbox)
    for job in ProcrastinateJob.objects.filter(
        task_name__in=["follow-mail", "follows-mail"]
    ).order_by("pk"):
        try:
            app.tasks[job.task_name](**job.args)
        except Later:
            continue
        with connection.cursor() as cursor:  # the model is read-only
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
    return mail.outbox[before:]


def send_weekly() -> list[EmailMessage]:
    """Do what the worker does now with the weekly emails."""
    before = len(mail.outbox)
    weekly.send_batches(seconds=60)
    return mail.outbox[before:]


def links_in(message: EmailMessage) -> list[str]:
    return [path_of(each) for each in re.findall(r"https?://\S+", str(message.body))]


def stop_link(message: EmailMessage) -> str:
    return next(each for each in links_in(message) if each.startswith("/follow/mine/"))


def follow(page: str, address: str = HER) -> None:
    """Ask for it, and press the button behind the emailed link."""
    ask(page, address)
    [message] = deliver()
    response = Client().post(links_in(message)[0])
    assert response.status_code == 303, response.status_code


def let_follow(row: Detainee | Petition, address: str = HER) -> None:
    """As if the address had confirmed it now."""
    kind = Kind.PERSON if isinstance(row, Detainee) else Kind.PETITION
    today = timezone.now().date()
    with transaction.atomic():
        subject = Subject(kind, row.pk)
        content.add(address, "en", subject, edition=requests.monday(today), today=today)


def publish_news(*about: Detainee | Petition, when: datetime = FRIDAY, **fields: Any) -> NewsItem:
    item = make_news(publish_at=when, **fields)
    item.people.set(each for each in about if isinstance(each, Detainee))
    item.petitions.set(each for each in about if isinstance(each, Petition))
    # To the database it is scheduled, so each of these rows has cancelled its approval.
    NewsItem.objects.filter(pk=item.pk).update(state=item.state)
    return item


class FollowerTestCase(SiteTestCase):
    person: Detainee
    petition: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make_detainee("Aygül Misal", slug="aygul")
        cls.petition = make_petition(slug="free-the-teachers")

    def setUp(self) -> None:
        super().setUp()
        self.of_person = self.person.get_absolute_url()
        self.of_petition = self.petition.get_absolute_url()
