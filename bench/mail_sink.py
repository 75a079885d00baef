"""A mail server on 127.0.0.1 that collects the emails of the site under load. It passes nothing on."""

import email
import email.policy
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_LINK = re.compile(r"https?://[^/\s]+(/petitions/confirm/\S+)")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Received:
    at: float  # of time.monotonic()
    content: bytes

    def link(self) -> str | None:
        """The path of the link that confirms; None in an email without one."""
        message = email.message_from_bytes(self.content, policy=email.policy.default)
        text = message.get_body(("plain",))
        found = _LINK.search(text.get_content()) if text else None
        return found[1] if found else None


class MailSink:
    """Collects emails by address. It can be read from any thread."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.by_address: dict[str, Received] = {}  # the first email to each
        self.total = 0
        self.last_at = 0.0
        self.listener: Callable[[str, Received], None] | None = None
        self._arrived = threading.Condition()
        # With a name of its own it does not ask the machine for one at each connection.
        self._controller = Controller(
            self, hostname="127.0.0.1", port=port, server_hostname="localhost"
        )

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        received = Received(time.monotonic(), bytes(cast("Any", envelope.content)))
        with self._arrived:
            for address in envelope.rcpt_tos:
                self.by_address.setdefault(address, received)
            self.total += 1
            self.last_at = received.at
            self._arrived.notify_all()
        if self.listener:
            for address in envelope.rcpt_tos:
                self.listener(address, received)
        return "250 OK"

    def wait(self, addresses: set[str], seconds: float) -> int:
        """Wait until all of these have an email, for so many seconds at most. Returns how many have one."""
        with self._arrived:
            self._arrived.wait_for(lambda: addresses <= self.by_address.keys(), timeout=seconds)
            return len(addresses & self.by_address.keys())
