"""Sending mails of which nobody must get a second one: over lines that are open before any is claimed.

What came of each is told as exactly as it can be known. Whoever claims a mail before it leaves, and gives
it back only if it certainly did not, sends it at most once, whatever is killed.
"""

import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum, auto

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from petitions.mail.queue import refused_for_good


class Outcome(Enum):
    SENT = auto()
    REFUSED = auto()  # for good
    NOT_NOW = auto()  # the provider took it not, and may another time
    UNTRIED = auto()  # the line broke before its turn
    UNCERTAIN = auto()  # the line broke during its turn


@contextmanager
def lines(number: int) -> Iterator[list[BaseEmailBackend]]:
    """Open connections to the mail server; `post` takes those that break out of the list.

    Raises OSError if there is no connection to be had, before anything is claimed.
    """
    made = [mailers.default for _line in range(number)]
    opened: list[BaseEmailBackend] = []
    try:
        for line in made:
            line.open()
            opened.append(line)
        yield opened
    finally:
        for line in made:
            with suppress(OSError, smtplib.SMTPException):
                line.close()


def post(mails: dict[int, EmailMessage], lines: list[BaseEmailBackend]) -> dict[int, Outcome]:
    """Send a batch over all lines; those that broke are taken out of `lines`."""
    items = list(mails.items())
    shares = [(line, items[number :: len(lines)]) for number, line in enumerate(lines)]
    outcomes: dict[int, Outcome] = {}
    with ThreadPoolExecutor(len(shares)) as threads:
        for line, (whole, came_of) in zip(
            list(lines), threads.map(lambda share: _post_share(*share), shares), strict=True
        ):
            outcomes |= came_of
            if not whole:
                lines.remove(line)
    return outcomes


def _post_share(
    line: BaseEmailBackend, mails: list[tuple[int, EmailMessage]]
) -> tuple[bool, dict[int, Outcome]]:
    """Whether the line is still whole, and what came of each mail."""
    outcomes = {pk: Outcome.UNTRIED for pk, _message in mails}
    for pk, message in mails:
        try:
            line.send_messages([message])
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPDataError,
        ) as error:
            # The server has said that it did not take it.
            if _hung_up(error):
                return False, outcomes
            outcomes[pk] = Outcome.REFUSED if refused_for_good(error) else Outcome.NOT_NOW
        except ValueError:  # no address that can be written to
            outcomes[pk] = Outcome.REFUSED
        except OSError:  # smtplib's own errors are of this kind as well
            outcomes[pk] = Outcome.UNCERTAIN
            return False, outcomes
        else:
            outcomes[pk] = Outcome.SENT
    return True, outcomes


def _hung_up(error: Exception) -> bool:
    """421: the server closes the line, about us or its own state, and not about this mail."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return any(code == 421 for code, _text in error.recipients.values())
        case smtplib.SMTPResponseException():
            return error.smtp_code == 421
    return False
