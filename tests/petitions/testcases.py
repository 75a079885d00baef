"""What the tests of signing share: filling in the form, and delivering emails."""

import re
from secrets import token_hex
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from petitions import periods
from petitions.mail import signing_emails
from petitions.models import Intake, MailedToken, Petition, Signature
from petitions.signing import storing, tokens
from petitions.signing.tokens import MailSecret
from tests.databases import as_owner
from tests.factories import make_petition
from tests.testcases import CommittingTestCase, SiteTestCase

FORM = {"name": "Gülnar Ablet", "email": "gulnar@example.org", "country": "NL", "consent": "on"}


def sign(petition: Petition, **typed: Any) -> Any:
    """Post the sign form, and let the worker store the signature. typed: values that differ from FORM."""
    response = post_form(petition, **typed)
    store()
    return response


def post_form(petition: Petition, **typed: Any) -> Any:
    """Post the sign form as a browser does. typed: values that differ from FORM."""
    return Client(raise_request_exception=False).post(
        f"/petitions/{petition.slug}/sign/", FORM | typed, headers={"Origin": "http://testserver"}
    )


def press(link: str, *, seen: str = "", **form: Any) -> Any:
    """Press the button behind an emailed link. seen: from `seen_on`; without it, as a tool would."""
    return Client().post(path_of(link), ({"seen": seen} if seen else {}) | form)


def seen_on(page: Any) -> str:
    """The hidden field of the button on the page behind an emailed link."""
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page.text)
    return str(seen)


def thanks_of(response: Any) -> Any:
    """The page that a browser shows after the button was pressed, with the cookie that came with the answer."""
    browser = Client()
    browser.cookies = response.cookies
    return browser.get(response["Location"])


def own_page(address: str, *signatures: Signature) -> str:
    """The path of a signer's own page, as the emailed link has it. signatures: all of the address."""
    return f"/petitions/mine/{own_page_token(address, *signatures)}/"


def own_page_token(address: str, *signatures: Signature) -> str:
    secret = MailSecret.from_seed(token_hex(32))
    tokens.issue_own_page(secret, signatures, address)
    return secret.token


def store() -> None:
    """Do what the worker does with every accepted form: make signatures of it."""
    while storing.store_batch():
        pass


def deliver() -> list[EmailMessage]:
    """Do what the worker does with every due email, and return the new emails."""
    before = len(mail.outbox)
    store()
    while signing_emails.send_batch():
        pass
    for job in ProcrastinateJob.objects.filter(task_name="mine-mail").order_by("pk"):
        app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:  # the model is read-only
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
    return mail.outbox[before:]


def hurry() -> None:
    """Let every email that waits be due now."""
    Intake.objects.update(due_at=timezone.now())


def let_ten_minutes_pass() -> None:
    """From then on a signing is answered whatever was emailed before."""
    MailedToken.objects.update(expires_at=F("expires_at") - periods.ONE_EMAIL)


def link_in(message: EmailMessage) -> str:
    """The one link in an email."""
    [link] = re.findall(r"https?://\S+", str(message.body))
    return str(link)


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def code_in(message: EmailMessage) -> str:
    [code] = re.findall(r"^    (\w{4}-\w{4})$", str(message.body), re.MULTILINE)
    return str(code)


def sign_and_get_mail(petition: Petition, **typed: Any) -> EmailMessage:
    sign(petition, **typed)
    [message] = deliver()
    return message


def sign_and_confirm(petition: Petition, **typed: Any) -> Signature:
    press(link_in(sign_and_get_mail(petition, **typed)))
    return Signature.objects.filter(petition=petition).latest("confirmed_at")


def empty_queue() -> None:
    """Empty the queues of emails."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, petitions_intake CASCADE")


def given_for(person_id: int) -> int:
    """The exact number of signatures for a person, from which the published one is made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(part), 0)::int FROM petitions_personcount WHERE detainee_id = %s",
            [person_id],
        )
        [(number,)] = cursor.fetchall()
    return int(number)


class SigningTestCase(SiteTestCase):
    petition: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        cls.petition = make_petition(slug="free-the-teachers")


class CommittingSigningTestCase(CommittingTestCase):
    petition: Petition

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(slug="free-the-teachers")
