"""Emails that differ in a few words, built once for the mail server and filled in for each recipient.

Python's email package takes longer to build an email than all else that the worker does for a signer. The emails that
ask to confirm the same letters differ in address, link, code, date and Message-ID alone. So their bytes are built once,
by Django, with placeholders.
"""

import email.policy
import re
import secrets
from collections import Counter
from datetime import UTC, datetime
from email.message import EmailMessage as Message
from email.policy import Policy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, cast, override

from django.core.mail import EmailMultiAlternatives

# Random, so that no petition's title holds one. All are what Django accepts in their places.
TOKEN, CODE = secrets.token_hex(12), secrets.token_hex(12)
_ID = secrets.token_hex(20)
_TO = f"{secrets.token_hex(12)}@example.org"
_DATE = "Thu, 01 Jan 1970 00:00:00 +0000"
_PLACEHOLDER = re.compile("|".join(map(re.escape, (TOKEN, CODE, _ID, _TO, _DATE))))


def fill(text: str, token: str, code: str) -> str:
    return text.replace(TOKEN, token).replace(CODE, code)


class FramedEmail(EmailMultiAlternatives):
    """An email with a link and a code, as Django would build it.

    text, html: its two forms, with TOKEN and CODE. message_id: 40 letters or digits and the domain. from_email: its
    envelope sender.
    """

    def __init__(
        self,
        subject: str,
        text: str,
        html: str,
        *,
        token: str,
        code: str,
        address: str,
        message_id: tuple[str, str],
        from_email: str,
        headers: dict[str, str],
    ) -> None:
        local, domain = message_id
        super().__init__(
            subject,
            fill(text, token, code),
            from_email,
            to=[address],
            headers={**headers, "Message-ID": f"<{local}@{domain}>"},
            alternatives=[(fill(html, token, code), "text/html")],
        )
        self._frame = (subject, text, html, domain, tuple(headers.items()))
        self._words = {TOKEN: token, CODE: code, _ID: local, _TO: address}

    @override
    def message(self, *, policy: "Policy[Any] | None" = email.policy.default) -> Message:
        """For the mail server, something with the one method that its backend calls: `as_bytes`."""
        if policy is not email.policy.SMTP:
            return super().message(policy=policy)
        text = _frame(*self._frame)
        if text is None:
            return super().message(policy=policy)
        words = self._words | {_DATE: format_datetime(datetime.now(UTC))}
        content = _PLACEHOLDER.sub(lambda found: words[found[0]], text).encode()
        return cast("Message", _Bytes(content))


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def as_bytes(self) -> bytes:
        return self.content


@lru_cache(maxsize=64)
def _frame(
    subject: str,
    text: str,
    html: str,
    domain: str,
    headers: tuple[tuple[str, str], ...],
) -> str | None:
    """The email with placeholders, as the mail server gets it. None if its encoding has broken them up.

    That happens when a line is longer than 78 characters, such as a link to a site with a long name.
    """
    message = EmailMultiAlternatives(
        subject,
        text,
        to=[_TO],
        headers={**dict(headers), "Message-ID": f"<{_ID}@{domain}>", "Date": _DATE},
        alternatives=[(html, "text/html")],
    )
    frame = message.message(policy=email.policy.SMTP).as_bytes().decode()
    found = Counter(_PLACEHOLDER.findall(frame))
    is_whole = all((found[TOKEN] == 4, found[CODE] == 2, found[_ID], found[_TO], found[_DATE]))
    return frame if is_whole else None
