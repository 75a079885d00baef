"""A post that delivers: the site's worker sends, and a real SMTP server takes the mails in."""

import re
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from unittest.mock import patch

from django.db import connection
from django.test import override_settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from campaign.run.jobs import CONTINUOUS
from campaign.settings import mailer
from tests.browser.testcases import BrowserTestCase
from tests.petitions.post import PostOffice, text_of


class PostTestCase(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.post = self.enterContext(PostOffice())
        self.enterContext(
            override_settings(MAILERS=dict.fromkeys(("default", "bulk"), mailer(self.post.url)))
        )

    def mail_to(self, address: str) -> EmailMessage:
        """Let the worker run once; the newest mail that came to this address."""
        run_worker()
        mails = [mail for recipient, mail in self.post.mails if recipient == address]
        self.assertTrue(mails, f"no mail to {address} among {self.post.mails}")
        return mails[-1]


def run_worker() -> None:
    """Send what waits, as the worker does.

    In a thread, since a worker brings its own event loop and this one has Playwright's.
    """
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_run_worker).result()


def _run_worker() -> None:
    for step, _idle in CONTINUOUS.values():
        while step():
            pass
    with (
        # Its own threads end with it, and must not leave their connections open.
        patch.dict(connection.settings_dict, CONN_MAX_AGE=0),
        app.replace_connector(DjangoConnector().get_worker_connector()) as worker,
    ):
        worker.run_worker(
            queues=["mail"], wait=False, listen_notify=False, install_signal_handlers=False
        )
    connection.close()


def link_in(mail: EmailMessage) -> str:
    [link] = re.findall(r"https?://\S+", text_of(mail))
    return str(link)


def code_in(mail: EmailMessage) -> str:
    [code] = re.findall(r"^ +(\w{4}-\w{4})\s*$", text_of(mail), re.MULTILINE)
    return str(code)
