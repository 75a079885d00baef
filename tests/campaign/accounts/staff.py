"""What the tests of accounts share: someone who logs in by hand, and the emails that the worker has to send."""

import json
import re
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app as queue

from campaign.accounts import factors
from campaign.accounts.models import AuthenticatorApp
from tests.factories import make_staff
from tests.testcases import SiteTestCase, make_app

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LOGIN = "/admin/login/"


def next_code(app: AuthenticatorApp) -> str:
    """The current code of an app, also if it was used already."""
    AuthenticatorApp.objects.filter(pk=app.pk).update(last_step=0)
    return factors.current_code(app.key)


def key_on(page: Any) -> str:
    """The key of an app on the page that sets it up."""
    return str(page.context["key"]).replace(" ", "")


def log_in(client: Client, username: str, password: str, code: str = "", **options: Any) -> Any:
    given = {"username": username, "password": password, "otp_token": code}
    return client.post(LOGIN, given, **options)


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def send_emails() -> list[Any]:
    """Do what the worker does with the queued emails to staff, and return those that were sent."""
    mail.outbox.clear()
    names = ("email-new-password-link", "email-staff")
    for name in names:  # the first queues more of the second
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH due AS (DELETE FROM procrastinate_jobs WHERE task_name = %s RETURNING id, args) "
                "SELECT args FROM due ORDER BY id",
                [name],
            )
            jobs = [json.loads(args) for (args,) in cursor.fetchall()]
        for args in jobs:
            queue.tasks[name](**args)
    return list(mail.outbox)


def link_in(message: Any) -> str:
    """The path of the link to set a password."""
    found = re.search(r"http://[^/]+(/admin/password/[\w-]+/)", message.body)
    if found is None:
        raise AssertionError(message.body)
    return found[1]


class AccountTestCase(SiteTestCase):
    """A member of staff with an app, who is not logged in."""

    staff: ClassVar[User]
    app: ClassVar[AuthenticatorApp]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.staff = make_staff("reyhan", email="reyhan@campaign.example")
        cls.app = make_app(cls.staff)

    def browser(self, **headers: Any) -> Client:
        """A browser of its own."""
        return self.client_class(HTTP_USER_AGENT=FIREFOX, **headers)

    def enter(self, client: Client | None = None) -> Client:
        """Log in with everything on one form."""
        client = client or self.browser()
        answer = log_in(client, "reyhan", "password", next_code(self.app))
        self.assertRedirects(answer, "/admin/", fetch_redirect_response=False)
        return client
