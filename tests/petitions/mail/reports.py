"""Reports of other mail servers about emails that they could not deliver, as they send them."""

from email import message_from_string
from email.message import EmailMessage, Message
from typing import Any

from django.core.mail import EmailMessage as SentEmail


def headers_of(message: SentEmail | Message) -> str:
    """The headers of an email of ours, as a report quotes them."""
    sent: Any = message.message() if isinstance(message, SentEmail) else message
    return "".join(f"{name}: {value}\r\n" for name, value in sent.items())


def report(
    quoted: str,
    *recipients: str,
    to: str = "petitions@campaign.example",
    returned_as: str = "text/rfc822-headers",
) -> bytes:
    """recipients: the fields about each; without any, the mailbox it was sent to does not exist. quoted: the email's headers."""
    sent_to = message_from_string(quoted)["To"] or "gulnar@example.org"
    fields = recipients or (failed("5.1.1", recipient=sent_to),)
    message = EmailMessage()
    message["From"] = "=?utf-8?q?Mail_Delivery_Subsystem_=E2=9C=89?= <MAILER-DAEMON@mx.example.net>"
    message["To"] = to
    message["Subject"] = "=?utf-8?B?VW56dXN0ZWxsYmFyIOKAkw==?="
    lines = [
        "Content-Type: multipart/report; report-type=delivery-status; boundary=XXXX",
        "MIME-Version: 1.0", "", "--XXXX",
        "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
        "VW56dXN0ZWxsYmFy", "--XXXX",
        "Content-Type: message/delivery-status", "",
        "Reporting-MTA: dns; mx.example.net",
        "Arrival-Date: Mon, 30 Nov 2026 10:00:00 +0000",
        *(line for block in fields for line in ("", *block.splitlines())),
        "", "--XXXX", f"Content-Type: {returned_as}", "", quoted.replace("\r\n", "\n"),
        *(["", "Body"] if returned_as == "message/rfc822" else []),
        "--XXXX--", "",
    ]  # fmt: skip
    top = "".join(f"{name}: {value}\n" for name, value in message.items())
    return (top + "\n".join(lines)).replace("\n", "\r\n").encode()


def failed(
    status: str,
    diagnostic: str = "",
    action: str = "failed",
    recipient: str = "gulnar@example.org",
) -> str:
    return (
        f"Final-Recipient: rfc822; {recipient}\n"
        f"Action: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {diagnostic or f'550 {status} said the server'}"
    )
