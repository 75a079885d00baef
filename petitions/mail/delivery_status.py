"""Reads what other mail servers say of an email: their answer while it is sent, and their report afterwards (RFC 3464).

Only a few answers mean that a mailbox does not exist. A full mailbox (5.2.2) can be emptied, an email that is refused
as spam (5.7.x) says something about us, and a bare 550 says too little.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string
from email.message import Message
from email.parser import BytesHeaderParser
from enum import Enum, auto
from itertools import chain

NO_MAILBOX = {
    "5.1.1",  # no such mailbox
    "5.1.2",  # no such domain
    "5.1.3",  # not an address there
    "5.1.6",  # moved, without a new address
    "5.1.10",  # the domain takes no email
    "5.2.1",  # disabled
}
MOST_BYTES = 300_000  # of a report; our emails are short
# The parser takes the square of the time for a long header, and for parts within parts.
MOST_HEADER = 4_000  # bytes, with all its lines
MOST_MULTIPARTS = 20
_HEADER = re.compile(rb"^[!-9;-~]++:.*+(?:\n[ \t].*+)*+", re.MULTILINE)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
# "smtp; 550 5.1.1 <…>: no such user", "smtp;550-5.1.1 …", "smtp; 550 #5.1.1 …"
_IN_DIAGNOSTIC = re.compile(r"\b5\d\d[ -]#?(5\.\d{1,3}\.\d{1,3})(?!\d)")


class Verdict(Enum):
    NO_MAILBOX = auto()
    OTHER = auto()  # delayed, delivered, full, refused as spam, or not clear


@dataclass(frozen=True, slots=True)
class Report:
    """recipients: the addresses that it is about, as far as it says. text: all of it, in which our token is found."""

    verdict: Verdict
    recipients: frozenset[str] = field(repr=False)
    text: str = field(repr=False)


def is_no_mailbox(answer: bytes | str) -> bool:
    """Whether the answer of a mail server to RCPT or DATA says that the mailbox does not exist."""
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    status = _STATUS.match(text)
    return status is not None and status[0] in NO_MAILBOX


def read_report(content: bytes) -> Report | None:
    """None if it is no report about the delivery of an email."""
    try:
        return _read(content[:MOST_BYTES])
    except Exception:  # the parser raises errors of many kinds, and anyone can send us anything
        return None


def is_report(content: bytes) -> bool:
    """Whether the email calls itself a report. Of another one nothing is read but its headers."""
    try:
        headers = BytesHeaderParser().parsebytes(content[:MOST_BYTES])
        return headers.get_content_type() == "multipart/report"
    except Exception:
        return False


def _read(content: bytes) -> Report | None:
    if _takes_long(content):
        return None
    parts = list(message_from_bytes(content).walk())
    recipients = [
        recipient
        for part in parts
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}
        for recipient in _recipients(part)
    ]
    if not recipients:
        return None
    # An alias may have delivered the email to some of its recipients.
    is_final = all(map(_has_no_mailbox, recipients))
    decoded = (
        bytes(part.get_payload(decode=True) or b"")
        for part in parts
        if part.get_content_maintype() == "text" and "content-transfer-encoding" in part
    )
    text = b"\n".join((content, *decoded)).decode("ascii", "replace")
    verdict = Verdict.NO_MAILBOX if is_final else Verdict.OTHER
    return Report(verdict, frozenset(chain.from_iterable(map(_addresses, recipients))), text)


def _takes_long(content: bytes) -> bool:
    lines = content.replace(b"\r\n", b"\n").replace(
        b"\r", b"\n"
    )  # the parser ends a line at each of them
    return lines.lower().count(b"multipart/") > MOST_MULTIPARTS or any(
        len(header[0]) > MOST_HEADER for header in _HEADER.finditer(lines)
    )


def _recipients(part: Message) -> Iterator[Message]:
    """The fields about each recipient. The first block of fields is about the whole email."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else [message_from_string(str(payload))]
    yield from (block for block in blocks if isinstance(block, Message) and "action" in block)


def _addresses(recipient: Message) -> Iterator[str]:
    """ "rfc822; <gulnar@example.org>": the one that the email was sent to, and the one that it was forwarded to."""
    for name in ("original-recipient", "final-recipient"):
        _kind, _semicolon, address = str(recipient.get(name, "")).partition(";")
        if "@" in address:
            yield address.replace('"', "").strip(" \t\r\n<>")


def _has_no_mailbox(recipient: Message) -> bool:
    action = str(recipient["action"]).split()
    if not action or action[0].lower() != "failed":
        return False
    status = _STATUS.search(str(recipient.get("status", "")))
    if status and not status[0].endswith(".0.0"):
        return status[0] in NO_MAILBOX
    # Some mail servers say only 5.0.0, and quote the answer that they got.
    quoted = _IN_DIAGNOSTIC.search(str(recipient.get("diagnostic-code", "")))
    return quoted is not None and quoted[1] in NO_MAILBOX
