"""A mail server whose answers the test chooses, and the worker as a process of its own."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import connection

PATIENCE = 180  # seconds: for a busy machine; no test waits longer than it has to

type Answer = str | Callable[[], Awaitable[str]]


def text_of(mail: EmailMessage) -> str:
    """The plain text of an email as it arrived."""
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


class PostOffice:
    """An SMTP server that accepts every email, except that `to_rcpt` and `to_data` answer the first ones.

    turns_away: addresses whose emails get a 421 each time.
    """

    def __init__(
        self,
        *,
        to_rcpt: list[str] | None = None,
        to_data: list[Answer] | None = None,
        turns_away: Iterable[str] = (),
    ) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.senders: list[str] = []  # of the envelopes
        self.asked = 0
        self.hung_up = Event()
        self.released = Event()
        self._to_rcpt = to_rcpt or []
        self._to_data = to_data or []
        self._turns_away = set(turns_away)
        self._server = _Server(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.port}"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        answer = self._to_rcpt.pop(0) if self._to_rcpt else "250 OK"
        if address in self._turns_away:
            answer = "421 not now"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        answer = self._to_data.pop(0) if self._to_data else "250 OK"
        if isinstance(answer, str) and not answer.startswith("250"):
            return answer
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.senders.append(envelope.mail_from)
        self.mails.append((envelope.rcpt_tos[0], mail))
        return answer if isinstance(answer, str) else await answer()

    async def take_it_and_break_the_line(self) -> str:
        """To the sender this looks the same as an email that was lost."""
        raise ConnectionResetError

    async def take_it_and_fall_silent(self) -> str:
        self.hung_up.set()
        await asyncio.sleep(PATIENCE)
        return "250 OK"

    async def take_it_and_wait(self) -> str:
        """As a slow server: it answers when the test sets `released`."""
        self.hung_up.set()
        await asyncio.to_thread(self.released.wait, PATIENCE)
        return "250 OK"


class _Server(Controller):
    """Listens on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Worker:
    """`manage.py mail_worker` on the test's database."""

    def __init__(self, mail_url: str, *, bulk_mail_url: str = "") -> None:
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "MAIL_URL": mail_url,
            "BULK_MAIL_URL": bulk_mail_url,
            "MAIL_FROM": "The Campaign <petitions@campaign.example>",
            "DEBUG": "on",
            "PII_KEYS": ",".join(settings.PII_KEYS),
            "PEPPER": settings.PEPPER,
            "LOG_KEYS": ",".join(settings.LOG_KEYS),
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "mail_worker"],
            cwd=settings.BASE_DIR, env=environment, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.log = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        _, self.log = self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def database_url() -> str:
    """The URL of the test's own database, also if it is the embedded one."""
    of: dict[str, Any] = dict(connection.get_connection_params())
    who = quote(of.get("user", ""), safe="")
    if password := of.get("password"):
        who += ":" + quote(password, safe="")
    where: dict[str, Any] = {name: of[name] for name in ("host", "port") if name in of}
    return f"postgres://{who}@/{quote(of['dbname'])}?{urlencode(where)}"


def wait_until(condition: Callable[[], object], what: str = "") -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"It did not come in {PATIENCE} seconds: {what}")
        time.sleep(0.05)
