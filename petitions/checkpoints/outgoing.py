"""Requests to servers of others, from the worker alone: short, bounded, and never sent on to another address."""

import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from typing import NamedTuple
from urllib.parse import urlsplit

PAUSE = 5.0  # seconds that may pass without a byte
DEADLINE = 15.0  # seconds for all of it
MAX_BYTES = 64 * 1024


class Answer(NamedTuple):
    status: int
    kind: str  # its content type
    body: bytes


class NoAnswer(Exception):
    """The server did not answer, too slowly, or with too much."""


def post(url: str, body: bytes, kind: str) -> Answer:
    """Post to an address of the settings. A redirect is an answer like any other. Raises NoAnswer."""
    parts = urlsplit(url)
    connection_class = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connection_class(parts.hostname or "", parts.port, timeout=PAUSE)
    is_late = Event()
    try:
        raw = socket.create_connection((connection.host, connection.port), PAUSE)
    except OSError as error:
        raise NoAnswer(str(error)) from None
    # A server that sends a byte now and then would never be late for a single read. TLS takes the socket over, and
    # http.client forgets it before the body, so a second one for the same connection is kept.
    kept = raw.dup()
    timer = Timer(DEADLINE, _cut_off, [kept, is_late])
    timer.start()
    try:
        connection.sock = raw
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(
                raw, server_hostname=connection.host
            )
        connection.request(
            "POST",
            parts._replace(scheme="", netloc="").geturl() or "/",
            body,
            {"Content-Type": kind},
        )
        response = connection.getresponse()
        found = response.read(MAX_BYTES + 1)
        if is_late.is_set():  # what was cut off can look like a whole answer
            raise NoAnswer("The answer takes too long.")
        if len(found) > MAX_BYTES or response.length:
            raise NoAnswer("The answer is too long, or was cut off.")
        return Answer(response.status, response.headers.get_content_type(), found)
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswer(str(error) or type(error).__name__) from None
    finally:
        timer.cancel()
        connection.close()
        kept.close()


def _cut_off(kept: socket.socket, is_late: Event) -> None:
    is_late.set()
    with suppress(OSError):  # it is closed already
        kept.shutdown(socket.SHUT_RDWR)
