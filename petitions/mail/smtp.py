"""Sending many emails over a few connections, which are open before any email is claimed.

The caller claims an email before it leaves. An update or a reminder is claimed for good, and given back only if it
certainly did not leave: then it is sent at most once, whatever is killed. The email that asks to confirm is claimed
for a minute: then it is sent at least once. So each outcome is reported as exactly as possible.
"""

import smtplib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum, auto
from itertools import repeat

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from petitions.mail.delivery_status import is_no_mailbox
from petitions.mail.queue import answers_in, refused_for_good

# The accounts of settings.MAILERS. What answers something that someone did is transactional.
TRANSACTIONAL, BULK = "default", "bulk"
SECONDS = 30  # for a batch


class SendOutcome(Enum):
    SENT = auto()
    REFUSED = auto()  # for good
    NO_MAILBOX = auto()  # for good, because the mailbox does not exist
    NOT_NOW = auto()  # the provider did not accept it, and may another time
    TURNED_AWAY = auto()  # the server closed the connection instead of accepting it
    UNTRIED = auto()  # the connection broke, or the time was up, before its turn
    UNCERTAIN = auto()  # the connection broke during its turn


@contextmanager
def open_connections(number: int, account: str) -> Iterator[list[BaseEmailBackend]]:
    """Open connections to the mail server; `send_batch` removes those that break from the list.

    account: TRANSACTIONAL or BULK. Raises OSError, before anything is claimed, if a connection cannot be opened.
    """
    made = [mailers[account] for _connection in range(number)]
    opened: list[BaseEmailBackend] = []
    try:
        for connection in made:
            connection.open()
            opened.append(connection)
        yield opened
    finally:
        for connection in made:
            with suppress(OSError, smtplib.SMTPException):
                connection.close()


def send_batch(
    emails: dict[int, EmailMessage],
    connections: list[BaseEmailBackend],
) -> dict[int, SendOutcome]:
    """Send a batch over all connections. Returns the outcomes by the keys of `emails`.

    Connections that broke are removed from `connections`. After SECONDS no further email begins to leave.
    """
    until = time.monotonic() + SECONDS
    items = list(emails.items())
    shares = [items[number :: len(connections)] for number in range(len(connections))]
    outcomes: dict[int, SendOutcome] = {}
    with ThreadPoolExecutor(len(shares)) as threads:
        for connection, (is_whole, of_share) in zip(
            list(connections),
            threads.map(_send_share, list(connections), shares, repeat(until)),
            strict=True,
        ):
            outcomes |= of_share
            if not is_whole:
                connections.remove(connection)
    return outcomes


def _send_share(
    connection: BaseEmailBackend, emails: list[tuple[int, EmailMessage]], until: float
) -> tuple[bool, dict[int, SendOutcome]]:
    """Whether the connection is still whole, and the outcome of each email."""
    outcomes = {key: SendOutcome.UNTRIED for key, _message in emails}
    for key, message in emails:
        if time.monotonic() > until:
            break
        try:
            connection.send_messages([message])
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPDataError,
        ) as error:
            # The server has said that it did not accept the email.
            if _closes_connection(error):
                outcomes[key] = SendOutcome.TURNED_AWAY
                return False, outcomes
            outcomes[key] = _refusal(error)
        except ValueError:  # not an address that can be written to
            outcomes[key] = SendOutcome.REFUSED
        except OSError:  # all other errors of smtplib are OSErrors too
            outcomes[key] = SendOutcome.UNCERTAIN
            return False, outcomes
        else:
            outcomes[key] = SendOutcome.SENT
    return True, outcomes


def _refusal(error: Exception) -> SendOutcome:
    if not refused_for_good(error):
        return SendOutcome.NOT_NOW
    if all(is_no_mailbox(text) for _code, text in answers_in(error)):
        return SendOutcome.NO_MAILBOX
    return SendOutcome.REFUSED


def _closes_connection(error: Exception) -> bool:
    """421: the server closes the connection because of us or its own state, not because of this email."""
    return any(code == 421 for code, _text in answers_in(error))
