"""Emails that differ in a few words, built once for the mail server and filled in for each recipient.

Python's email package takes longer to build an email than all else that the worker does for a signer. The emails that
ask to confirm the same letters differ in address, link, code, date and Message-ID alone. So their bytes are built once,
by Django, with placeholders.
"""

import email.policy
import re
import secrets
from datetime import UTC, datetime
from email.message import EmailMessage as Message
from email.policy import Policy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, cast, override

from django.core.mail import EmailMessage

# Random, so that no petition's title holds one. All are what Django accepts in their places.
TOKEN, CODE = secrets.token_hex(12), secrets.token_hex(12)
_ID = secrets.token_hex(16)
_TO = f"{secrets.token_hex(12)}@example.org"
_DATE = "Thu, 01 Jan 1970 00:00:00 +0000"
_PLACEHOLDER = re.compile("|".join(map(re.escape, (TOKEN, CODE, _ID, _TO, _DATE))))


def fill(text: str, token: str, code: str) -> str:
    return text.replace(TOKEN, token).replace(CODE, code)


class FramedEmail(EmailMessage):
    """An email with a link and a code, as Django would build it.

    text: the body, with TOKEN and CODE. message_id: 32 letters or digits and the domain.
    """

    def __init__(
        self,
        subject: str,
        text: str,
        *,
        token: str,
        code: str,
        address: str,
        message_id: tuple[str, str],
        headers: dict[str, str],
    ) -> None:
        local, domain = message_id
        super().__init__(
            subject,
            fill(text, token, code),
            to=[address],
            headers={**headers, "Message-ID": f"<{local}@{domain}>"},
        )
        self._frame = (subject, text, domain, tuple(headers.items()))
        self._words = {TOKEN: token, CODE: code, _ID: local, _TO: address}

    @override
    def message(self, *, policy: "Policy[Any] | None" = email.policy.default) -> Message:
        """For the mail server, something with the one method that its backend calls: `as_bytes`."""
        if policy is not email.policy.SMTP:
            return super().message(policy=policy)
        words = self._words | {_DATE: format_datetime(datetime.now(UTC))}
        text = _frame(*self._frame, str(self.from_email))
        content = _PLACEHOLDER.sub(lambda found: words[found[0]], text).encode()
        return cast("Message", _Bytes(content))


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def as_bytes(self) -> bytes:
        return self.content


@lru_cache(maxsize=64)
def _frame(
    subject: str, text: str, domain: str, headers: tuple[tuple[str, str], ...], sender: str
) -> str:
    """The email with placeholders, as the mail server gets it. Raises ValueError if one of them is not in it."""
    message = EmailMessage(
        subject,
        text,
        sender,
        to=[_TO],
        headers={**dict(headers), "Message-ID": f"<{_ID}@{domain}>", "Date": _DATE},
    )
    frame = message.message(policy=email.policy.SMTP).as_bytes().decode()
    if len(set(_PLACEHOLDER.findall(frame))) != 5:
        raise ValueError("An email was encoded so that its link cannot be filled in.")
    return frame
