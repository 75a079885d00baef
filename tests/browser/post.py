"""The post between the site and its signers: a real SMTP server, and the worker that sends to it."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from django.db import connection
from django.test import override_settings
from procrastinate.contrib.django import app

from campaign.settings import mailer
from tests.browser.testcases import BrowserTestCase


class Mailboxes:
    """Takes every mail in, as aiosmtpd's handler."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, cast("EmailMessage", mail)))
        return "250 OK"


class MailServer(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class PostTestCase(BrowserTestCase):
    """A browser test whose mails arrive."""

    def setUp(self) -> None:
        super().setUp()
        self.mailboxes = Mailboxes()
        server = MailServer(self.mailboxes, hostname="127.0.0.1", port=0)
        server.start()
        self.addCleanup(server.stop)
        mailers = {"default": mailer(f"smtp://127.0.0.1:{server.port}")}
        self.enterContext(override_settings(MAILERS=mailers))

    def mail_to(self, address: str) -> str:
        """Let the worker run once; the text of the newest mail that came to this address."""
        run_worker()
        mails = [mail for recipients, mail in self.mailboxes.mails if recipients == [address]]
        self.assertTrue(mails, f"no mail to {address} in {self.mailboxes.mails}")
        return str(mails[-1].get_content())


def run_worker() -> None:
    """Send what waits in the queue, as `manage.py procrastinate worker --one-shot` does.

    It needs a thread: it brings its own event loop, and this one has Playwright's.
    """
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_run_worker).result()


def _run_worker() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(
            queues=["mail"], wait=False, listen_notify=False, install_signal_handlers=False
        )
    connection.close()


def link_in(mail: str) -> str:
    [link] = re.findall(r"http\S+/petitions/confirm/\S+", mail)
    return str(link)


def code_in(mail: str) -> str:
    [code] = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", mail)
    return str(code)
