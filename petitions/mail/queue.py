"""When an email is tried again, and when it is given up.

A job stores the address only in its encrypted form. It is deleted when the email is out.
"""

import smtplib
from datetime import datetime

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

MAX_WAIT = 15 * 60  # seconds between two attempts
MAX_ATTEMPTS = 7 * 24 * 4  # a week of them: a mail server may be down for days


class Later(Exception):
    """The email may not go out yet: its job returns to the queue until `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M}")
        self.until = until


class BackOff(BaseRetryStrategy):
    """Ever longer pauses. A mailbox that is refused for good ends that email alone."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Later):
            return RetryDecision(retry_at=exception.until)
        if job.attempts >= MAX_ATTEMPTS or refused_for_good(exception):
            return None
        return RetryDecision(retry_in={"seconds": min(5 * 2 ** min(job.attempts, 10), MAX_WAIT)})


def refused_for_good(exception: BaseException) -> bool:
    """Whether the mail server will never accept this email: a 5xx about the recipient or the email.

    An enhanced status code x.7.x is about us (the server accepts no email from us, or we are on a block
    list). It would affect every email alike and can be repaired, so those emails wait.
    """
    if not isinstance(exception, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return False
    return all(
        code >= 500 and b".7." not in _bytes(text)[:6] for code, text in answers_in(exception)
    )


def answers_in(exception: BaseException) -> list[tuple[int, bytes | str]]:
    """The answers of the mail server that this exception is about: code and text."""
    match exception:
        case smtplib.SMTPRecipientsRefused():
            return list(exception.recipients.values())
        case smtplib.SMTPResponseException():
            return [(exception.smtp_code, exception.smtp_error)]
    return []


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
